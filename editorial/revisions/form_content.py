"""Converts between the form of a page with its rows, content, and the data that a browser would submit.

Content is {place: {field: value}}. The page itself is at "", a row beside it at "figures 3f2a…": the prefix of its
formset and its key. Values are strings as form fields accept them (2023-06-08, 12.50); a reference is a key, and
several references are a sorted list of keys. As content holds no primary keys, it stays valid when a page is deleted
and restored.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import validate_slug
from django.forms import BaseForm, DecimalField, Field, ModelChoiceField, ModelForm, ModelMultipleChoiceField, SlugField
from django.forms.formsets import DELETION_FIELD_NAME, all_valid
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.forms.widgets import HiddenInput, Textarea
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property

from accounts.permissions import SystemRequest
from core.models import Entry, Keyed, new_key
from core.normalization import normalized, one_line
from core.primary_keys import as_pks
from core.rich_text.field import RichTextFormField
from core.widgets import ReadOnlyText
from editorial.revisions.merge import Content, Fields, Value
from editorial.revisions.page_admin import PageAdmin

if TYPE_CHECKING:
    RowSet = BaseInlineFormSet[Entry, Entry, "RowForm"]

#: The place of the page itself.
PAGE_PLACE = ""
#: The hidden field that carries the key of a row.
ROW_FIELD = "row"
CHECKED = "on"


class PublishError(Exception):
    """Why a revision cannot be published, in German sentences for the editor."""

    def __init__(self, *messages: str):
        super().__init__(" ".join(messages))
        self.messages = list(messages)


class RowForm(ModelForm):
    """A row is identified by its key, not by its index in the form or its primary key."""

    row = SlugField(required=False, widget=HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[ROW_FIELD].initial = self.instance.key if self.instance.pk else ""

    @property
    def row_key(self) -> str:
        """The key of the row; a new row gets one, which then stays the same."""
        if not hasattr(self, "_row_key"):
            sent = self[ROW_FIELD].value() or ""
            self._row_key = sent if is_key(sent) else new_key()
        return self._row_key


def is_key(value: str) -> bool:
    with suppress(ValidationError):
        validate_slug(value)
        return len(value) <= 80
    return False


@dataclass
class FormPart:
    """The form of the page, or of a row beside it."""

    place: str
    form: ModelForm
    names: list[str]

    @classmethod
    def of(cls, place: str, form: ModelForm) -> "FormPart":
        own = {ROW_FIELD, DELETION_FIELD_NAME, form._meta.model._meta.pk.name}
        return cls(
            place, form, [name for name, field in form.fields.items() if name not in own and is_filled_in(field)]
        )

    @cached_property
    def values(self) -> list[tuple[str, Field, object]]:
        """The submitted values of a bound form, else the stored ones."""
        return [(name, self.form.fields[name], self.value(name)) for name in self.names]

    def value(self, name: str) -> object:
        return self.form[name].data if self.form.is_bound else initial_value(self.form, self.form.fields[name], name)


def initial_value(form: BaseForm, field: Field, name: str):
    return form.get_initial_for_field(field, name)


def content_of(parts: list[FormPart], keys: "Keys") -> Content:
    return {part.place: {name: keys.text(field, value) for name, field, value in part.values} for part in parts}


def is_filled_in(field: Field) -> bool:
    """Whether people fill it in: not the foreign key of a row to its page, and not a read-only text."""
    return not isinstance(field, InlineForeignKeyField) and not isinstance(field.widget, ReadOnlyText)


class PageForm:
    """Form and formsets of one page, as its admin builds them; bound if there is `data`."""

    def __init__(
        self,
        admin: PageAdmin,
        request: HttpRequest,
        obj: Entry | None,
        data: QueryDict | None = None,
        key: str = "",
    ):
        self.admin, self.request, self.is_new = admin, request, obj is None
        form_class = admin.get_form(request, obj, change=obj is not None)
        page = obj or (admin.model(key=key) if key else admin.model())
        self.form = form_class(data, instance=page)
        self.formsets: list[RowSet] = [
            formset(data, instance=page, queryset=inline.get_queryset(request))
            for formset, inline in admin.get_formsets_with_inlines(request, obj)
        ]

    @cached_property
    def fields(self) -> dict[str, dict[str, Field]]:
        """Fields by place: the page at "", each kind of row at the prefix of its formset."""
        rows = {prefix_of(formset): formset.empty_form.fields for formset in self.formsets}
        return {PAGE_PLACE: self.form.fields} | rows

    def field(self, place: str, name: str) -> Field | None:
        return self.fields.get(place.partition(" ")[0], {}).get(name)

    def parts(self) -> Iterator[FormPart]:
        """The page, and each row that is kept; empty rows are left out."""
        yield FormPart.of(PAGE_PLACE, self.form)
        for formset in self.formsets:
            for form in formset.forms:
                if is_wanted(formset, form):
                    yield FormPart.of(f"{formset.prefix} {form.row_key}", form)

    def content(self) -> Content:
        """The content of the form."""
        parts = list(self.parts())
        return content_of(parts, Keys.of(parts))

    def is_valid(self) -> bool:
        return all_valid([self.form, *self.formsets])

    def errors(self) -> list[str]:
        """One sentence for each error, with the label of its field."""
        found = [sentence for form in self.all_forms() for sentence in error_sentences(form)]
        return found + [str(message) for formset in self.formsets for message in formset.non_form_errors()]

    def all_forms(self) -> Iterator[BaseForm]:
        yield self.form
        for formset in self.formsets:
            yield from (form for form in formset.forms if is_wanted(formset, form))

    def save(self) -> Entry:
        """Saves through the methods of the model admin."""
        page = self.admin.save_form(self.request, self.form, change=not self.is_new)
        self.admin.save_model(self.request, page, self.form, change=not self.is_new)
        self.admin.save_related(self.request, self.form, self.formsets, change=not self.is_new)
        return page


def contents(admin: PageAdmin) -> Iterator[tuple[Entry, Content]]:
    """Every page of this kind with its content, with one query for each kind of row and of reference."""
    pages = list(admin.model.objects.prefetch_related(*[field.name for field in admin.opts.local_many_to_many]))
    if not pages:
        return
    form_class = admin.get_form(SystemRequest(), pages[0], change=True)
    parts = {page.pk: [FormPart.of(PAGE_PLACE, form_class(instance=page))] for page in pages}
    for formset, inline in admin.get_formsets_with_inlines(SystemRequest(), pages[0]):
        for row in inline.get_queryset(SystemRequest()).filter(**{f"{formset.fk.name}__in": pages}):
            place = f"{formset.get_default_prefix()} {row.key}"
            parts[getattr(row, formset.fk.attname)].append(FormPart.of(place, formset.form(instance=row)))
    keys = Keys.of(part for each in parts.values() for part in each)
    yield from ((page, content_of(parts[page.pk], keys)) for page in pages)


def prefix_of(formset: "RowSet") -> str:
    return formset.prefix or formset.get_default_prefix()


def is_wanted(formset: "RowSet", form: RowForm) -> bool:
    """Unbound: whether the row is stored. Bound: whether it is filled in and not marked for deletion."""
    if not form.is_bound:
        return bool(form.instance.pk)
    box = form.fields.get(DELETION_FIELD_NAME)  # missing for those who may not delete rows
    is_deleted = box is not None and box.to_python(form[DELETION_FIELD_NAME].data)
    return not is_deleted and (form.instance.pk is not None or form.has_changed())


def error_sentences(form: BaseForm) -> Iterator[str]:
    for name, messages in form.errors.items():
        label = "" if name == NON_FIELD_ERRORS else f"{form.fields[name].label}: "
        yield from (f"{label}{message}" for message in messages)


# -- references: keys in content, primary keys in forms


def target_of(field: Field | None) -> type[Keyed] | None:
    """The model to which a field refers; None if it refers to none."""
    rows = field.queryset if isinstance(field, ModelChoiceField) else None
    return rows.model if rows is not None and issubclass(rows.model, Keyed) else None


def refers_to_many(field: Field) -> bool:
    return isinstance(field, ModelMultipleChoiceField)


def value_as_list(value: Value) -> list[str]:
    return [value] if isinstance(value, str) else value


def as_list(value) -> list[str]:
    """Primary keys as strings, from whatever a form holds: rows, numbers, strings, one, several or none."""
    several = value if isinstance(value, list | tuple) else [value]
    return [str(getattr(each, "pk", each)) for each in several if each not in (None, "")]


class Keys:
    """Keys of all rows to which fields refer, with one query for each model."""

    @classmethod
    def of(cls, parts: Iterable[FormPart]) -> "Keys":
        return cls((field, value) for part in parts for _name, field, value in part.values)

    def __init__(self, values: Iterable[tuple[Field, object]]):
        wanted: dict[type[Keyed], set[int]] = defaultdict(set)
        for field, value in values:
            if model := target_of(field):
                wanted[model].update(as_pks(as_list(value)))
        self.found = {
            (model, str(pk)): key
            for model, pks in wanted.items()
            for pk, key in model._default_manager.filter(pk__in=pks).values_list("pk", "key")
        }

    def text(self, field: Field, value) -> Value:
        """The value in content. An unknown reference stays as submitted and is refused on publication."""
        model = target_of(field)
        if model is None:
            return canonical(field, value)
        keys = sorted(self.found.get((model, pk), pk) for pk in as_list(value))
        return keys if refers_to_many(field) else "".join(keys)


def canonical(field: Field, value) -> str:
    """The value in the field's canonical spelling; an invalid value stays as it was submitted."""
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        value = normalized_for(field, value)
        with suppress(ValidationError):
            value = field.clean(value)
    if value is None or value is False:
        return ""
    if value is True:
        return CHECKED
    if isinstance(field, DecimalField) and not isinstance(value, str):
        return f"{value:.{field.decimal_places}f}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def normalized_for(field: Field, value: str) -> str:
    """Normalizes invalid values too, because drafts keep them. Rich text converts its line breaks itself."""
    if isinstance(field, RichTextFormField):
        return normalized(value, line_break="\v")
    return normalized(value) if isinstance(field.widget, Textarea) else one_line(value)


