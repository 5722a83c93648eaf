"""Template tags and filters that every page may use: texts in their language, and Swiss forms of figures."""

import json
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from modeltranslation.utils import get_language

from editorial.languages import has_fallen_back, resolve
from editorial.rich_text import plain as plain_text

register = template.Library()

NO_BREAK_SPACE = "\u00a0"
APOSTROPHE = "’"
JSON_IN_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag
def text(obj, name: str) -> str:
    """A translated plain text, wrapped with its own language where it is not in the page's."""
    value, language = resolve(obj, name)
    if not value or language == get_language():
        return value
    return format_html('<span lang="{}" dir="ltr">{}</span>', language, value)


@register.simple_tag
def richtext(obj, name: str) -> SafeString:
    """A translated rich text; the field is cleaned on its way into the database."""
    value, language = resolve(obj, name)
    if value and language != get_language():
        return format_html('<div lang="{}" dir="ltr">{}</div>', language, mark_safe(value))  # noqa: S308
    return mark_safe(value)  # noqa: S308


@register.simple_tag
def plain(obj, name: str) -> str:
    """A translated text without markup, for places where no element can stand: titles and attributes."""
    return plain_text(resolve(obj, name)[0])


@register.simple_tag
def text_language(obj, name: str) -> str:
    """The language that a translated text is really in, for a `lang` attribute."""
    return resolve(obj, name)[1]


@register.filter
def fell_back(obj, name: str) -> bool:
    """Whether this text is shown in another language than the page's."""
    return has_fallen_back(obj, name)


@register.filter
def number(value) -> str:
    """62’957, 58,91: an apostrophe from four digits on, a decimal comma, no trailing zeros."""
    if value is None or value == "":
        return ""
    whole, _, fraction = f"{Decimal(value):,f}".partition(".")
    fraction = fraction.rstrip("0")
    return whole.replace(",", APOSTROPHE) + (f",{fraction}" if fraction else "")


@register.filter
def percent(value) -> str:
    """58,91 %, with a space that does not break."""
    return f"{number(value)}{NO_BREAK_SPACE}%" if value is not None else ""


@register.filter
def chf(value) -> str:
    """CHF 3’392’068, in whole francs, with a space that does not break."""
    return f"CHF{NO_BREAK_SPACE}{Decimal(value):,.0f}".replace(",", APOSTROPHE) if value is not None else ""


@register.filter
def years(obj) -> str:
    """2014–2017, or one year, from `first_year` and `last_year`."""
    if not obj.first_year:
        return ""
    return (
        f"{obj.first_year}–{obj.last_year}"
        if obj.last_year and obj.last_year != obj.first_year
        else str(obj.first_year)
    )


@register.simple_tag
def json_ld(data) -> SafeString:
    """Structured data for search engines: a data block, which browsers never run."""
    block = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(JSON_IN_HTML)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(block))  # noqa: S308
