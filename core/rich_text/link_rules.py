"""Rules for links in texts: corrected where the intention is clear, otherwise refused with the reason.

Permitted are https addresses, mail addresses, phone numbers, and paths and anchors of this site.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.forms import URLField
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from core.text.normalization import one_line

ALLOWED_SCHEMES = (
    "Ein Link beginnt mit https://, mailto: oder tel:, oder mit / für eine Seite dieser Website, zum Beispiel /kip-3/."
)
NO_NUMBER = "Nach «tel:» steht keine vollständige Telefonnummer. Schreiben Sie sie so: tel:+41610000000."
NO_MAIL = "Nach «mailto:» steht keine vollständige E-Mail-Adresse. Schreiben Sie sie so: mailto:name@example.org."
NO_HOST = (
    "Nach «https://» fehlt der Name der Website, oder er ist falsch. Schreiben Sie ihn so: https://www.example.org/."
)
WITH_USER = "Vor dem @ stehen ein Benutzername oder ein Passwort. Sie gehören nicht in einen Link."
WITH_CONTROL = "Die Adresse enthält einen Zeilenumbruch oder ein anderes Steuerzeichen, zum Beispiel %0D oder %0A."
OFFICE_ONLY = "Diese Adresse ist nur für die Redaktion. Wer die Website liest, kommt dort nicht hin."
NO_PLACE = "Nach «#» fehlt der Name der Stelle."

#: Browsers read a backslash as a slash and skip white space, so an address may contain neither.
_SAFE = re.compile(r"[^\s\\\x00-\x20]+")
_SCHEME = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
#: Separators that people write in phone numbers; «(0)» is dialled within the country only.
_BETWEEN_FIGURES = re.compile(r"\(0\)|[\s().’'‑–-]")
_SLASH_BETWEEN_FIGURES = re.compile(r"(?<=\d)/(?=\d)")
#: A Swiss number, a foreign one, or a short one such as 117.
_NUMBER = re.compile(r"(?:\+41[1-9]\d{8}|\+(?!41)[1-9]\d{6,14}|[1-9]\d{2,5})(?:;ext=\d{1,10})?")
_is_mail = EmailValidator(allowlist=[])
_is_web = URLValidator(schemes=["http", "https"])


def normalized_address(address: str) -> str:
    """The address without surrounding spaces, and with inner spaces encoded or removed as its scheme requires."""
    address = one_line(address).strip()
    scheme = _SCHEME.match(address)
    if not scheme:
        return address
    name, rest = scheme[1].lower(), address[scheme.end() :]
    return one_line(f"{name}:{_MENDED[name](rest)}")  # what stood apart may combine now


def _dialled(number: str) -> str:
    """The international form: +41610000000. What is encoded twice is decoded once, so that the form is stable."""
    decoded = one_line(unquote(number)).replace("%", "%25")
    number = _SLASH_BETWEEN_FIGURES.sub("", _BETWEEN_FIGURES.sub("", decoded))
    international = re.sub(r"^0(?!0)", "+41", re.sub(r"^00", "+", number))
    return re.sub(r"^\+410(?!0)", "+41", international)


def _spaces_encoded(rest: str) -> str:
    return re.sub(r"\s", "%20", rest)


def _mail(rest: str) -> str:
    addresses, question, fields = rest.partition("?")
    return re.sub(r"\s|%20", "", addresses) + question + _spaces_encoded(fields)


_MENDED: dict[str, Callable[[str], str]] = {
    "http": _spaces_encoded, "https": _spaces_encoded, "mailto": _mail, "tel": _dialled,
}  # fmt: skip


def refusal(address: str) -> str:
    """Why a normalized address is refused as a link, in German; "" for one that is permitted."""
    if not _SAFE.fullmatch(address):
        return ALLOWED_SCHEMES
    if _ENCODED_CONTROL.search(address):
        return WITH_CONTROL
    beginning = next((beginning for beginning in _REFUSALS if address.startswith(beginning)), None)
    return _REFUSALS[beginning](address.removeprefix(beginning)) if beginning else ALLOWED_SCHEMES


def _refused_number(number: str) -> str:
    return "" if _NUMBER.fullmatch(number) else NO_NUMBER


def _refused_mail(rest: str) -> str:
    addresses = unquote(rest.partition("?")[0]).split(",")
    is_right = not rest.startswith("/") and all(accepts(_is_mail, address) for address in addresses)
    return "" if is_right else NO_MAIL


def web_refusal(address: str) -> str:
    """Why a web address is refused; also for http://, in fields for external documents."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  raises ValueError where there is no such port
    except ValueError:
        return NO_HOST
    if "@" in parts.netloc:
        return WITH_USER
    if _ENCODED_CONTROL.search(address):
        return WITH_CONTROL
    is_named = "." in parts.netloc or ":" in parts.netloc.partition("]")[0]  # not a host name of a local network
    if not is_named or not accepts(_is_web, address):
        return NO_HOST
    return OFFICE_ONLY if is_here(address) and is_for_office(parts.path) else ""


def is_here(address: str) -> bool:
    return f"{address}/".startswith(f"{settings.SITE_URL}/")


def accepts(validator: Callable[[str], None], text: str) -> bool:
    try:
        validator(text)
    except ValidationError:
        return False
    return True


def _refused_path(rest: str) -> str:
    if rest.startswith("/"):
        return ALLOWED_SCHEMES
    return OFFICE_ONLY if is_for_office(f"/{rest}") else ""


def is_for_office(address: str) -> bool:
    """Whether a path of this site, as browsers resolve it, leads to the admin or another private page."""
    try:
        path = unquote(urlsplit(urljoin(settings.SITE_URL, address)).path)
    except ValueError:
        return False
    return any(is_private(each, get_language()) for each in (path, f"{path}/"))


@lru_cache(maxsize=500)
def is_private(path: str, language: str | None) -> bool:
    """Remembered, because resolving takes longest, and each change of content has the links of all texts read again.

    The routes depend on the active language.
    """
    try:
        return getattr(resolve(path).func, "is_private", False)
    except Resolver404:
        return False


def _refused_place(place: str) -> str:
    return "" if place else NO_PLACE


_REFUSALS: dict[str, Callable[[str], str]] = {
    "https:": lambda rest: web_refusal(f"https:{rest}"),
    "mailto:": _refused_mail,
    "tel:": _refused_number,
    "/": _refused_path,
    "#": _refused_place,
}


class WebAddressField(URLField):
    """A form field for the address of an external document or website."""

    def to_python(self, value):
        return super().to_python(normalized_address(value) if isinstance(value, str) else value)

    def run_validators(self, value):
        super().run_validators(value)
        if value and (reason := web_refusal(value)):
            raise ValidationError(reason)
