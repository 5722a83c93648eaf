"""The rows to which fields refer, read with one query for each model in each act."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Q
from django.forms import Field, ModelChoiceField, ModelMultipleChoiceField
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest

from accounts.permissions import SystemRequest
from core.database.primary_keys import as_pks
from core.models import Keyed

Model = type[Keyed]
#: Before the key of a draft, where forms send primary keys. No key has a colon.
DRAFT_MARK = ":"
#: Of the address that answers with the choices of a field.
RELEASE_PARAMETER = "mappe"


class References:
    """Rows by primary key and by key.

    Misses are not remembered, because a later step of the same act may create the row. Whoever saves a row calls `put`.
    """

    def __init__(self):
        self.by_pk: dict[Model, dict[str, Keyed]] = defaultdict(dict)
        self.by_key: dict[Model, dict[str, Keyed]] = defaultdict(dict)
        self.choices: dict[str, list] = {}
        #: Names of pages that are new in the release of a draft, by key: its form offers them.
        self.coming: dict[Model, dict[str, str]] = defaultdict(dict)
        self.release: int | None = None

    def load(self, model: Model, pks: Iterable[str] = (), keys: Iterable[str] = ()):
        wanted = as_pks(set(pks) - self.by_pk[model].keys())
        named = set(keys) - self.by_key[model].keys() - {""}
        if wanted or named:
            for row in model._default_manager.filter(Q(pk__in=wanted) | Q(key__in=named)):
                self.put(row)

    def load_all(self, values: Iterable[tuple[Field | None, Any]], *, by_key: bool = False):
        """The rows of all these values, which are primary keys, or keys."""
        found: dict[Model, set[str]] = defaultdict(set)
        for field, value in values:
            if model := target_of(field):
                found[model].update(as_list(value))
        for model, names in found.items():
            self.load(model, **{"keys" if by_key else "pks": names})

    def put(self, row: Keyed):
        self.by_pk[type(row)][str(row.pk)] = self.by_key[type(row)][row.key] = row

    def forget(self, model: Model, key: str):
        if row := self.by_key[model].pop(key, None):
            self.by_pk[model].pop(str(row.pk), None)

    def key(self, model: Model, pk: str) -> str:
        """The key of a row, or of a page that is still a draft, which a form sends with a colon.

        An unknown primary key stays as it is, and is refused on publication.
        """
        if pk.startswith(DRAFT_MARK):
            return pk.removeprefix(DRAFT_MARK)
        row = self.by_pk[model].get(pk)
        return row.key if row else pk

    def pk(self, model: Model, key: str) -> str:
        if row := self.by_key[model].get(key):
            return str(row.pk)
        return f"{DRAFT_MARK}{key}" if key in self.coming[model] else ""


def references_of(request: HttpRequest) -> References:
    """Those of an act: a request of the office, or a system request."""
    found = getattr(request, "references", None)
    if found is None:
        found = request.references = References()  # type: ignore[attr-defined]  # kept for the act
    return found


def system_request(references: References) -> SystemRequest:
    """The request of an act that has read these rows."""
    request = SystemRequest()
    request.references = references  # type: ignore[attr-defined]  # read by `references_of`
    return request


def target_of(field: Field | None) -> Model | None:
    """The model to which a field refers; None if it refers to none."""
    rows = field.queryset if isinstance(field, ModelChoiceField) else None
    return rows.model if rows is not None and issubclass(rows.model, Keyed) else None


def refers_to_many(field: Field) -> bool:
    return isinstance(field, ModelMultipleChoiceField)


def as_list(value) -> list[str]:
    """Primary keys as strings, from whatever a form holds: rows, numbers, strings, one, several or none."""
    several = value if isinstance(value, list | tuple) else [value]
    return [str(getattr(each, "pk", each)) for each in several if each not in (None, "")]


class SharedChoices(ModelChoiceIterator):
    """The choices of a field, which each row of a formset repeats, are read once."""

    field: "ReferenceField | ReferencesField"

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        read = self.field.references.choices
        query = f"{self.queryset.model._meta.label} {self.queryset.query.where}"
        if query not in read:
            read[query] = [self.choice(row) for row in self.queryset]
        yield from read[query]
        for key, name in self.field.references.coming[self.queryset.model].items():
            yield f"{DRAFT_MARK}{key}", f"{name} (Entwurf)"


class WithReferences:
    """A field whose choices are read once in an act; `references` is shared by all copies."""

    iterator: Any = SharedChoices
    queryset: Any
    default_error_messages: Any = dict.fromkeys(
        ("invalid_choice", "invalid_pk_value"),
        "Was hier gewählt war, gibt es nicht oder nicht mehr. Bitte wählen Sie neu.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.references = References()


class ReferenceField(WithReferences, ModelChoiceField):
    """A foreign key whose row is looked for among those that the act has read."""

    def to_python(self, value):
        if self.queryset.query.where:  # only some rows may be chosen
            return super().to_python(value)
        return self.references.by_pk[self.queryset.model].get(str(value)) or super().to_python(value)


class ReferencesField(WithReferences, ModelMultipleChoiceField):
    """A relation to many, whose choices include what is new in the release."""


class ReferenceSelect(AutocompleteSelect):
    """Shows the chosen row without a query, if the act has read it."""

    def get_url(self):
        release = self.choices.field.references.release
        return super().get_url() + (f"?{RELEASE_PARAMETER}={release}" if release else "")

    def optgroups(self, name, value, attr=None):
        field = self.choices.field
        known, coming = field.references.by_pk[field.queryset.model], field.references.coming[field.queryset.model]
        labels = {pk: field.label_from_instance(known[pk]) for pk in value if pk in known}
        labels |= {f"{DRAFT_MARK}{key}": f"{text} (Entwurf)" for key, text in coming.items()}
        if not labels.keys() & set(value):
            return super().optgroups(name, [str(pk) for pk in as_pks(value)], attr)  # a key is of a row that is gone
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, empty + [self.create_option(name, pk, labels[pk], True, 0) for pk in value if pk in labels], 0)]
