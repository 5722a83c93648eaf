"""Converts content into the data that a browser would submit with the current form of the page."""

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from django.forms import Field
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

from core.models import Keyed
from editorial.forms.draft_forms import ROW_FIELD, prefix_of
from editorial.forms.form_content import (
    CHECKED,
    PAGE_PLACE,
    Content,
    Fields,
    PageForm,
    Value,
    formset_prefix,
    value_as_list,
)
from editorial.forms.positions import rows_in_order
from editorial.forms.references import target_of

if TYPE_CHECKING:
    from editorial.forms.form_content import RowSet

#: The model and key of a row that another page of the same release creates.
Coming = Container[tuple[type[Keyed], str]]


class FormData:
    """`now` is the content of the current form. `is_whole` is False if something refers to a row that exists only later: after this data is saved, or another
    page of the release."""

    def __init__(self, current_form: PageForm, now: Content, content: Content, coming: Coming = ()):
        self.current_form, self.now, self.content, self.coming = current_form, now, content, coming
        self.is_whole = True
        self.data = QueryDict(mutable=True)
        self.references = current_form.references
        self.references.load_all(self.all_values(), by_key=True)
        self.write("", PAGE_PLACE, current_form.fields[PAGE_PLACE])
        for formset in current_form.formsets:
            self.write_rows(formset)

    def all_values(self) -> Iterator[tuple[Field, Value]]:
        for content in (self.now, self.content):
            for place, values in content.items():
                fields = self.current_form.fields.get(formset_prefix(place), {})
                yield from ((fields[name], value) for name, value in values.items() if name in fields)

    def write_rows(self, formset: "RowSet"):
        ids = {form.row_key: form.instance.pk for form in formset.initial_forms}
        wanted = [place.partition(" ")[2] for place in rows_in_order(self.content, prefix_of(formset))]
        rows = [*ids, *(key for key in wanted if key not in ids)]
        counts = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": len(ids), "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
        self.data.update({f"{formset.prefix}-{name}": str(count) for name, count in counts.items()})
        for number, key in enumerate(rows):
            prefix = f"{formset.prefix}-{number}-"
            self.data[f"{prefix}{ROW_FIELD}"] = key
            self.data[f"{prefix}{formset.form._meta.model._meta.pk.name}"] = str(ids.get(key, ""))
            if key not in wanted:
                self.data[f"{prefix}{DELETION_FIELD_NAME}"] = CHECKED
            self.write(prefix, f"{formset.prefix} {key}", self.current_form.fields[prefix_of(formset)])

    def write(self, prefix: str, place: str, fields: dict[str, Field]):
        """Writes one form. A field that is newer than the content keeps its current value."""
        values: Fields = self.now.get(place, {}) | self.content.get(place, {})
        for name, value in values.items():
            if field := fields.get(name):
                self.data.setlist(f"{prefix}{name}", self.sent(field, value))

    def sent(self, field: Field, value: Value) -> list[str]:
        texts, model = [each for each in value_as_list(value) if each], target_of(field)
        if model is None:
            return texts
        return [pk for key in texts if (pk := self.primary_key(field, model, key))]

    def primary_key(self, field: Field, model: type[Keyed], key: str) -> str:
        if pk := self.references.pk(model, key):
            return pk
        if not field.required and self.is_new_row(model, key):
            self.is_whole = False
            return ""
        return key  # no row has this key: the field refuses it with a message

    def is_new_row(self, model: type[Keyed], key: str) -> bool:
        if (model, key) in self.coming:
            return True
        prefixes = [formset.prefix for formset in self.current_form.formsets if formset.model is model]
        return any(f"{prefix} {key}" in self.content for prefix in prefixes)
