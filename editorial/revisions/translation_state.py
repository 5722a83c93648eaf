"""Which translations are outdated: decided by the German text from which they were made, not by time."""

from collections.abc import Iterator

from core.languages import GERMAN, OTHER_LANGUAGES
from editorial.models import Revision, Translation
from editorial.models.translation import text_digest
from editorial.revisions.merge import Content, Fields

#: Place, name of the field without language, code of the language.
Spot = tuple[str, str, str]


def translation_spots(content: Content) -> Iterator[Spot]:
    """All translatable texts of a content."""
    for place, fields in content.items():
        for name in translated_names(fields):
            yield from ((place, name, code) for code in OTHER_LANGUAGES if f"{name}_{code}" in fields)


def translated_names(fields: Fields) -> list[str]:
    return [name.removesuffix(f"_{GERMAN}") for name in fields if name.endswith(f"_{GERMAN}")]


def text_at(content: Content, spot: Spot, code: str = "") -> str:
    place, name, language = spot
    found = content.get(place, {}).get(f"{name}_{code or language}", "")
    return found if isinstance(found, str) else ""


def spot_of(row: Translation) -> Spot:
    return row.place, row.field, row.language


def missing_translations(content: Content) -> list[Spot]:
    """The texts that exist in German but not in the other language."""
    return [
        spot for spot in translation_spots(content) if text_at(content, spot, GERMAN) and not text_at(content, spot)
    ]


def record_publication(revision: Revision, before: Content, after: Content):
    """Updates the state of a page's translations after a publication."""
    page = {"model": revision.model, "key": revision.key}
    known = {(row.place, row.field, row.language, row.digest): row for row in Translation.objects.filter(**page)}
    for spot in translation_spots(after):
        if spot[0] in before and has_changed(spot, before, after):
            add_source(page, known, spot, before)
            add_source(page, known, spot, after)
    for identity, row in known.items():
        update_outdated(row, identity, after)


def has_changed(spot: Spot, before: Content, after: Content) -> bool:
    return any(text_at(before, spot, code) != text_at(after, spot, code) for code in (GERMAN, spot[2]))


def add_source(page: dict, known: dict, spot: Spot, content: Content):
    """Stores the German source of a new translation: the German text in the same content."""
    translated, (place, name, language) = text_at(content, spot), spot
    if translated and (*spot, text_digest(translated)) not in known:
        known[*spot, text_digest(translated)] = Translation(
            **page,
            place=place,
            field=name,
            language=language,
            digest=text_digest(translated),
            german=text_at(content, spot, GERMAN),
        )


def update_outdated(row: Translation, identity: tuple, after: Content):
    """A translation is outdated if it is the current one and was made from another than the current German text."""
    *spot, of_text = identity
    translated, german = text_at(after, tuple(spot)), text_at(after, tuple(spot), GERMAN)
    is_outdated = bool(translated) and text_digest(translated) == of_text and row.german != german
    if row.pk is None or row.is_outdated != is_outdated:
        row.is_outdated = is_outdated
        row.save()


def confirm_translation(row: Translation, content: Content):
    """Marks the translation as made from the current German text."""
    row.german, row.is_outdated = text_at(content, spot_of(row), GERMAN), False
    row.save()
