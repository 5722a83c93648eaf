"""Forms for what is written in several languages: German first and open, each other language closed below it.

A content admin names its fields in `sections`, in the order of the page, translated ones by their plain name.
"""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import BaseInlineFormSet, CheckboxSelectMultiple
from django.utils.text import get_text_list
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline
from modeltranslation.fields import TranslationField
from modeltranslation.settings import AVAILABLE_LANGUAGES, DEFAULT_LANGUAGE
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

OTHER_LANGUAGES = [code for code in AVAILABLE_LANGUAGES if code != DEFAULT_LANGUAGE]


def in_all_languages(*names: str) -> tuple[str, ...]:
    """The columns of translated fields, for `search_fields`: a text is found in whatever language it is known."""
    return tuple(build_localized_fieldname(name, code) for name in names for code in AVAILABLE_LANGUAGES)


class GermanFirst:
    """Builds the fieldsets anew for each form: modeltranslation changes declared ones in place and flattens groups."""

    sections = ()
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_fieldsets(self, request, obj=None):
        german = [(title, {"fields": [self.in_language(field) for field in fields]}) for title, fields in self.sections]
        return german + self.other_languages()

    def in_language(self, field, code=DEFAULT_LANGUAGE):
        """The column of a translated field; a group of fields on one line stays a group."""
        if isinstance(field, tuple):
            return tuple(self.in_language(part, code) for part in field)
        return build_localized_fieldname(field, code) if field in self.trans_opts.all_fields else field

    def translated_names(self) -> list[str]:
        names = [name for _title, fields in self.sections for field in fields for name in flat(field)]
        return [name for name in names if name in self.trans_opts.all_fields]

    def other_languages(self):
        return [
            (settings.LANGUAGES_IN_GERMAN[code], self.closed(self.in_language(name, code) for name in names))
            for code in OTHER_LANGUAGES
            if (names := self.translated_names())
        ]

    def closed(self, fields):
        return {"classes": ("collapse", "other-language"), "fields": list(fields)}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, TranslationField):
            field.widget.attrs |= {"lang": db_field.language, "dir": "ltr", "spellcheck": "true"}
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            only_adding(field.widget)
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **({"widget": CheckboxSelectMultiple} | kwargs))


def only_adding(widget: RelatedFieldWidgetWrapper):
    """What stands beside a choice adds to it: to change or delete what is chosen there surprises."""
    widget.can_change_related = widget.can_delete_related = widget.can_view_related = False


def flat(field) -> tuple[str, ...]:
    return field if isinstance(field, tuple) else (field,)


class EditorialAdmin(GermanFirst, TranslationAdmin):
    """A page of the site, or a row that stands on one."""

    readonly_fields = ("changed_at",)
    list_per_page = 50

    class Media:
        js = ("german_slugs.js",)

    def get_fieldsets(self, request, obj=None):
        last_change = [("Stand", {"fields": ["changed_at"]})] if obj else []
        return super().get_fieldsets(request, obj) + last_change

    def get_view_on_site_url(self, obj=None):
        """Straight to the page, without Django's detour by way of content types."""
        return obj.get_absolute_url() if obj and hasattr(obj, "get_absolute_url") else None

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural} | (extra_context or {}))

    @admin.display(description="Sprachen")
    def languages(self, obj) -> str:
        """Those in which everything that German must have is there."""
        names = dict(settings.LANGUAGES)
        return ", ".join(names[code] for code in AVAILABLE_LANGUAGES if self.is_complete(obj, code))

    def is_complete(self, obj, code: str) -> bool:
        return all(getattr(obj, build_localized_fieldname(name, code)) for name in required_in_german(self.model))


def required_in_german(model) -> list[str]:
    options = translator.get_options_for_model(model)
    required = options.required_languages
    return required[DEFAULT_LANGUAGE] if isinstance(required, dict) else list(options.all_fields)


class RowsFormSet(BaseInlineFormSet):
    """Says which fields of two rows are the same by the names that the form shows."""

    def get_unique_error_message(self, unique_check):
        names = [self.model._meta.get_field(name).verbose_name for name in unique_check if name != self.fk.name]
        return f"Zwei Zeilen sind gleich: {get_text_list(names, 'und')}. Jede darf nur einmal vorkommen."

    def get_form_error(self):
        return "Diese Zeile gibt es schon."


class Rows(GermanFirst):
    """Rows edited beside their parent; all other languages of a row together, so that rows stay short."""

    extra = 0
    formset = RowsFormSet
    show_change_link = False

    def other_languages(self):
        names = self.translated_names()
        fields = [self.in_language(name, code) for code in OTHER_LANGUAGES for name in names]
        return [("Andere Sprachen", self.closed(fields))] if names else []


class StackedRows(Rows, TranslationStackedInline):
    pass
