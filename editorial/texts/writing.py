"""Support for writers: spelling is corrected on submission, and readability is reported."""

from dataclasses import dataclass

from django.forms import CharField, EmailField, Field, SlugField, URLField

from core.languages import GERMAN
from core.text import typography
from editorial.comparison.diff import Labels, language_of, row_name
from editorial.comparison.merge import same
from editorial.forms.form_content import Content, PageForm
from editorial.texts import readability
from editorial.texts.readability import Reading


def corrected(content: Content, before: Content, form: PageForm) -> Content:
    """The submitted content in Swiss spelling; only changed texts for readers are corrected."""

    def value_of(place: str, name: str, value):
        is_new = not same(before.get(place, {}).get(name, ""), value)
        return swiss_spelling(name, value) if is_new and is_prose(form.field(place, name)) else value

    return {
        place: {name: value_of(place, name, value) for name, value in values.items()}
        for place, values in content.items()
    }


def is_prose(field: Field | None) -> bool:
    return isinstance(field, CharField) and not isinstance(field, SlugField | URLField | EmailField)


def swiss_spelling(name: str, value: str) -> str:
    return typography.german(value) if language_of(name) == GERMAN else typography.swiss_letters(value)


@dataclass(frozen=True)
class TextReading:
    """The readability of one field of a page or of a row beside it."""

    row: str
    label: str
    reading: Reading


def readings(page_admin, content: Content, before: Content | None = None) -> list[TextReading]:
    """The readability of the German texts that are long enough; with `before`, only of those that differ from it."""
    labels = Labels.of_admin(page_admin)
    return [
        TextReading(row_name(labels, place, content, content), labels.of(place, name), reading)
        for place, values in content.items()
        for name, value in values.items()
        if isinstance(value, str)
        and language_of(name) == GERMAN
        and is_prose(labels.field(place, name))
        and (before is None or not same(before.get(place, {}).get(name, ""), value))
        and (reading := readability.analyse(value))
    ]
