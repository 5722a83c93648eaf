"""The diff of two contents of a page, by field and word, with the labels of the form."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from django.forms import BooleanField, CharField, ChoiceField, DateField, Field
from django.utils.choices import normalize_choices
from django.utils.formats import date_format

from accounts.permissions import SystemRequest
from core.languages import GERMAN, LANGUAGE_CODES
from core.models import Keyed
from core.rich_text.field import RichTextFormField
from core.text.number_fields import SwissFigure
from editorial.comparison import word_diff
from editorial.comparison.merge import Conflict, same
from editorial.comparison.readable import Titles, lines_of, looks_of
from editorial.forms.draft_forms import Fault
from editorial.forms.form_content import CHECKED, PAGE_PLACE, Content, PageForm, Value, formset_prefix, value_as_list
from editorial.forms.positions import position_of, rows_in_order
from editorial.forms.references import target_of
from editorial.models import Revision

#: Place and name of a field, and its value before and after.
Change = tuple[str, str, Value, Value]


@dataclass(frozen=True)
class Difference:
    """`row` names the row beside the page, if the field is in one; `language` is the code of its language, or "".

    `looks` are both values as their readers see them beside the words: of rich text the markup, of a choice its codes.
    """

    place: str
    name: str
    row: str
    label: str
    language: str
    before: str
    after: str
    looks: tuple[str, str] = ("", "")

    @property
    def has_other_words(self) -> bool:
        return self.before.split() != self.after.split()

    @property
    def is_visible(self) -> bool:
        """Whether readers can see a difference: not one of white space alone."""
        return self.has_other_words or self.looks[0] != self.looks[1]

    @property
    def segments(self) -> list[word_diff.Segment]:
        return word_diff.without_changed_spaces(word_diff.diff_words(self.before, self.after))


class Labels:
    """The labels of fields and rows in the form of a page. They never change: take them from `of_admin`."""

    @classmethod
    @cache
    def of_admin(cls, page_admin) -> "Labels":
        return cls(page_admin)

    def __init__(self, page_admin):
        self.admin = page_admin
        self.form = PageForm(page_admin, SystemRequest(), None)
        inlines = page_admin.get_inline_instances(SystemRequest())
        self.rows = {
            formset.prefix: inline.verbose_name or inline.opts.verbose_name
            for formset, inline in zip(self.form.formsets, inlines, strict=True)
        }
        self.naming = {prefix: naming_fields(fields) for prefix, fields in self.form.fields.items()}

    def field(self, place: str, name: str) -> Field | None:
        return self.form.field(place, name)

    def of(self, place: str, name: str) -> str:
        field = self.field(place, name)
        return str(field.label) if field else name or ("die ganze Zeile" if place else "die ganze Seite")

    def sentence(self, fault: Fault, content: Content) -> str:
        """A message with the names of its row and field."""
        row = row_name(self, fault.place, content, content) if " " in fault.place else self.row(fault.place)
        label = self.of(fault.place, fault.field) if fault.field else ""
        return ": ".join(filter(None, [row, label, fault.message]))

    def row(self, place: str) -> str:
        return str(self.rows.get(formset_prefix(place), ""))

    def names_in(self, place: str) -> list[str]:
        """The fields of a place in the order of the form."""
        return list(self.form.fields.get(formset_prefix(place), {}))

    def in_order(self, changes: Iterable[Change], *sides: Content) -> list[Change]:
        """In the order of the form, which PostgreSQL does not keep."""
        kinds = {prefix: number for number, prefix in enumerate(self.form.fields)}
        fields = {place: self.names_in(place) for place in dict.fromkeys(change[0] for change in changes)}

        def order(change: Change):
            place, name = change[:2]
            row = next((side[place] for side in sides if place in side), {})
            own = fields[place]
            return (
                kinds.get(formset_prefix(place), len(kinds)),
                position_of(row),
                place,
                own.index(name) if name in own else len(own),
            )

        return sorted(changes, key=order)


def differences(page_admin, before: Content, after: Content, language: str = "") -> list[Difference]:
    """All visible differences in the order of the form; if `language` is given, in that language only."""
    changes = [change for change in changed_fields(before, after) if not language or language_of(change[1]) == language]
    ordered = Labels.of_admin(page_admin).in_order(changes, after, before)
    return [each for each in describe_changes(page_admin, ordered, before, after) if each.is_visible]


def describe_changes(page_admin, changes: list[Change], before: Content, after: Content) -> list[Difference]:
    labels = Labels.of_admin(page_admin)
    names = Names(labels, [*changes, *titles_of_rows(labels, {each[0] for each in changes}, before, after)])

    def shown(side: Content, place: str, name: str, value: Value) -> str:
        """ "" if the row does not exist: a checkbox of a missing row is not «nein»."""
        return readable_value(labels.field(place, name), value, names) if value or place in side else ""

    return [
        Difference(
            place, name, row_name(labels, place, before, after, names), labels.of(place, name), language_of(name),
            shown(before, place, name, old), shown(after, place, name, new),
            (looks(labels.field(place, name), old), looks(labels.field(place, name), new)),
        )
        for place, name, old, new in changes
    ]  # fmt: skip


def conflict_labels(page_admin, conflicts: list[Conflict], content: Content) -> list[str]:
    changes = [(each.place, each.field, each.theirs, each.mine) for each in conflicts]
    found = describe_changes(page_admin, changes, content, content)
    return [f"{each.row}: {each.label}" if each.row else each.label for each in found]


def changed_fields(before: Content, after: Content) -> Iterator[Change]:
    for place in dict.fromkeys([*before, *after]):
        old, new = before.get(place, {}), after.get(place, {})
        for name in dict.fromkeys([*old, *new]):
            if not same(old.get(name, ""), new.get(name, "")):
                yield place, name, old.get(name, ""), new.get(name, "")


def language_of(name: str) -> str:
    code = name.rpartition("_")[2]
    return code if code in LANGUAGE_CODES else ""


def languages_held(revision: Revision) -> set[str]:
    """The languages in which a revision differs from its base; fields without language count as German."""
    changes = changed_fields(revision.base_content, revision.content)
    return {language_of(name) or GERMAN for _place, name, _old, _new in changes}


def languages_edited(before: Content, after: Content) -> set[str]:
    """The languages whose readers notice a change: of a field without language, all; of German, those that show it for want of
    their own text."""
    found, all_codes = set(), set(LANGUAGE_CODES)
    for place, name, _old, _new in changed_fields(before, after):
        if not (code := language_of(name)):
            return all_codes
        texts, field = after.get(place, {}), name.removesuffix(code)
        found |= (
            {code} if code != GERMAN else {each for each in all_codes if each == code or not texts.get(field + each)}
        )
    return found


def row_name(labels: Labels, place: str, before: Content, after: Content, names: "Names | None" = None) -> str:
    """«Kennzahl «Kurse»», with «(neu)» or «(gelöscht)» if the row was added or removed; with a number if others are called so."""
    if place == PAGE_PLACE:
        return ""
    side = after if place in after else before
    field, value = title_of_row(labels, place, side)
    names = names or Names(labels, [(place, field, "", value)])
    shown = readable_value(labels.field(place, field), value, names) if value else ""
    beside = rows_in_order(side, formset_prefix(place))
    alike = [each for each in beside if title_of_row(labels, each, side)[1] == value]
    number = f" {alike.index(place) + 1}" if place in alike and len(alike) > 1 else ""
    state = " (neu)" if place not in before else " (gelöscht)" if place not in after else ""
    return f"{labels.row(place)}{number}{f' «{shown}»' if shown else ''}{state}"


def title_of_row(labels: Labels, place: str, content: Content) -> tuple[str, Value]:
    """Name and value of the field that names a row: its first German text, else what it refers to."""
    fields = content.get(place, {})
    return next(
        ((name, fields[name]) for name in labels.naming.get(formset_prefix(place), ()) if fields.get(name)), ("", "")
    )


def naming_fields(fields: dict[str, Field]) -> list[str]:
    """Those that may name a row, the best one first."""
    texts = [name for name in fields if name.endswith(f"_{GERMAN}")]
    return texts + [name for name, field in fields.items() if target_of(field)]


def titles_of_rows(labels: Labels, places: set[str], before: Content, after: Content) -> Iterator[Change]:
    for place in places - {PAGE_PLACE}:
        name, value = title_of_row(labels, place, after if place in after else before)
        yield place, name, "", value


def looks(field: Field | None, value: Value) -> str:
    if isinstance(field, RichTextFormField):
        return looks_of(str(value))
    is_text = isinstance(field, CharField) or field is None
    return "" if is_text else ", ".join(value_as_list(value))


class Names:
    """Names of the rows to which values refer, with one query for each model, and titles of linked pages."""

    def __init__(self, labels: Labels, changes: list[Change]):
        self.titles = Titles()
        wanted: dict[type[Keyed], set[str]] = defaultdict(set)
        for place, name, old, new in changes:
            if model := target_of(labels.field(place, name)):
                wanted[model].update([*value_as_list(old), *value_as_list(new)])
        self.found = {
            (model, row.key): str(row)
            for model, keys in wanted.items()
            for row in model._default_manager.filter(key__in=keys)
        }
        missing = {key for model, keys in wanted.items() for key in keys if key and (model, key) not in self.found}
        self.without_row = names_without_row(missing) if missing else {}

    def of(self, model: type[Keyed], key: str) -> str:
        return self.found.get((model, key)) or self.without_row.get(key, f"{key} (gelöscht)")


def names_without_row(keys: set[str]) -> dict[str, str]:
    """The names of pages that are drafts still, or deleted, by key."""
    revisions = Revision.objects.filter(key__in=keys).order_by("pk").only("key", "name", "state")
    return {each.key: f"{each.name} ({'Entwurf' if each.is_open else 'gelöscht'})" for each in revisions}


def readable_value(field: Field | None, value: Value, names: Names) -> str:
    """The value as text, without the codes of the form."""
    if isinstance(field, BooleanField):
        return "ja" if value == CHECKED else "nein"
    if value and (model := target_of(field)):
        return "\n".join(names.of(model, key) for key in value_as_list(value))
    text = ", ".join(value_as_list(value))
    return (
        displayed_choice(field, text, names) if text and field else text
    )  # there is no field if a row or a page was added or removed


def displayed_choice(field: Field, text: str, names: Names) -> str:
    if isinstance(field, RichTextFormField):
        return lines_of(text, names.titles.of)
    if isinstance(field, ChoiceField):
        return str(dict(normalize_choices(field.choices)).get(text, text))
    if isinstance(field, SwissFigure):
        return str(field.prepare_value(text))
    if isinstance(field, DateField):
        with suppress(ValueError):
            return date_format(datetime.date.fromisoformat(text), "DATE_FORMAT")
    return text
