"""Titles and descriptions of pages for search engines and link previews."""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Model

from core.languages import resolve
from core.pages.site_names import site_name
from core.rich_text.cleaner import plain_text

MAX_TITLE_LENGTH = 65
MIN_DESCRIPTION_LENGTH, MAX_DESCRIPTION_LENGTH = 70, 160
#: Fields with further text of a page, the most important first.
FURTHER_FIELDS = ("in_brief", "introduction", "description", "definition", "body")
_PARAGRAPH = re.compile(r"<(?:p|li)>((?:(?!<(?:p|li)>).)*?)</(?:p|li)>", re.DOTALL)
#: An explanation after a name: «… (VBLG)», «…: Deutschförderung im Vorschulalter».
_EXPLANATION = re.compile(r"\s*(?::\s|\s\(|\s–\s)")
#: After a letter or a closing mark only, because «8. Juni» and «Art. 53» do not end a sentence.
_END_OF_SENTENCE = re.compile(r"(?<=[^\W\d][.!?])\s+(?=[«“(]?[^\W\d_a-zà-ÿ])|(?<=[»”)][.!?])\s+")


def title(text: str) -> str:
    """`text` with the subject of the site and the canton where there is room; long names lose their explanation."""
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
    """The lead with as many further sentences as a useful description needs; none is cut."""
    said = cut(lead, MAX_DESCRIPTION_LENGTH)
    for sentence in further:
        if len(said) < MIN_DESCRIPTION_LENGTH and len(said) + 1 + len(sentence) <= MAX_DESCRIPTION_LENGTH:
            said = f"{said} {sentence}"
    return said


def cut(text: str, most: int) -> str:
    """At most `most` characters, cut between words."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(" ,;:–-") + "…"


def further_text(page: Model, language: str) -> str:
    """The first further text of a page in this language. `body` of a decision is excluded: it names who decided."""
    columns = {field.name for field in page._meta.fields}
    for name in (name for name in FURTHER_FIELDS if f"{name}_{settings.LANGUAGE_CODE}" in columns):
        value, own = resolve(page, name)
        if value and own == language:
            return value
    return ""


def sentences(text: str) -> Iterator[str]:
    """The sentences of a plain or rich text without headings, and last a sentence about the site."""
    for paragraph in _PARAGRAPH.findall(text) or [text]:
        yield from filter(None, _END_OF_SENTENCE.split(" ".join(plain_text(paragraph).split())))
    yield site_name("about")
