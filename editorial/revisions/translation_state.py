"""Which translations are out of date: by what the German said when they were made, and not by the clock."""

from collections.abc import Iterator

from accounts.permissions import GERMAN, OTHER_LANGUAGES
from editorial.models import Revision, Translation
from editorial.models.translation import digest
from editorial.revisions.merge import Content, Fields

#: Place, name of the field without its language, code of the language.
Spot = tuple[str, str, str]


def spots(content: Content) -> Iterator[Spot]:
    """Every place for a translation."""
    for place, fields in content.items():
        for name in translated_names(fields):
            yield from ((place, name, code) for code in OTHER_LANGUAGES if f"{name}_{code}" in fields)


def translated_names(fields: Fields) -> list[str]:
    return [name.removesuffix(f"_{GERMAN}") for name in fields if name.endswith(f"_{GERMAN}")]


def text(content: Content, spot: Spot, code: str = "") -> str:
    place, name, language = spot
    found = content.get(place, {}).get(f"{name}_{code or language}", "")
    return found if isinstance(found, str) else ""


def spot_of(row: Translation) -> Spot:
    return row.place, row.field, row.language


def missing(content: Content) -> list[Spot]:
    """Where there is a German text and no translation of it."""
    return [spot for spot in spots(content) if text(content, spot, GERMAN) and not text(content, spot)]


def compare(revision: Revision, before: Content, after: Content):
    """Take note of what a publication did to the translations of its page."""
    page = {"model": revision.model, "key": revision.key}
    known = {(row.place, row.field, row.language, row.digest): row for row in Translation.objects.filter(**page)}
    for spot in spots(after):
        if spot[0] in before and has_changed(spot, before, after):
            remember(page, known, spot, before)
            remember(page, known, spot, after)
    for identity, row in known.items():
        mark(row, identity, after)


def has_changed(spot: Spot, before: Content, after: Content) -> bool:
    return any(text(before, spot, code) != text(after, spot, code) for code in (GERMAN, spot[2]))


def remember(page: dict, known: dict, spot: Spot, content: Content):
    """What is not known yet was made from the German text that stood beside it when it was new."""
    translated, (place, name, language) = text(content, spot), spot
    if translated and (*spot, digest(translated)) not in known:
        known[*spot, digest(translated)] = Translation(
            **page,
            place=place,
            field=name,
            language=language,
            digest=digest(translated),
            german=text(content, spot, GERMAN),
        )


def mark(row: Translation, identity: tuple, after: Content):
    """Out of date is what readers see now, if it was made from another German text than they would see now."""
    *spot, of_text = identity
    translated, german = text(after, tuple(spot)), text(after, tuple(spot), GERMAN)
    is_outdated = bool(translated) and digest(translated) == of_text and row.german != german
    if row.pk is None or row.is_outdated != is_outdated:
        row.is_outdated = is_outdated
        row.save()


def confirm(row: Translation, content: Content):
    """The translation says what the German says now."""
    row.german, row.is_outdated = text(content, spot_of(row), GERMAN), False
    row.save()
