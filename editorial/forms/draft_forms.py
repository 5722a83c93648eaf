"""Forms of pages and of their rows, which show a draft as if it had been submitted."""

from contextlib import suppress
from typing import Any, ClassVar, NamedTuple, Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm, SlugField
from django.forms.utils import ErrorDict
from django.forms.widgets import HiddenInput
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import get_text_list

from core.models import new_key

#: The hidden field that carries the key of a row.
ROW_FIELD = "row"


class Fault(NamedTuple):
    """Why a revision cannot be published: a message at a field of a place; "" for the whole place."""

    place: str
    field: str
    message: str


class Shown(Protocol):
    """A draft that a form shows: the data of the form, and the faults that are known."""

    @property
    def data(self) -> QueryDict: ...

    def faults_at(self, place: str) -> "list[Fault]": ...

    def remarks_at(self, place: str) -> list[tuple[str, str]]: ...


class DraftForm(ModelForm):
    """With `shown`, the form shows a draft with its faults as if it had been submitted, and validates nothing."""

    shown: ClassVar[Shown | None] = None
    place = ""  # see `PAGE_PLACE`
    is_remarked = False

    def full_clean(self):
        if self.shown is None or not self.is_bound:
            return super().full_clean()
        self.cleaned_data, self._errors = {}, ErrorDict(renderer=self.renderer)
        for _place, name, message in self.shown.faults_at(self.place):
            if not name or name in self.fields:
                self.add_error(name or None, message)
        for name, remark in self.shown.remarks_at(self.place):
            if name in self.fields:
                self[name].help_text = remark + str(self[name].help_text)
                self.is_remarked = True
        return None


class RowForm(DraftForm):
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

    @property
    def place(self) -> str:  # type: ignore[override]  # a property for rows
        return f"{(self.prefix or '').rpartition('-')[0]} {self.row_key}"


def is_key(value: str) -> bool:
    with suppress(ValidationError):
        validate_slug(value)
        return len(value) <= 80
    return False


def prefix_of(formset: Any) -> str:
    return formset.prefix or formset.get_default_prefix()


class RowField(ModelChoiceField):
    """The hidden primary key of a row, which is looked for among those of its formset."""

    def __init__(self, formset: "RowsFormSet", field: ModelChoiceField):
        super().__init__(field.queryset, initial=field.initial, required=field.required, widget=field.widget)
        self.formset = formset

    def to_python(self, value):
        return next(
            (row for row in self.formset.get_queryset() if str(row.pk) == str(value)), None
        ) or super().to_python(value)


class RowsFormSet(BaseInlineFormSet):
    """Names the fields in which two rows are equal as the form labels them. Rows know their page."""

    shown: Shown | None = None

    def get_queryset(self):
        is_new = not hasattr(self, "_queryset")
        rows = super().get_queryset()
        for row in rows if is_new else ():
            self.fk.set_cached_value(row, self.instance)
        return rows

    def add_fields(self, form, index):
        """A row is looked for among those of the formset."""
        super().add_fields(form, index)
        name = self.fk.model._meta.pk.name
        if isinstance(form.fields[name], ModelChoiceField):
            form.fields[name] = RowField(self, form.fields[name])

    def total_form_count(self):
        """No more than there are or have a field sent: for a number that somebody made up, thousands of rows would be made."""
        total = super().total_form_count()
        return total if self.shown or not self.is_bound else min(total, max(len(self.get_queryset()), self.rows_sent))

    @cached_property
    def rows_sent(self) -> int:
        start = f"{prefix_of(self)}-"
        numbers = {name.removeprefix(start).partition("-")[0] for name in self.data if name.startswith(start)}
        return sum(each.isdecimal() for each in numbers)

    def _construct_form(self, i, **kwargs):
        """An empty row beside those of a draft shows what it begins with."""
        if self.shown and self.is_bound and i >= self.total_form_count() - self.extra:
            kwargs |= {"data": None, "files": None}
        return super()._construct_form(i, **kwargs)  # type: ignore[misc]  # Django's, unknown to its stubs

    def full_clean(self):
        """See `DraftForm`."""
        if self.shown is None or not self.is_bound:
            return super().full_clean()
        self._errors = [form.errors for form in self.forms]
        messages = [fault.message for fault in self.shown.faults_at(prefix_of(self))]
        self._non_form_errors = self.error_class(messages, error_class="nonform", renderer=self.renderer)  # type: ignore[attr-defined]  # Django's, unknown to its stubs
        return None

    def get_unique_error_message(self, unique_check):
        called = {field.name: field.verbose_name for field in self.fk.model._meta.fields}
        names = [called[name] for name in unique_check if name != self.fk.name]
        return f"Zwei Zeilen sind gleich: {get_text_list(names, 'und')}. Jede darf nur einmal vorkommen."

    def get_form_error(self):
        return "Diese Zeile gibt es schon."

    def save_new(self, form, commit=True):
        """Stores a new row under its key from the draft, so that its history continues."""
        if not type(form.instance).objects.filter(key=form.row_key).exists():
            form.instance.key = form.row_key
        return super().save_new(form, commit=commit)
