"""Template filters for Swiss formats: numbers, amounts, dates and phone numbers."""

import datetime
import re
from decimal import Decimal
from urllib.parse import urlsplit

from django import template
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import get_language

from core.languages import direction
from core.text.phone_numbers import dialled

register = template.Library()
register.filter("phone_link", dialled)

NUMBER_WORDS = ["", _("Ein"), _("Zwei"), _("Drei"), _("Vier"), _("Fünf"), _("Sechs"), _("Sieben"), _("Acht")]
FIRST_OF_MONTH = {"fr": "1er", "it": "1°"}
NO_BREAK_SPACE = "\u00a0"
CLOCKS = {"fr": "%-H\u202fh\u202f%M", "en": "%H:%M"}
CLOSE_PERCENT = {"en": "%"}
APOSTROPHE = "’"
ISOLATE, END_OF_ISOLATE = "\u2066", "\u2069"


def isolated_ltr(figure: str) -> str:
    """Isolated on right-to-left pages, where the groups around an apostrophe would change places."""
    return f"{ISOLATE}{figure}{END_OF_ISOLATE}" if direction(get_language()) == "rtl" else figure


@register.filter
def number(value) -> str:
    """62’957, 58,91 (in English 58.91): an apostrophe from four digits on, no trailing zeros."""
    return isolated_ltr(digits(value)) if value not in (None, "") else ""


@register.filter
def percent(value) -> str:
    """58,91 % with a no-break space; in English 58.91%."""
    return isolated_ltr(f"{digits(value)}{percent_sign()}") if value is not None else ""


@register.simple_tag
def percent_sign() -> str:
    """With the space that precedes it."""
    return CLOSE_PERCENT.get(get_language(), f"{NO_BREAK_SPACE}%")


def digits(value) -> str:
    whole, _, fraction = f"{Decimal(value):,f}".partition(".")
    fraction = fraction.rstrip("0")
    return whole.replace(",", APOSTROPHE) + (get_format("DECIMAL_SEPARATOR") + fraction if fraction else "")


@register.filter
def chf(value) -> str:
    """CHF 3’392’068, in whole francs, with a no-break space."""
    if value is None:
        return ""
    return isolated_ltr(f"CHF{NO_BREAK_SPACE}{Decimal(value):,.0f}".replace(",", APOSTROPHE))


@register.filter
def millions(value) -> str:
    """3,39 (in English 3.39): an amount in millions, to the hundredth."""
    return number((Decimal(value) / 1_000_000).quantize(Decimal("0.01")))


@register.filter(expects_localtime=True)
def day(value: datetime.date | None) -> str:
    """8. Juni 2023, 8 giugno 2023 (Django capitalizes Italian months), 1er juin (the first is an ordinal)."""
    shown = date_format(value, "DATE_FORMAT") if value else ""
    shown = shown.lower() if get_language() == "it" else shown
    return re.sub(r"^1\b(?!\.)", FIRST_OF_MONTH.get(get_language(), "1"), shown)


@register.filter
def clock(value: datetime.time) -> str:
    """18.30 in German, 18 h 30 in French, 18:30 in English."""
    return f"{value:{CLOCKS.get(get_language(), '%-H.%M')}}"


@register.filter
def spelled(count: int) -> str:
    """Numbers up to eight as words, for titles."""
    return str(NUMBER_WORDS[count]) if 0 < count < len(NUMBER_WORDS) else str(count)


@register.filter
def host(address: str) -> str:
    """kip-pic.ch from https://www.kip-pic.ch/, as readers call a website."""
    return urlsplit(address).netloc.removeprefix("www.")


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
