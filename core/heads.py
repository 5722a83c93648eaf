"""How a page names and describes itself where it is listed: in a search engine, in a message that links to it."""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Model

from core.languages import resolve
from core.rich_text.cleaner import plain_text
from core.site_names import site_name

MAX_TITLE_LENGTH = 65
MIN_DESCRIPTION_LENGTH, MAX_DESCRIPTION_LENGTH = 70, 160
#: Further texts of a page, in the order of its importance.
FURTHER_FIELDS = ("in_brief", "introduction", "description", "definition", "body")
_PARAGRAPH = re.compile(r"<(?:p|li)>((?:(?!<(?:p|li)>).)*?)</(?:p|li)>", re.DOTALL)
#: What follows a name and explains it: «… (SEM)», «…: Deutschförderung im Vorschulalter».
_EXPLANATION = re.compile(r"\s*(?::\s|\s\(|\s–\s)")
#: Behind a letter or a closing mark: «8. Juni» and «Art. 53» are no ends.
_END_OF_SENTENCE = re.compile(r"(?<=[^\W\d][.!?])\s+(?=[«“(]?[^\W\d_a-zà-ÿ])|(?<=[»”)][.!?])\s+")


def title(text: str) -> str:
    """The canton stands behind it, with the subject of the site where there is room; a long name loses what explains it."""
    canton = site_name("canton_short")
    endings = [f" – {site_name('subject')}", f" – {canton}", *([""] if canton in text else [])]
    for ending in endings:
        if len(text) + len(ending) <= MAX_TITLE_LENGTH:
            return text + ending
    if (name := _EXPLANATION.split(text)[0]) != text:
        return title(name)
    shortest = f"{text} – {settings.SITE['abbreviation']}"
    return shortest if len(shortest) <= MAX_TITLE_LENGTH else cut(text, MAX_TITLE_LENGTH - len(endings[1])) + endings[1]


def description(lead: str, further: Iterable[str]) -> str:
    """The lead, and as many further sentences as a description needs to say something; none of them is cut."""
    said = cut(lead, MAX_DESCRIPTION_LENGTH)
    for sentence in further:
        if len(said) < MIN_DESCRIPTION_LENGTH and len(said) + 1 + len(sentence) <= MAX_DESCRIPTION_LENGTH:
            said = f"{said} {sentence}"
    return said


def cut(text: str, most: int) -> str:
    """Not longer than that, and no word in two."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(" ,;:–-") + "…"


def further_text(page: Model, language: str) -> str:
    """The first further text of a page that is written in this language. Of a decision `body` is who decided, and no text."""
    columns = {field.name for field in page._meta.fields}
    for name in (name for name in FURTHER_FIELDS if f"{name}_{settings.LANGUAGE_CODE}" in columns):
        value, own = resolve(page, name)
        if value and own == language:
            return value
    return ""


def sentences(text: str) -> Iterator[str]:
    """Of a text, plain or rich, without its headings; at the end, what the site is about."""
    for paragraph in _PARAGRAPH.findall(text) or [text]:
        yield from filter(None, _END_OF_SENTENCE.split(" ".join(plain_text(paragraph).split())))
    yield site_name("about")
