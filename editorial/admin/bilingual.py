"""Forms with German and one other language side by side."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import CheckboxSelectMultiple
from modeltranslation.admin import TranslationBaseModelAdmin
from modeltranslation.fields import TranslationField
from modeltranslation.settings import AVAILABLE_LANGUAGES
from modeltranslation.utils import build_localized_fieldname

from accounts.permissions import PUBLISH, WRITE, SystemRequest, has_right, languages_to_write
from core.languages import GERMAN, OTHER_LANGUAGES
from core.models import Entry
from core.rich_text.field import RichTextField
from core.rich_text.link_rules import WebAddressField
from core.text.number_fields import DayField, SwissDecimalField, SwissIntegerField, TimeOfDayField, YearField
from core.widgets import ReadOnlyText
from editorial.forms.references import ReferenceField, ReferenceSelect, ReferencesField, references_of

#: One field on a line, or several side by side.
Line = str | tuple[str, ...]
Sections = Sequence[tuple[str | None, Sequence[Line]]]
#: Where no script runs: the kind of row of which an empty one is shown, or `NO_ROW`.
ROW_PARAMETER, NO_ROW = "zeile", "keine"


def in_all_languages(*names: str) -> tuple[str, ...]:
    """The columns of translated fields in all languages, for `search_fields`."""
    return tuple(build_localized_fieldname(name, code) for name in names for code in AVAILABLE_LANGUAGES)


class BilingualForms(TranslationBaseModelAdmin):
    """Builds new fieldsets for each form: modeltranslation changes declared ones in place and flattens groups."""

    sections: Sections = ()
    formfield_overrides = {
        models.URLField: {"form_class": WebAddressField, "assume_scheme": "https"},
        models.IntegerField: {"form_class": SwissIntegerField},
        models.PositiveIntegerField: {"form_class": SwissIntegerField},
        models.PositiveBigIntegerField: {"form_class": SwissIntegerField},
        models.PositiveSmallIntegerField: {"form_class": SwissIntegerField},
        models.DecimalField: {"form_class": SwissDecimalField},
        models.DateField: {"form_class": DayField},
        models.TimeField: {"form_class": TimeOfDayField},
        models.ForeignKey: {"form_class": ReferenceField},
        models.ManyToManyField: {"form_class": ReferencesField},
    }

    def get_fieldsets(self, request, obj=None):
        languages = languages_in_form(request)
        if not has_right(request, WRITE):
            return [(title, {"fields": lines}) for title, lines in self.for_translators(languages) if lines]
        return [(title, {"fields": list(self.lines(fields, languages))}) for title, fields in self.sections]

    def lines(self, fields, languages: list[str]):
        """German beside one other language; all languages when a revision is published, where nobody sees the form."""
        for line in fields:
            names = as_tuple(line)
            if languages == [GERMAN] or not any(map(self.is_translated, names)):
                yield self.in_language(line)
            else:
                yield from (
                    tuple(self.in_language(name, code) for code in languages) for name in self.translated(names)
                )
                yield from (name for name in names if not self.is_translated(name))

    def for_translators(self, languages: list[str]):
        for title, fields in self.sections:
            names = self.translated([name for line in fields for name in as_tuple(line)])
            yield title, [tuple(self.in_language(name, code) for code in languages) for name in names]

    def in_language(self, field, code=GERMAN):
        """The column of a translated field; a tuple of fields on one line stays a tuple."""
        if isinstance(field, tuple):
            return tuple(self.in_language(part, code) for part in field)
        return build_localized_fieldname(field, code) if self.is_translated(field) else field

    def is_translated(self, name: str) -> bool:
        return name in self.trans_opts.all_fields

    def translated(self, names) -> list[str]:
        return [name for name in names if self.is_translated(name)]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        year = {"form_class": YearField} if db_field.name.endswith("year") else {}
        field = super().formfield_for_dbfield(db_field, request, **(year | kwargs))
        if field and isinstance(db_field, TranslationField):
            field.widget.attrs |= {"lang": db_field.language, "dir": "ltr", "spellcheck": "true"}
            if db_field.language not in languages_to_write(request) and not isinstance(request, SystemRequest):
                field.widget, field.required = ReadOnlyText(db_field.language, is_rich=is_rich(db_field)), False
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            allow_adding_only(field.widget, request)
        if isinstance(field, ReferenceField | ReferencesField):
            field.references = references_of(request)
        return field

    def get_autocomplete_fields(self, request):
        """Without a script, a list to choose from takes the place of the search."""
        return () if ROW_PARAMETER in request.GET else super().get_autocomplete_fields(request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ReferenceSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **({"widget": CheckboxSelectMultiple} | kwargs))


def languages_in_form(request) -> list[str]:
    """German, and the chosen other language; for a translator, one of their own languages in any case."""
    if isinstance(request, SystemRequest):
        return [GERMAN, *OTHER_LANGUAGES]
    asked = request.GET.get("sprache")
    if has_right(request, WRITE):
        return [GERMAN, asked] if asked in OTHER_LANGUAGES else [GERMAN]
    own = languages_to_write(request)
    return [GERMAN, *([asked] if asked in own else own[:1])]


def is_rich(db_field: TranslationField) -> bool:
    return isinstance(db_field.translated_field, RichTextField)


def allow_adding_only(widget: RelatedFieldWidgetWrapper, request):
    """Leaves only the button that adds an object: a page for people who may publish it alone, a file for all writers."""
    is_page = issubclass(widget.rel.model, Entry)
    may_add = has_right(request, PUBLISH) and not settings.FOUR_EYES if is_page else has_right(request, WRITE)
    widget.can_add_related = widget.can_add_related and may_add
    widget.can_change_related = widget.can_delete_related = widget.can_view_related = False


def as_tuple(field) -> tuple[str, ...]:
    return field if isinstance(field, tuple) else (field,)
