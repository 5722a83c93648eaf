"""What the parts of a page's admin have in common: form, rights, names and addresses."""

from django.core.exceptions import ValidationError
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import HttpResponseRedirect, QueryDict
from modeltranslation.admin import TranslationAdmin

from accounts.permissions import PUBLISH, TRANSLATE, WRITE, OfficeRights, SystemRequest, has_right
from core.database.primary_keys import as_pks
from core.models import Entry
from core.pages.addresses import admin_address
from core.strict_admin import StrictAdmin
from editorial.admin.bilingual import BilingualForms, as_tuple
from editorial.forms.draft_forms import DraftForm
from editorial.models import Revision
from redirects import validation

UNCHANGED = "Auf der Website hat sich nichts geändert."


class EditorialForm(DraftForm):
    def __init__(self, data=None, files=None, *args, **kwargs):
        super().__init__(self.shown.data if data is None and self.shown else data, files, *args, **kwargs)

    def clean_slug(self):
        """Raises ValidationError for a former slug of another page, which still redirects to it."""
        slug = self.cleaned_data["slug"]
        if other := validation.page_with_former_slug(self._meta.model, slug, self.instance.key):
            raise ValidationError(
                f"Diese Adresse führt zu «{other}»: Die Seite hiess früher so. Wählen Sie eine andere."
            )
        return slug


class BaseAdmin(OfficeRights, StrictAdmin, BilingualForms, TranslationAdmin):
    model: type[Entry]
    form = EditorialForm
    readonly_fields = ("changed_at",)

    def has_delete_permission(self, request, obj=None):
        return has_right(request, PUBLISH)

    def has_add_permission(self, request, obj=None):
        """Translators may not begin a page, but translate the draft of a new one."""
        return super().has_add_permission(request) or self.is_draft_to_translate(request)

    def is_draft_to_translate(self, request) -> bool:
        """Whether the request is about a draft; a submission also about one that somebody closed meanwhile."""
        asked = request.POST.get("_draft") or request.GET.get("fassung")
        if not asked or not has_right(request, TRANSLATE):
            return False
        drafts = Revision.objects.filter(model=self.opts.label_lower, pk__in=as_pks([asked]))
        return (drafts if request.method == "POST" else drafts.open()).exists()

    def get_fieldsets(self, request, obj=None):
        last_change = [("Stand", {"fields": ["changed_at"]})] if obj and not isinstance(request, SystemRequest) else []
        return super().get_fieldsets(request, obj) + last_change

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, EditorialForm):
            form.shown = getattr(request, "shown", None)
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if shown := getattr(request, "shown", None):
            kwargs["data"] = with_rows(shown.data, prefix, inline.get_extra(request, obj))
        return kwargs

    def get_prepopulated_fields(self, request, obj=None):
        return super().get_prepopulated_fields(request, obj) if has_right(request, WRITE) else {}

    def get_view_on_site_url(self, obj=None):
        """The address of the page itself, without Django's redirect by content type."""
        return obj.get_absolute_url() if obj and hasattr(obj, "get_absolute_url") else None

    def to_start(self, request, object_id: str) -> HttpResponseRedirect:
        """Redirects from a page that does not exist."""
        return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]  # Django has it, its stubs have not

    def in_admin(self, name: str, *args) -> str:
        """The URL of one of these views."""
        return admin_address(self.opts, name, *args)

    @property
    def title_field(self) -> str:
        """The first field of the form, which lists use as the page's title."""
        return as_tuple(self.sections[0][1][0])[0]


def with_rows(data: QueryDict, prefix: str, extra: int) -> QueryDict:
    """The data of a draft, with further rows that are empty."""
    name = f"{prefix}-{TOTAL_FORM_COUNT}"
    data = data.copy()
    data[name] = str(int(data.get(name, "0")) + extra)
    return data