# -- content as submitted data


class FormData:
    """Content as the data that a browser would submit with the current form of the page.

    `is_whole` is False if a row refers to another one that exists only after this data is saved.
    """

    def __init__(self, current_form: PageForm, content: Content):
        self.current_form, self.content, self.is_whole = current_form, content, True
        self.data = QueryDict(mutable=True)
        self.now = current_form.content()
        self.pks = self.look_up()
        self.write("", PAGE_PLACE, current_form.fields[PAGE_PLACE])
        for formset in current_form.formsets:
            self.write_rows(formset)

    def look_up(self) -> dict[tuple[type[Keyed], str], str]:
        wanted: dict[type[Keyed], set[str]] = defaultdict(set)
        for field, value in self.all_values():
            if model := target_of(field):
                wanted[model].update(value_as_list(value))
        return {
            (model, key): str(pk)
            for model, keys in wanted.items()
            for pk, key in model._default_manager.filter(key__in=keys).values_list("pk", "key")
        }

    def all_values(self) -> Iterator[tuple[Field, Value]]:
        for content in (self.now, self.content):
            for place, values in content.items():
                fields = self.current_form.fields.get(place.partition(" ")[0], {})
                yield from ((fields[name], value) for name, value in values.items() if name in fields)

    def write_rows(self, formset: "RowSet"):
        ids = {form.row_key: form.instance.pk for form in formset.initial_forms}
        wanted = [place.partition(" ")[2] for place in self.content if place.startswith(f"{formset.prefix} ")]
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
        if pk := self.pks.get((model, key)):
            return pk
        if not field.required and self.is_new_row(model, key):
            self.is_whole = False
            return ""
        return key  # no row has this key: the field refuses it with a message

    def is_new_row(self, model: type[Keyed], key: str) -> bool:
        prefixes = [formset.prefix for formset in self.current_form.formsets if formset.model is model]
        return any(f"{prefix} {key}" in self.content for prefix in prefixes)
