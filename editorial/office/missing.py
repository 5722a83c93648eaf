"""Missing content: content apps declare which empty fields matter; a gap disappears when its field is filled."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Exists, Field, ForeignObjectRel, OuterRef, Q

from core.models import Entry
from core.pages.addresses import admin_address
from editorial.forms.page_reference import PageReference

_rules: list["Rule"] = []


@dataclass(frozen=True)
class Rule:
    """A field of a model, what is missing in it, why it matters, and the condition of rows where it is missing.

    `field` is a column with its language (`description_de`), or the name of related rows (`decisions`).
    """

    model: type[Entry]
    field: str
    what: str
    why: str
    condition: Q

    @property
    def holds(self) -> Exists:
        """Whether the condition is true of a row; a subquery, because conditions may join other tables."""
        return Exists(self.model.objects.filter(self.condition, pk=OuterRef("pk")))


@dataclass(frozen=True)
class Gap:
    place: PageReference
    rule: Rule

    @property
    def field(self) -> Field | ForeignObjectRel:
        return self.rule.model._meta.get_field(self.rule.field)

    @property
    def label(self) -> str:
        field = self.field
        return str(field.verbose_name if isinstance(field, Field) else field.related_model._meta.verbose_name_plural)

    @property
    def address(self) -> str:
        """The form at this field; for related rows, the form of a new one."""
        if isinstance(self.field, Field):
            below = "" if self.field.many_to_many else "_helptext"  # checkboxes have an id of their own
            return f"{self.place.address}#id_{self.rule.field}{below}"
        form = admin_address(self.field.related_model._meta, "add")
        return f"{form}?{urlencode({self.field.field.name: self.place.page.pk})}"


def is_empty(name: str) -> Q:
    """Of a text."""
    return Q(**{name: ""}) | Q(**{f"{name}__isnull": True})


def register(*rules: Rule):
    _rules.extend(rules)


def rules() -> list[Rule]:
    return list(_rules)


def gaps() -> list[Gap]:
    """All gaps in the order of the rules, with one query for each model."""
    pages = {model: pages_with_gaps(model) for model in dict.fromkeys(rule.model for rule in _rules)}
    return [
        Gap(PageReference.of(page), rule)
        for number, rule in enumerate(_rules)
        for page in pages[rule.model]
        if getattr(page, f"has_gap_{number}")
    ]


def pages_with_gaps(model: type[Entry]) -> list[Entry]:
    """Pages of a model for which some rule holds; each says for which, by the number of the rule."""
    held = {f"has_gap_{number}": rule.holds for number, rule in enumerate(_rules) if rule.model is model}
    return list(model.objects.annotate(**held).filter(reduce(or_, (Q(**{name: True}) for name in held))).in_order())
