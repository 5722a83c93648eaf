"""Template tags for texts with their actual language, and for a page's languages."""

import json
import re
from functools import lru_cache

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override
from modeltranslation.utils import get_language

from core.languages import direction, resolve
from core.pages import heads
from core.pages.addresses import federal_address_in
from core.pages.metadata import Label
from core.pages.pagination import row_address
from core.rich_text import folds
from core.rich_text.cleaner import plain_text
from core.text.typography import kept_together

register = template.Library()
register.filter(kept_together)

OFFICIAL_LANGUAGES = {"de", "fr", "it"}
SPACED_COLON = {"fr": "\u00a0: "}
SPACED_SEMICOLON = {"fr": "\u202f; "}
_WORD = re.compile(r"[^\s\-–/]+-?")
MIN_LETTERS, MAX_LETTERS = 12, 36
OWN_LINK = re.compile(r'(?<=href=")/(?!/)[^"]*(?=")')
SAME_PAGE = re.compile(r'(?<=href=")#')
LINK_ELSEWHERE = re.compile(r'(?<=href=")https://[^"]*(?=")')
HEADING = re.compile(r"(</?)h3\b")
TABLE = re.compile(r"<table>(?:<caption>(.*?)</caption>)?")
JSON_IN_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag
def text(obj, name: str) -> str:
    """A translated plain text, wrapped in an element with `lang` if its language is not the page's."""
    value, language = resolve(obj, name)
    value = kept_together(value)
    if not value or language == get_language():
        return value
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction(language), value)


@register.simple_tag(takes_context=True)
def richtext(context, obj, name: str, level: int = 3, is_folded: bool = False) -> SafeString:
    """A translated rich text, cleaned when saved; its headings (h3) moved to the level that the page needs."""
    value, language = resolve(obj, name)
    value = folds.folded(value) if is_folded else value
    value = HEADING.sub(rf"\1h{level}", value)
    value = kept_together(value)
    value = TABLE.sub(in_scroll_region, value).replace("</table>", "</table></div>")
    value = value.replace("<img ", '<img loading="lazy" decoding="async" ')
    value = SAME_PAGE.sub(own_page(context, obj) + "#", value)
    value = OWN_LINK.sub(lambda link: address(context, localized_path(link[0], get_language())), value)
    value = LINK_ELSEWHERE.sub(lambda link: federal_address_in(get_language(), link[0]), value)
    if value and language != get_language():
        return format_html('<div lang="{}" dir="{}">{}</div>', language, direction(language), mark_safe(value))  # noqa: S308
    return mark_safe(value)  # noqa: S308


def in_scroll_region(table: re.Match) -> str:
    """The beginning of a table in a box that scrolls, by keyboard too, where the window is too narrow for it."""
    name = plain_text(table[1] or "") or gettext("Tabelle")
    return format_html('<div class="scroll" role="region" tabindex="0" aria-label="{}">', name) + table[0]


def own_page(context, obj) -> str:
    """The German path of the page to which a text belongs, for its links to anchors there; "" on that page itself."""
    request = context.get("request")
    if request is None or path_of(obj) == request.path:
        return ""
    with override(settings.LANGUAGE_CODE):
        return path_of(obj)


def path_of(obj) -> str:
    return obj.get_absolute_url().partition("#")[0] if hasattr(obj, "get_absolute_url") else ""


@register.simple_tag(takes_context=True)
def address(context, url: str) -> str:
    """An address of this site; that of a row is adjusted if its list has several pages."""
    return row_address(url, context.get("long_lists", ()))


@lru_cache(maxsize=4096)
def localized_path(path: str, language: str) -> str:
    """Texts link to German addresses; readers in another language are led to the page in theirs, if it exists."""
    with override(settings.LANGUAGE_CODE):
        return translate_url(path, language)


@register.simple_tag
def label_language(label: Label) -> str:
    """A `lang` attribute if a label is in another language than the page, and `dir` if its direction differs."""
    if label.language == get_language():
        return ""
    return format_html(' lang="{}"{}', label.language, direction_of(label.language))


@register.simple_tag
def direction_of(language: str, around: str = "") -> SafeString:
    """A `dir` attribute if a language has another direction than `around`, by default the page's language."""
    own, outer = direction(language), around or direction(get_language())
    return format_html(' dir="{}"', own) if own != outer else mark_safe("")


@register.simple_tag(takes_context=True)
def window_title(context) -> str:
    """The title of the page with the canton's name, in German if the page fell back to German.

    A title that falls back keeps the German canton, while a proper name without translation gets the reader's: otherwise two
    pages would have the same title.
    """
    page = context["page"]
    with override(page.title.language if page.fell_back else get_language()):
        return heads.title(page.listed_title.text)


@register.simple_tag
def colon() -> str:
    """With a no-break space before it in French (Chancellerie fédérale, 2.2)."""
    return SPACED_COLON.get(get_language(), ": ")


@register.simple_tag
def semicolon() -> str:
    return SPACED_SEMICOLON.get(get_language(), "; ")


@register.filter
def letters(text: str) -> int:
    """The length of the longest word in steps of two, for the style sheet's minimum line width."""
    longest = max(map(len, _WORD.findall(text)), default=0)
    return min(max(longest + longest % 2, MIN_LETTERS), MAX_LETTERS)


@register.filter
def html_language(code: str) -> str:
    """de-CH etc.: the Swiss variant of the official languages."""
    return f"{code}-CH" if code in OFFICIAL_LANGUAGES else code


@register.filter
def territory(code: str) -> str:
    """de_CH, en_GB: Open Graph requires a territory."""
    return f"{code}_GB" if code == "en" else f"{code}_CH"


@register.simple_tag
def json_ld(data) -> SafeString:
    """Structured data for search engines, as a data block that browsers do not run."""
    block = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(JSON_IN_HTML)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(block))  # noqa: S308
