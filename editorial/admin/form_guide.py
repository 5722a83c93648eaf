"""What leads through a long form: its faults with links to their fields, the state of its sections, its rows in a line."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import flatten
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BooleanField, ChoiceField, ModelChoiceField, ModelMultipleChoiceField
from django.forms.boundfield import BoundField
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.utils.choices import flatten_choices, normalize_choices
from django.utils.html import strip_tags
from django.utils.text import Truncator

from core.languages import GERMAN, OTHER_LANGUAGES
from editorial.admin.form_session import FormSession
from editorial.comparison import translation_state
from editorial.comparison.diff import changed_fields, language_of
from editorial.comparison.translation_state import COMPLETE, TextState
from editorial.forms.draft_forms import RowForm
from editorial.forms.form_content import PAGE_PLACE, formset_prefix

MAX_PARTS, MAX_LENGTH = 4, 100  # of what a row's line shows: fields, characters


@dataclass(frozen=True)
class FormFault:
    """Where something is wrong, in words and as the id of an element, and what."""

    where: str
    anchor: str
    message: str


class Row:
    """A row of a form, in one line."""

    def __init__(self, form: RowForm, number: int):
        self.form, self.number = form, number

    @cached_property
    def is_deleted(self) -> bool:
        return DELETION_FIELD_NAME in self.form.fields and bool(self.form[DELETION_FIELD_NAME].value())

    @property
    def is_new(self) -> bool:
        return self.form.instance.pk is None

    @property
    def is_empty(self) -> bool:
        return self.is_new and not self.form.is_bound

    @property
    def is_open(self) -> bool:
        return not self.is_deleted and (self.is_new or bool(self.form.errors) or self.form.is_remarked)

    @cached_property
    def line(self) -> str:
        """The first fields that are filled in."""
        if self.is_empty:
            return ""
        names = [name for name in self.form.fields if language_of(name) not in OTHER_LANGUAGES]
        texts = filter(None, (readable(self.form[name]) for name in names))
        found = [text for text, _number in zip(texts, range(MAX_PARTS), strict=False)]
        return Truncator(" · ".join(found)).chars(MAX_LENGTH)

    @property
    def named(self) -> str:
        """«Zeile 3 «Deutschkurse»», by its first field."""
        name = Truncator(self.line.partition(" · ")[0]).chars(MAX_LENGTH // 2)
        return f"Zeile {self.number} «{name}»" if name else f"Zeile {self.number}"

    def faults(self) -> Iterator[FormFault]:
        yield from faults_of(self.form, self.named, self.form.prefix or "")


@dataclass(frozen=True)
class Section:
    """A part of a form: fields of the page, or the rows of one kind."""

    title: str
    anchor: str
    fields: list[BoundField]
    rows: int | None = None
    is_changed: bool = False
    texts: list[TextState] = field(default_factory=list)

    @property
    def end(self) -> str:
        """Where the keyboard is just before the link that adds a row; "" of a part without rows."""
        return "" if self.rows is None else self.anchor.replace("-heading", "-end")

    @property
    def faults(self) -> int:
        return sum(len(each.errors) for each in self.fields)

    @property
    def empty(self) -> int:
        """Required fields that are empty, as long as nothing has been refused for it."""
        return sum(each.field.required and not each.value() and not each.errors for each in self.fields)

    @property
    def translations(self) -> str:
        """Missing and outdated texts in the languages shown, in words."""
        counts = translation_state.counts(self.texts)
        codes = {each.spot[2]: counts.in_words(each.spot[2]) for each in self.texts}
        return "; ".join(
            f"{settings.LANGUAGES_IN_GERMAN[code]}: {words}" for code, words in codes.items() if words != COMPLETE
        )


class FormGuide:
    """The faults and the sections of a form of the admin; of other forms than those of pages there is no session."""

    def __init__(
        self, admin_form: Any, formsets: list[Any], session: FormSession | None = None, languages: Collection[str] = ()
    ):
        self.admin_form, self.formsets, self.session, self.languages = admin_form, formsets, session, languages

    @cached_property
    def sections(self) -> list[Section]:
        return [*self.sections_of_page(), *self.sections_of_rows()] if self.session else []

    def sections_of_page(self) -> Iterator[Section]:
        form = self.admin_form.form
        for number, part in enumerate(self.admin_form):
            names = [name for name in flatten(part.fields) if name in form.fields]
            if names and part.name:
                anchor = f"fieldset-0-{number}-heading"
                spots = {(PAGE_PLACE, in_german(name)) for name in names}
                yield self.section(part.name, anchor, [form[name] for name in names], spots)

    def sections_of_rows(self) -> Iterator[Section]:
        known = self.changed | {german_spot(each) for each in self.texts}
        for each in self.formsets:
            forms = [form for form in each.formset.forms if not Row(form, 0).is_deleted]
            spots = {spot for spot in known if formset_prefix(spot[0]) == each.formset.prefix}
            fields = [form[name] for form in forms for name in form.fields]
            title = str(each.opts.verbose_name_plural)
            yield self.section(title, f"{each.formset.prefix}-heading", fields, spots, len(forms))

    def section(self, title: str, anchor: str, fields: list[BoundField], spots: set, rows: int | None = None):
        texts = [each for each in self.texts if german_spot(each) in spots]
        return Section(title, anchor, fields, rows, bool(spots & self.changed), texts)

    @cached_property
    def texts(self) -> list[TextState]:
        return [each for each in self.session.texts if each.spot[2] in self.languages] if self.session else []

    @cached_property
    def changed(self) -> set[tuple[str, str]]:
        """Place and German name of what the draft changes, in whatever language."""
        if not (self.session and self.session.draft):
            return set()
        changes = changed_fields(self.session.public_content, self.session.content)
        return {(place, in_german(name)) for place, name, _old, _new in changes}

    @cached_property
    def faults(self) -> list[FormFault]:
        found = list(faults_of(self.admin_form.form, "", ""))
        for each in self.formsets:
            found += self.faults_of_rows(each.formset, str(each.opts.verbose_name_plural))
        return found

    def faults_of_rows(self, formset, title: str) -> Iterator[FormFault]:
        for message in formset.non_form_errors():
            yield FormFault(title, f"{formset.prefix}-heading", str(message))
        for number, form in enumerate(formset.forms, 1):
            for fault in Row(form, number).faults() if form.errors else ():
                yield FormFault(f"{title}, {fault.where}", fault.anchor, fault.message)


def in_german(name: str) -> str:
    """The name of the German field beside one of another language."""
    code = language_of(name)
    return f"{name.removesuffix(code)}{GERMAN}" if code else name


def german_spot(text: TextState) -> tuple[str, str]:
    place, name, _code = text.spot
    return place, f"{name}_{GERMAN}"


def faults_of(form, row: str, anchor: str) -> Iterator[FormFault]:
    for name, messages in form.errors.items():
        is_of_form = name == NON_FIELD_ERRORS
        label = "" if is_of_form else f"Feld «{form[name].label}»"
        target = anchor if is_of_form else anchor_of(form[name])
        yield from (FormFault(", ".join(filter(None, [row, label])), target, str(message)) for message in messages)


def anchor_of(field: BoundField) -> str:
    """The id of the element that takes the focus; of several check boxes, of the first."""
    if isinstance(field.field, ModelMultipleChoiceField):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def readable(bound: BoundField) -> str:
    """A value in a few words; nothing of what is hidden or ticked."""
    field, value = bound.field, bound.value()
    if value in (None, "") or bound.is_hidden or isinstance(field, BooleanField | InlineForeignKeyField):
        return ""
    if isinstance(field, ModelChoiceField):
        return name_of_choice(field, str(value))
    if isinstance(field, ChoiceField):
        return str(dict(flatten_choices(normalize_choices(field.choices))).get(value, value))
    text = value if isinstance(value, str) else str(field.widget.format_value(value))
    return " ".join(strip_tags(text).split())


def name_of_choice(field: Any, value: str) -> str:
    """Of a row that this act has read, or of a draft of the same release; no query is asked for it."""
    if isinstance(field, ModelMultipleChoiceField):
        return ""
    known = field.references.by_pk[field.queryset.model].get(value)
    return str(known) if known else field.references.coming[field.queryset.model].get(value.lstrip(":"), "")
