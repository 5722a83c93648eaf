"""Rows edited together with their page."""

from typing import Any

from modeltranslation.admin import TranslationInlineModelAdmin, TranslationStackedInline

from accounts.permissions import WRITE, OfficeRights, has_right
from editorial.admin.bilingual import ROW_PARAMETER, BilingualForms
from editorial.forms.draft_forms import ROW_FIELD, RowForm, RowsFormSet


class Rows(OfficeRights, BilingualForms, TranslationInlineModelAdmin):
    """Translators neither add nor delete rows."""

    form = RowForm
    extra = 0
    formset = RowsFormSet
    show_change_link = False

    def get_extra(self, request, obj=None, **kwargs) -> int:
        """An empty row where one was asked for; with a script, the browser adds it."""
        is_asked = request.GET.get(ROW_PARAMETER) == self.opts.model_name
        return int(is_asked and self.has_add_permission(request, obj))

    def has_delete_permission(self, request, obj=None):
        return has_right(request, WRITE)

    def get_fieldsets(self, request, obj=None):
        return [*super().get_fieldsets(request, obj), (None, {"fields": [ROW_FIELD]})]

    def get_formset(self, request, obj=None, **kwargs):
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.shown = formset.form.shown = getattr(request, "shown", None)
        return formset


class StackedRows(Rows, TranslationStackedInline):
    template = "admin/rows.html"
