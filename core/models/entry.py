"""Base models of all content: a key that never changes, and the time of the last change."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import NoReverseMatch, resolve
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.manager import MultilingualManager

from core.languages import LANGUAGE_CODES
from core.rich_text.field import RichTextField
from core.text.normalization import normalized, one_line, visible

from .keyed import Keyed

if TYPE_CHECKING:  # the library's own type forgets what `values` makes of the rows
    from django.db.models import QuerySet as MultilingualQuerySet
else:
    from modeltranslation.manager import MultilingualQuerySet

ADDRESS_TAKEN = "«{slug}» ist schon die Adresse einer anderen Seite."
ADDRESS_STAYS = " Ändern Sie die Adresse, führt die alte weiter hierher."


def normalized_for(field: models.Field, value: str) -> str:
    return visible(normalized(value) if isinstance(field, models.TextField) else one_line(value))


class EntryQuerySet(MultilingualQuerySet):
    def get_by_natural_key(self, key: str):
        return self.get(key=key)

    def in_order(self) -> Self:
        """The order that the model names, made unique by the primary key."""
        return self.order_by(*(self.model._meta.ordering or ()), "pk")

    def listed(self) -> Self:
        """The rows that lists, sitemap and search show today."""
        return self.all()


MultilingualEntryManager = MultilingualManager.from_queryset(EntryQuerySet)


class EntryManager(MultilingualEntryManager):
    """Creates multilingual querysets directly; modeltranslation would create a class for each query."""

    _queryset_class: type[EntryQuerySet]
    _hints: dict[str, models.Model]

    def get_queryset(self):
        return self._queryset_class(model=self.model, using=self._db, hints=self._hints)


def midday(day: datetime.date) -> datetime.datetime:
    """Noon, as a fact has no time: so the date is the same in all of Europe."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def last_changed(changed_at: datetime.datetime, changed_in: dict | None, language: str) -> datetime.datetime | None:
    """The last change of a row for readers of a language; None where nobody has changed what was loaded."""
    if language not in (changed_in or {}):
        return changed_at
    said = (changed_in or {})[language]
    return datetime.datetime.fromisoformat(said) if said else None


def last_edited(
    changed_at: datetime.datetime, changed_in: dict | None, language: str, day: datetime.date | None = None
) -> datetime.datetime | None:
    """The last change, unless it is the day of the facts, which a loaded row says for want of one."""
    moment = last_changed(changed_at, changed_in, language)
    return None if day and moment == midday(day) else moment


class Entry(Keyed):
    """A row of content. Fixtures refer to it by its key."""

    changed_at = models.DateTimeField("zuletzt geändert", auto_now=True)
    #: Times by language, where the last change did not concern it; null for none.
    changed_in = models.JSONField("geändert nach Sprache", null=True, editable=False)
    confirmed_on = models.DateField("zuletzt bestätigt", null=True, editable=False)

    objects = EntryManager()
    #: The languages that the next save changes for readers. Publishing says which.
    edited_in: Collection[str] = tuple(LANGUAGE_CODES)
    #: The field with the date of the facts that the row is about.
    dated_by = ""
    #: Whether pages show it. If not, a change does not increment the edition on which pages depend.
    is_shown = True

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        """Normalizes all texts of forms and fixtures, except rich text, which its field cleans."""
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)
            if isinstance(value, str) and not isinstance(field, RichTextField):
                self.__dict__[field.attname] = normalized_for(field, value)
        super().clean_fields({*(exclude or ()), *self.fetched_relations()})

    def save(self, *args, **kwargs):
        others = [] if self._state.adding else set(LANGUAGE_CODES) - set(self.edited_in)
        dates = {code: self.last_changed(code) for code in sorted(others)}
        self.changed_in = {code: moment and moment.isoformat() for code, moment in dates.items()}
        super().save(*args, **kwargs)

    def last_changed(self, language: str = "") -> datetime.datetime | None:
        """For readers of a language, by default the active one."""
        return last_changed(self.changed_at, self.changed_in, language or get_language() or settings.LANGUAGE_CODE)

    def last_edited(self) -> datetime.datetime | None:
        """For readers of the active language; without the day of its facts, which dates no page about something else."""
        day = getattr(self, self.dated_by) if self.dated_by else None
        return last_edited(self.changed_at, self.changed_in, get_language() or settings.LANGUAGE_CODE, day)

    def date_from_facts(self):
        """Has a row that was not written here say the day of its facts, or nothing, as its last change."""
        day = getattr(self, self.dated_by) if self.dated_by else None
        said = midday(day).isoformat() if day and day <= timezone.localdate() else None
        self.changed_in = dict.fromkeys(LANGUAGE_CODES, said)

    def fetched_relations(self) -> list[str]:
        """Foreign keys whose row is in memory: that it exists need not be asked once more."""
        fields = [field for field in self._meta.concrete_fields if isinstance(field, models.ForeignKey)]
        return [each.name for each in fields if each.is_cached(self) and getattr(self, each.attname) is not None]


class AddressedEntry(Entry):
    """A row of content with an address: a page, or an anchor on one."""

    class Meta:
        abstract = True

    #: The field with the page's title: `title` of a decision, `name` of an area, the term of a glossary entry.
    title_field = "title"
    old_slugs: list[str]  # set by lists that fetch them

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def clean(self):
        super().clean()
        slug = getattr(self, "slug", None)  # standing pages have none
        if slug and not self.has_own_address(slug):
            raise ValidationError({"slug": ADDRESS_TAKEN.format(slug=slug)})

    def has_own_address(self, slug: str) -> bool:
        """Whether its address resolves to this page, and not to another view such as `/entscheide/feed/`."""
        try:
            path, anchor, _place = self.get_absolute_url().partition("#")
        except NoReverseMatch:  # the field refuses such a slug
            return True
        match = resolve(path)
        return bool(anchor) or (getattr(match.func, "model", None), match.kwargs.get("slug")) == (type(self), slug)


def entry_models() -> list[type[Entry]]:
    """All installed content models."""
    return [model for model in apps.get_models() if issubclass(model, Entry)]
