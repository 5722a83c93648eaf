"""Form and list of a page."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from accounts import unsent_form
from accounts.permissions import PUBLISH, TRANSLATE, WRITE, has_right, languages_to_write, require_right
from core.languages import GERMAN, OTHER_LANGUAGES
from editorial.admin.bilingual import languages_in_form
from editorial.admin.deletion import DeletionAdmin
from editorial.admin.form_session import FormSession
from editorial.admin.page_views import PageViewsAdmin
from editorial.admin.submission import SubmissionAdmin
from editorial.comparison import translation_state
from editorial.forms.form_content import FormPart
from editorial.forms.references import references_of
from editorial.models import EndDate, Release
from editorial.models.revision import full_name
from editorial.office.change_list import PageList


class EditorialAdmin(SubmissionAdmin, DeletionAdmin, PageViewsAdmin):
    """A page, or a row on one. A submitted form becomes a revision: see `editorial.admin.form_session`."""

    list_per_page = 50
    change_form_template = "admin/page_form.html"
    change_list_template = "admin/page_list.html"
    may_end = True  # whether pages of this kind can have an end date

    class Media:
        js = ("german_slugs.js", "unsaved.js", "form_guide.js")

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """Reads the rows to which those of the page refer, so that their select boxes need no query each."""
        parts = [FormPart.of("", form) for formset in formsets for form in formset.forms]
        references_of(request).load_all((field, value) for part in parts for _name, field, value in part.values)
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        page = self.get_object(request, unquote(object_id)) if object_id else None
        if request.method == "POST":
            require_right(request, WRITE, TRANSLATE)
            if not object_id and not self.has_add_permission(request):
                raise PermissionDenied
            # Also if the page was deleted meanwhile, so that no text is lost.
            return self.take_or_discard(request) or self.receive(request, page)
        if object_id and page is None:
            return self.to_start(request, object_id)
        session = FormSession.opened(self, request, page)
        session.show(request)
        context = self.beside_the_form(request, session) | (extra_context or {})
        response: Any = super().changeform_view(request, object_id, form_url, context)
        response.context_data["title"] = capfirst(response.context_data["title"])
        return response

    def beside_the_form(self, request, session: FormSession) -> dict:
        chosen = languages_in_form(request)[1:]
        outdated = [each for code in chosen for each in session.german_since(code)]
        short = self.in_admin("short_address", session.page.pk) if session.page else ""
        address = self.form_address(request)
        return {
            "unsent_address": address,
            "unsent": unsent_form.found(request, address),
            "others_writing": [full_name(each) for each in unsent_form.others_writing(request, address)],
            "end_date": EndDate.objects.of(self.model, session.key).first() if self.may_end and session.page else None,
            "may_end": self.may_end and has_right(request, WRITE, PUBLISH),
            "public_address": self.get_view_on_site_url(session.page),
            "releases": [] if session.draft and session.draft.release_id else Release.objects.waiting(),
            "subtitle": str(session.page or (session.draft.name if session.draft else "")) or None,
            "form_session": session, "sides": language_choices(request, session), "chosen_side": chosen, "outdated": outdated, "short_address": short,
        }  # fmt: skip

    def get_changelist(self, request, **kwargs):
        return PageList

    def get_list_display(self, request):
        return [*super().get_list_display(request), "open_drafts"]

    @admin.display(description="Übersetzungen")
    def translations(self, obj) -> str | None:
        """The languages in which texts are missing or outdated, with their numbers."""
        if obj.text_counts is None:
            return None
        states = {code: obj.text_counts.in_words(code) for code in OTHER_LANGUAGES}
        lacking = {code: words for code, words in states.items() if words != translation_state.COMPLETE}
        return (
            "; ".join(f"{settings.LANGUAGES_IN_GERMAN[code]}: {words}" for code, words in lacking.items())
            or translation_state.COMPLETE
        )

    @admin.display(description="Entwürfe")
    def open_drafts(self, obj) -> str | None:
        links = [(reverse("admin:revision", args=[each.pk]), each.mark) for each in obj.open_revisions]
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', links) or None


def language_choices(request, session: FormSession) -> list[dict]:
    """The languages that can be shown beside German, with the numbers of missing and outdated texts."""
    chosen = languages_in_form(request)
    codes = [code for code in languages_to_write(request) if code != GERMAN]
    counts = translation_state.counts(session.texts)
    return [
        {
            "code": code,
            "name": settings.LANGUAGES_IN_GERMAN[code],
            "is_chosen": code in chosen,
            "state": counts.in_words(code) if session.texts else "",
            "outdated": counts[code][translation_state.State.OUTDATED],
        }
        for code in codes
    ]
