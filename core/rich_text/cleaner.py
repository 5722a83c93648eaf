"""The cleaner of rich text: one allow-list configures the editor and filters all markup before it is stored."""

import html
import re

import nh3
from django_prose_editor.config import allowlist_from_extensions

from core.text.normalization import INVISIBLE, normalized

from . import bounds, images, link_rules, tables

#: What an editor may use. The template renders the h1 and the h2 of its sections, so that rich text starts at h3.
#: SiteLink, Languages, SiteImage, PastedHtml and GermanMenu are this site's own extensions, SiteTable and its parts simpler forms of
#: the editor's.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Heading": {"levels": [3]},
    "SiteLink": True,
    "Languages": True,
    "HardBreak": True,
    "SiteTable": True,
    "SiteTableRow": True,
    "SiteTableHeader": True,
    "SiteTableCell": True,
    "SiteImage": True,
    "PastedHtml": True,
    "GermanMenu": True,
    "NoSpellCheck": False,
}

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_ATTRIBUTE_RULES = {
    "lang": _LANGUAGE,
    "hreflang": _LANGUAGE,
    "dir": re.compile("ltr|rtl|auto"),
    "src": images.ADDRESS,
    "alt": re.compile(r".*", re.DOTALL),
    "width": re.compile(r"[1-9]\d{0,4}"),
    "height": re.compile(r"[1-9]\d{0,4}"),
}

_MAX_ROUNDS = 20
_HEADINGS = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)
_EMPTY_BLOCKS = re.compile(r"<(p|h3|li|ul|ol|caption)\b[^>]*>(?:\s|&nbsp;|<br>)*</\1>")
_BREAKS = re.compile(r"<(?:/p|/li|/h3|br|/caption|/t[dh]|/tr)\b[^>]*>", re.IGNORECASE)

#: Ends of headings and of items, with the letter before them: where no mark ends them, one is added in running text.
_ITEM_END = re.compile(r"([^\s.:?!…;,>])((?:</(?:p|a|strong|em|span)>)*</li>)(?=\s*<li\b)", re.IGNORECASE)
_BLOCK_END = re.compile(r"([^\s.:?!…;,>])((?:</(?:p|a|strong|em|span)>)*(?:</h3>|</li>(?=\s*</[ou]l>)))", re.IGNORECASE)


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    """The value; None if it breaks the rule of its attribute, or if the attribute has no rule."""
    if attribute == "href":
        address = link_rules.normalized_address(value)
        return None if link_rules.refusal(address) else address
    rule = _ATTRIBUTE_RULES.get(attribute)
    return value if rule and rule.fullmatch(value) else None


_cleaner = nh3.Cleaner(
    **allowlist_from_extensions(EXTENSIONS),
    attribute_filter=_filter_attribute,
    url_schemes={"https", "mailto", "tel"},
    link_rel=None,
)


def clean(value: str) -> str:
    """Markup reduced to the allow-list; "" if no text is left, so that an empty text falls back to German.

    Removed markup can leave a nesting that parsers read differently, so cleaning is repeated until nothing changes.
    A text that does not become stable, or is too long or too deep to parse, is reduced to plain text.
    """
    if not bounds.is_bounded(value):
        return html.escape(normalized(bounds.text_without_tags(value)), quote=False)
    for _round in range(_MAX_ROUNDS):
        cleaned = _clean_once(value)
        if cleaned == value:
            return cleaned if has_text(cleaned) else ""
        value = cleaned
    return html.escape(plain_text(value), quote=False)


def _clean_once(value: str) -> str:
    """Normalized after cleaning, when `&#11;` has become a character and no attribute contains a line break."""
    cleaned = normalized(sanitized(value), line_break="<br>")
    cleaned = tables.simplified(images.simplified(cleaned))
    return _EMPTY_BLOCKS.sub("", cleaned).strip()


def sanitized(value: str) -> str:
    """Markup reduced to the allow-list in one pass, before tables and images get their simple form."""
    return _cleaner.clean(_HEADINGS.sub(r"<\1h3", value))


def plain_text(value: str) -> str:
    """The text without markup, white space collapsed; images give their alternative text."""
    if not bounds.is_bounded(value):
        return normalized(bounds.text_without_tags(value))
    text = html.unescape(nh3.clean(_BREAKS.sub(" ", images.alternatives_as_text(value)), tags=set()))
    return " ".join(normalized(text).split())


def running_text(value: str) -> str:
    """The plain text for reading without its lines: headings and lists end with a full stop, items with a comma."""
    return plain_text(_BLOCK_END.sub(r"\1.\2", _ITEM_END.sub(r"\1,\2", value)) if bounds.is_bounded(value) else value)


def has_text(value: str) -> bool:
    """Whether anything is visible: tags, spaces and invisible characters are not."""
    return bool(plain_text(value).translate(INVISIBLE).strip())
