"""Converts the form of a page with its rows into content.

Content is {place: {field: value}}. The page itself is at "", a row beside it at "figures 3f2a…": the prefix of its
formset and its key. Values are strings as form fields accept them (2023-06-08, 12.50); a reference is a key, and
several references are a sorted list of keys. As content holds no primary keys, it stays valid when a page is deleted
and restored.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm, DecimalField, Field, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME, all_valid
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.forms.widgets import Textarea
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property

from accounts.permissions import SystemRequest
from core.models import Entry
from core.rich_text.field import RichTextFormField
from core.text.normalization import normalized, one_line
from core.widgets import ReadOnlyText
from editorial.forms.draft_forms import ROW_FIELD, Fault, RowForm, prefix_of
from editorial.forms.page_admin import PageAdmin
from editorial.forms.references import References, as_list, references_of, refers_to_many, target_of

if TYPE_CHECKING:
    RowSet = BaseInlineFormSet[Entry, Entry, "RowForm"]

Value = str | list[str]
Fields = dict[str, Value]
Content = dict[str, Fields]

#: The place of the page itself.
PAGE_PLACE = ""
CHECKED = "on"


class PublishError(Exception):
    """Why a revision cannot be published, in German sentences for the editor."""

    def __init__(self, *messages: str):
        super().__init__(" ".join(messages))
        self.messages = list(messages)


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
        form = self.form
        return form[name].data if form.is_bound else form.get_initial_for_field(form.fields[name], name)


def content_of(parts: list[FormPart], references: References) -> Content:
    references.load_all((field, value) for part in parts for _name, field, value in part.values)
    return {
        part.place: {name: text_of(field, value, references) for name, field, value in part.values} for part in parts
    }


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
        self.references = references_of(request)
        self.page = obj or (admin.model(key=key) if key else admin.model())
        self.form_class = admin.get_form(request, obj, change=obj is not None)
        self.form = self.form_class(data, instance=self.page)
        self.formsets: list[RowSet] = [
            formset(data, instance=self.page, queryset=inline.get_queryset(request))
            for formset, inline in admin.get_formsets_with_inlines(request, obj)
        ]

    def bound(self, data: QueryDict) -> "PageForm":
        """The same form with submitted data, on the same rows. A refused form has changed them: build anew then."""
        form = copy(self)
        form.form = self.form_class(data, instance=self.page)
        form.formsets = [bound_formset(formset, data) for formset in self.formsets]
        return form

    @cached_property
    def fields(self) -> dict[str, dict[str, Field]]:
        """Fields by place: the page at "", each kind of row at the prefix of its formset."""
        rows = {prefix_of(formset): formset.empty_form.fields for formset in self.formsets}
        return {PAGE_PLACE: self.form.fields} | rows

    def field(self, place: str, name: str) -> Field | None:
        return self.fields.get(formset_prefix(place), {}).get(name)

    def parts(self) -> Iterator[FormPart]:
        """The page, and each row that is kept; empty rows are left out."""
        yield FormPart.of(PAGE_PLACE, self.form)
        for formset in self.formsets:
            for form in formset.forms:
                if is_wanted(formset, form):
                    yield FormPart.of(f"{formset.prefix} {form.row_key}", form)

    @property
    def unread(self) -> set[str]:
        """Prefixes of rows of which the submission does not say how many there are: it is cut off, or none of ours."""
        return {str(formset.prefix) for formset in self.formsets if not formset.management_form.is_valid()}

    def content(self) -> Content:
        """The content of the form."""
        return content_of(list(self.parts()), self.references)

    def saved_content(self) -> Content:
        """The content of what `save` has stored, without reading the rows again."""
        parts = [FormPart.of(PAGE_PLACE, self.form_class(instance=self.page))]
        for formset in self.formsets:
            rows = [form.instance for form in formset.forms if is_wanted(formset, form)]
            parts += [FormPart.of(f"{formset.prefix} {row.key}", formset.form(instance=row)) for row in rows]
        return content_of(parts, self.references)

    def is_valid(self) -> bool:
        return all_valid([self.form, *self.formsets])

    def faults(self) -> list["Fault"]:
        found = [fault for place, form in self.placed_forms() for fault in faults_of(place, form)]
        for formset in self.formsets:
            found += [Fault(prefix_of(formset), "", str(message)) for message in formset.non_form_errors()]
        return found

    def placed_forms(self) -> Iterator[tuple[str, BaseForm]]:
        yield PAGE_PLACE, self.form
        for formset in self.formsets:
            yield from (
                (f"{formset.prefix} {form.row_key}", form) for form in formset.forms if is_wanted(formset, form)
            )

    def note_languages(self, edited: set[str]):
        """Has what is saved next say in which languages it changed."""
        for form in (self.form, *(form for formset in self.formsets for form in formset.forms)):
            form.instance.edited_in = edited

    def save(self) -> Entry:
        """Saves through the methods of the model admin."""
        page = self.admin.save_form(self.request, self.form, change=not self.is_new)
        self.admin.save_model(self.request, page, self.form, change=not self.is_new)
        self.admin.save_related(self.request, self.form, self.formsets, change=not self.is_new)
        for row in [page, *(form.instance for formset in self.formsets for form in formset.forms)]:
            if row.pk:  # deleted and empty rows have none
                self.references.put(row)
        return page


def bound_formset(formset: "RowSet", data: QueryDict) -> "RowSet":
    new = type(formset)(data, instance=formset.instance, prefix=formset.prefix, queryset=formset.queryset)
    new._queryset = formset.get_queryset()  # type: ignore[attr-defined]  # the rows that were read already
    return new


def contents(admin: PageAdmin, keys: Collection[str] | None = None) -> Iterator[tuple[Entry, Content]]:
    """Pages of this kind, by default all, with their content, with one query for each kind of row and of reference."""
    found = admin.model.objects.all() if keys is None else admin.model.objects.filter(key__in=keys)
    pages = list(found.prefetch_related(*[field.name for field in admin.opts.local_many_to_many]))
    if not pages:
        return
    form_class = admin.get_form(SystemRequest(), pages[0], change=True)
    parts = {page.pk: [FormPart.of(PAGE_PLACE, form_class(instance=page))] for page in pages}
    for formset, inline in admin.get_formsets_with_inlines(SystemRequest(), pages[0]):
        for row in inline.get_queryset(SystemRequest()).filter(**{f"{formset.fk.name}__in": pages}):
            place = f"{formset.get_default_prefix()} {row.key}"
            parts[getattr(row, formset.fk.attname)].append(FormPart.of(place, formset.form(instance=row)))
    references = References()
    references.load_all((field, value) for each in parts.values() for part in each for _, field, value in part.values)
    yield from ((page, content_of(parts[page.pk], references)) for page in pages)


def is_wanted(formset: "RowSet", form: RowForm) -> bool:
    """Unbound: whether the row is stored. Bound: whether it is filled in and not marked for deletion.

    Not `has_changed`: Django has it deny every change of a new row to those who may not add one, but a draft shows
    translators its new rows too. `FormSession.read` leaves out the rows that they add themselves.
    """
    if not form.is_bound:
        return bool(form.instance.pk)
    box = form.fields.get(DELETION_FIELD_NAME)  # missing for those who may not delete rows
    is_deleted = box is not None and box.to_python(form[DELETION_FIELD_NAME].data)
    return not is_deleted and (form.instance.pk is not None or bool(form.changed_data))


def faults_of(place: str, form: BaseForm) -> Iterator[Fault]:
    for name, messages in form.errors.items():
        yield from (Fault(place, "" if name == NON_FIELD_ERRORS else name, str(message)) for message in messages)


def formset_prefix(place: str) -> str:
    return place.partition(" ")[0]


def name_of(admin: PageAdmin, content: Content) -> str:
    """The name of the page in lists: its first field."""
    text = content.get(PAGE_PLACE, {}).get(admin.in_language(admin.title_field), "")
    return (text if isinstance(text, str) else "")[:250].strip() or f"{admin.opts.verbose_name} ohne Titel"


# -- values


def value_as_list(value: Value) -> list[str]:
    return [value] if isinstance(value, str) else value


def text_of(field: Field, value, references: References) -> Value:
    """The value in content, with keys instead of primary keys."""
    model = target_of(field)
    if model is None:
        return canonical(field, value)
    keys = sorted(references.key(model, pk) for pk in as_list(value))
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
