"""What every row of content has: a key that never changes, and the time of its last change."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import NoReverseMatch, resolve
from modeltranslation.manager import MultilingualManager

from core.normalization import normalized, one_line
from core.rich_text.field import RichTextField

from .keyed import Keyed

if TYPE_CHECKING:  # the library's own type forgets what `values` makes of the rows
    from django.db.models import QuerySet as MultilingualQuerySet
else:
    from modeltranslation.manager import MultilingualQuerySet

ADDRESS_TAKEN = "«{slug}» ist schon die Adresse einer anderen Seite."
ADDRESS_STAYS = " Ändern Sie die Adresse, führt die alte weiter hierher."


def normalized_for(field: models.Field, value: str) -> str:
    return normalized(value) if isinstance(field, models.TextField) else one_line(value)


class EntryQuerySet(MultilingualQuerySet):
    def get_by_natural_key(self, key: str):
        return self.get(key=key)

    def in_order(self) -> Self:
        """As a reader expects them: the order that the model names; two that are alike always stand in the same order."""
        return self.order_by(*(self.model._meta.ordering or ()), "pk")


MultilingualEntryManager = MultilingualManager.from_queryset(EntryQuerySet)


class EntryManager(MultilingualEntryManager):
    """Its querysets are multilingual from the first; the library would make a class for each query to make them so."""

    _queryset_class: type[EntryQuerySet]
    _hints: dict[str, models.Model]

    def get_queryset(self):
        return self._queryset_class(model=self.model, using=self._db, hints=self._hints)


class Entry(Keyed):
    """A row of content. Fixtures know it by its key."""

    changed_at = models.DateTimeField("zuletzt geändert", auto_now=True)
    confirmed_on = models.DateField("zuletzt bestätigt", null=True, editable=False)

    objects = EntryManager()
    #: Whether pages show it. If not, a change raises no edition that pages hang on.
    is_shown = True

    class Meta:
        abstract = True

    def clean_fields(self, exclude=None):
        """Forms and fixtures come by here. What cleans itself, as rich text does, is left to do so."""
        for field in self._meta.concrete_fields:
            value = self.__dict__.get(field.attname)
            if isinstance(value, str) and not isinstance(field, RichTextField):
                self.__dict__[field.attname] = normalized_for(field, value)
        super().clean_fields(exclude)


class AddressedEntry(Entry):
    """A row of content with an address of its own: a page, or a place on one."""

    class Meta:
        abstract = True

    #: The field that a page calls its title: a decision has a title, an area a name, a term is one.
    title_field = "title"
    old_slugs: list[str]  # where a list has fetched them

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def clean(self):
        super().clean()
        slug = getattr(self, "slug", None)  # a standing page has none
        if slug and not self.has_own_address(slug):
            raise ValidationError({"slug": ADDRESS_TAKEN.format(slug=slug)})

    def has_own_address(self, slug: str) -> bool:
        """Whether its address leads here, and not to a page that the site has there anyway: `/entscheide/feed/`."""
        try:
            path, anchor, _place = self.get_absolute_url().partition("#")
        except NoReverseMatch:  # the field refuses such a slug
            return True
        match = resolve(path)
        return bool(anchor) or (getattr(match.func, "model", None), match.kwargs.get("slug")) == (type(self), slug)


def entry_models() -> list[type[Entry]]:
    """Every kind of content that is installed."""
    return [model for model in apps.get_models() if issubclass(model, Entry)]
