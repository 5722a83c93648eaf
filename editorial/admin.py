"""Base classes of the content admins: forms with German and one other language side by side.

A content admin lists its fields in `sections`, in the order of the page, translated ones by their plain name.
A submitted form is stored as a draft, which becomes public when somebody with the right publishes it.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from modeltranslation.admin import (
    TranslationAdmin,
    TranslationBaseModelAdmin,
    TranslationInlineModelAdmin,
    TranslationStackedInline,
)
from modeltranslation.fields import TranslationField
from modeltranslation.settings import AVAILABLE_LANGUAGES
from modeltranslation.utils import build_localized_fieldname

from accounts import unsent_form
from accounts.permissions import (
    PUBLISH,
    TRANSLATE,
    WRITE,
    OfficeRights,
    SystemRequest,
    has_right,
    languages_to_write,
    require_right,
)
from core.database.primary_keys import ByPrimaryKey, as_pk, as_pks
from core.languages import GERMAN, OTHER_LANGUAGES
from core.models import Entry
from core.normalization import bounded_line, one_line
from core.number_fields import SwissDecimalField, SwissIntegerField
from core.rich_text.field import RichTextField
from core.rich_text.link_rules import WebAddressField
from core.widgets import ReadOnlyText
from editorial import views
from editorial.models import EndDate, Release, Revision
from editorial.office.change_list import PageList
from editorial.office.end_date import end_date
from editorial.revisions import publishing, releases, translation_state, workflow
from editorial.revisions.form_content import FormPart, PublishError
from editorial.revisions.form_session import FormSession
from editorial.revisions.forms import ROW_FIELD, DraftForm, RowForm, RowsFormSet
from editorial.revisions.references import ReferenceField, ReferenceSelect, ReferencesField, references_of
from editorial.texts import mending, occurrences
from redirects import short_links, validation


def in_all_languages(*names: str) -> tuple[str, ...]:
    """The columns of translated fields in all languages, for `search_fields`."""
    return tuple(build_localized_fieldname(name, code) for name in names for code in AVAILABLE_LANGUAGES)


#: One field on a line, or several side by side.
Line = str | tuple[str, ...]
Sections = Sequence[tuple[str | None, Sequence[Line]]]
SPELLING_CORRECTED = "Die Schreibweise ist angepasst: «ss» statt Eszett, «…» als Anführungszeichen, ’ als Apostroph."
UNCHANGED = "Auf der Website hat sich nichts geändert."


class GermanFirst(TranslationBaseModelAdmin):
    """Builds new fieldsets for each form: modeltranslation changes declared ones in place and flattens groups."""

    sections: Sections = ()
    formfield_overrides = {
        models.URLField: {"form_class": WebAddressField, "assume_scheme": "https"},
        models.IntegerField: {"form_class": SwissIntegerField},
        models.PositiveIntegerField: {"form_class": SwissIntegerField},
        models.PositiveBigIntegerField: {"form_class": SwissIntegerField},
        models.PositiveSmallIntegerField: {"form_class": SwissIntegerField},
        models.DecimalField: {"form_class": SwissDecimalField},
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
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, TranslationField):
            field.widget.attrs |= {"lang": db_field.language, "dir": "ltr", "spellcheck": "true"}
            if db_field.language not in languages_to_write(request) and not isinstance(request, SystemRequest):
                field.widget, field.required = ReadOnlyText(db_field.language, is_rich=is_rich(db_field)), False
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            allow_adding_only(field.widget, request)
        if isinstance(field, ReferenceField | ReferencesField):
            field.references = references_of(request)
        return field

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


class EditorialAdmin(OfficeRights, ByPrimaryKey, GermanFirst, TranslationAdmin):
    """A page, or a row on one. A submitted form becomes a revision: see `editorial.revisions.form_session`."""

    model: type[Entry]
    form = EditorialForm
    readonly_fields = ("changed_at",)
    list_per_page = 50
    change_form_template = "admin/page_form.html"
    change_list_template = "admin/page_list.html"
    may_end = True  # whether pages of this kind can have an end date

    class Media:
        js = ("german_slugs.js", "unsaved.js", "form_guide.js")

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
        shown = getattr(request, "shown", None)
        return super().get_formset_kwargs(request, obj, inline, prefix) | ({"data": shown.data} if shown else {})

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        """Reads the rows to which those of the page refer, so that their select boxes need no query each."""
        parts = [FormPart.of("", form) for formset in formsets for form in formset.forms]
        references_of(request).load_all((field, value) for part in parts for _name, field, value in part.values)
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def get_prepopulated_fields(self, request, obj=None):
        return super().get_prepopulated_fields(request, obj) if has_right(request, WRITE) else {}

    def get_view_on_site_url(self, obj=None):
        """The address of the page itself, without Django's redirect by content type."""
        return obj.get_absolute_url() if obj and hasattr(obj, "get_absolute_url") else None

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, one_line(search_term))

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural} | (extra_context or {}))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        page = self.get_object(request, unquote(object_id)) if object_id else None
        if request.method == "POST":
            require_right(request, WRITE, TRANSLATE)
            if not object_id and not self.has_add_permission(request):
                raise PermissionDenied
            # Also if the page was deleted meanwhile, so that no text is lost.
            return self.take_or_discard(request, page) or self.receive(request, page)
        if object_id and page is None:
            return self.to_start(request, object_id)
        session = FormSession.opened(self, request, page)
        session.show(request)
        context = self.beside_the_form(request, session) | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, context)

    def take_or_discard(self, request, page) -> HttpResponseRedirect | None:
        """Of what was typed and not sent: taken, it is received as if it were sent now."""
        address = self.form_address(request)
        if unsent_form.TAKE in request.POST and (kept := unsent_form.found(request, address)):
            request.POST = unsent_form.as_sent(kept)
            return None
        if {unsent_form.TAKE, unsent_form.DISCARD} & request.POST.keys():
            unsent_form.discard(request, address)
            return HttpResponseRedirect(request.get_full_path())
        return None

    @staticmethod
    def form_address(request) -> str:
        """What is typed is kept for a page; for a new one, for its draft."""
        draft = as_pk(request.GET.get("fassung"))
        is_of_draft = draft and (request.resolver_match.url_name or "").endswith("_add")
        return f"{request.path}?fassung={draft}" if is_of_draft else request.path

    def to_start(self, request, object_id: str) -> HttpResponseRedirect:
        """Redirects from a page that does not exist."""
        return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]  # Django has it, its stubs have not

    def in_admin(self, name: str, *args) -> str:
        """The URL of one of these views."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def beside_the_form(self, request, session: FormSession) -> dict:
        chosen = languages_in_form(request)[1:]
        outdated = [each for code in chosen for each in session.german_since(code)]
        short = self.in_admin("short_address", session.page.pk) if session.page else ""
        address = self.form_address(request)
        return {
            "unsent_address": address,
            "unsent": unsent_form.found(request, address),
            "end_date": EndDate.objects.of(self.model, session.key).first() if self.may_end and session.page else None,
            "may_end": self.may_end and has_right(request, WRITE, PUBLISH),
            "public_address": self.get_view_on_site_url(session.page),
            "releases": [] if session.draft and session.draft.release_id else Release.objects.waiting(),
            "form_session": session, "sides": language_choices(request, session), "chosen_side": chosen, "outdated": outdated, "short_address": short,
        }  # fmt: skip

    def receive(self, request, page):
        session = FormSession.handed_in(self, request, page)
        content = session.read(request)
        if "_popup" in request.POST:
            return self.publish_at_once(request, session, content)
        if session.has_changed(content):
            was_submitted = session.draft is not None and session.draft.state == Revision.State.SUBMITTED
            note = bounded_line(request.POST.get("_note", ""))
            stays, is_small = session.stays_submitted(request), "_small" in request.POST
            session.draft, other = session.save(content, request.user, note, stays, is_small=is_small)
            self.put_into_release(request, session.draft)
            self.say_saved(request, other, was_submitted and session.draft.state == Revision.State.DRAFT)
            if session.has_corrected:
                self.message_user(request, SPELLING_CORRECTED, messages.INFO)
        elif "_confirm" not in request.POST:
            where = "im Entwurf" if session.draft else "auf der Website"
            self.message_user(request, f"Es ist nichts anders als {where}.", messages.INFO)
        if "_confirm" in request.POST:
            said, level = session.confirm(request)
            self.message_user(request, said, level)
        unsent_form.discard(request, self.form_address(request))
        return HttpResponseRedirect(self.next_page(request, session))

    def put_into_release(self, request, draft: Revision):
        """If the form asks for it."""
        pk, name = workflow.asked_release(request)
        if pk or name:
            try:
                releases.join_asked(draft, pk, name, request.user)
                publishing.judge(draft)
            except PublishError as refusal:
                self.message_user(request, " ".join(refusal.messages), messages.WARNING)

    def next_page(self, request, session: FormSession) -> str:
        if "_check" in request.POST and session.draft:
            return reverse("admin:revision", args=[session.draft.pk])
        name, args = ("change", [session.page.pk]) if session.page else ("add", [])
        chosen = {"fassung": session.draft.pk} if session.draft else {}
        chosen |= {"sprache": request.GET["sprache"]} if "sprache" in request.GET else {}
        return self.in_admin(name, *args) + (f"?{urlencode(chosen)}" if chosen else "")

    def say_saved(self, request, other: Revision | None, was_submitted: bool):
        said = f"Der Entwurf ist gesichert. {UNCHANGED}"
        if was_submitted:
            said += " Was zur Freigabe lag, ist damit wieder ein Entwurf."
        self.message_user(request, said, messages.SUCCESS)
        if other:
            twice = f"{other.writer} hat denselben Entwurf inzwischen auch weitergeschrieben. Beide sind gesichert."
            self.message_user(request, twice, messages.WARNING)

    def publish_at_once(self, request, session: FormSession, content):
        """From the popup beside a select box: the added object must be selectable at once."""
        require_right(request, PUBLISH)
        if settings.FOUR_EYES:
            raise PermissionDenied
        revision, _other = session.save(content, request.user, "")
        try:
            page = publishing.publish(revision, request.user)
        except PublishError:
            return HttpResponseRedirect(f"{request.path}?_popup=1&fassung={revision.pk}")
        return self.response_add(request, page)

    def get_urls(self):
        base = f"{self.opts.app_label}_{self.opts.model_name}"
        name = f"{base}_confirm"
        return [
            path("<path:object_id>/bestaetigen/", self.admin_site.admin_view(self.confirm), name=name),
            path("<pk:pk>/enddatum/", self.admin_site.admin_view(partial(end_date, self)), name=f"{base}_end_date"),
            path("<pk:pk>/kommt-vor/", self.admin_site.admin_view(self.occurrences), name=f"{base}_occurrences"),
            path("<pk:pk>/kurzadresse/", self.admin_site.admin_view(self.short_address), name=f"{base}_short_address"),
            path(
                "<pk:pk>/kurzadresse/<slug:language>.svg", self.admin_site.admin_view(self.qr_code), name=f"{base}_qr"
            ),
            *super().get_urls(),
        ]

    def short_address(self, request, pk):
        return short_links.short_link_page(
            request, self, self.with_address(request, pk), self.admin_site.each_context(request)
        )

    def occurrences(self, request, pk):
        require_right(request, WRITE, PUBLISH, TRANSLATE)
        page = self.get_object(request, str(pk))
        if page is None:
            raise Http404
        return occurrences.page_occurrences(request, self, page)

    def qr_code(self, request, pk, language):
        return short_links.qr_code_image(self.with_address(request, pk), language)

    def with_address(self, request, pk):
        """The page, for those who may view it. Raises PermissionDenied, and Http404 if it has no address."""
        require_right(request, WRITE, PUBLISH, TRANSLATE)
        page = self.get_object(request, str(pk))
        if page is None or not self.get_view_on_site_url(page):
            raise Http404
        return page

    def confirm(self, request, object_id):
        """«Stimmt noch»: stores that somebody has read the page and found nothing to change."""
        require_right(request, WRITE)
        pages = self.get_queryset(request).filter(pk=as_pk(object_id))
        if request.method != "POST" or not pages.update(confirmed_on=timezone.localdate()):
            raise Http404
        self.message_user(request, f"«{pages.get()}» ist bestätigt. Das Datum steht auf der Seite.", messages.SUCCESS)
        following = request.POST.get("next", "")
        known = {reverse("admin:index"), self.in_admin("change", object_id)}
        return HttpResponseRedirect(following if following in known else reverse("admin:index"))

    def delete_view(self, request, object_id, extra_context=None):
        """Lists every place that the page has, and goes back to the page with the reasons if it cannot be deleted."""
        page = self.get_object(request, unquote(object_id)) if self.has_delete_permission(request) else None
        if page is None:
            return super().delete_view(request, object_id, extra_context)
        searched = occurrences.Searched(self, page)
        found = occurrences.occurrences(page, searched)
        mendings = mending.offered(found, request.POST or request.GET)
        context = {"occurrences": found, "mendings": mendings, "four_eyes": settings.FOUR_EYES} | (extra_context or {})
        try:
            request.mends = mending.mends(mendings, searched) if request.method == "POST" else {}
            return super().delete_view(request, object_id, context)
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return HttpResponseRedirect(f"{request.path}?{mending.typed(request.POST)}")
        except PublishError as refusal:
            for message in refusal.messages:
                self.message_user(request, message, messages.ERROR)
            return HttpResponseRedirect(self.in_admin("change", object_id))

    def get_actions(self, request):
        """Where somebody else carries a deletion out, it is proposed page by page, with words of its own."""
        found = super().get_actions(request)
        return {name: each for name, each in found.items() if not (settings.FOUR_EYES and name == "delete_selected")}

    def response_delete(self, request, obj_display, obj_id):
        """Redirects to the page where a replacement for the deleted page can be named."""
        if settings.FOUR_EYES:
            self.message_user(request, f"Die Löschung von «{obj_display}» wartet jetzt auf die Freigabe. {UNCHANGED}")
            return HttpResponseRedirect(reverse("admin:drafts"))
        self.message_user(
            request, f"«{obj_display}» ist gelöscht. Gibt es dafür eine andere Seite? Nennen Sie sie hier."
        )
        return HttpResponseRedirect(reverse("admin:removed"))

    def delete_model(self, request, obj):
        releases.remove(self, obj, request.user, mends=request.mends)

    def delete_queryset(self, request, queryset):
        for page in queryset:
            releases.remove(self, page, request.user)

    def history_view(self, request, object_id, extra_context=None):
        require_right(request, WRITE, PUBLISH, TRANSLATE)
        page = self.get_object(request, unquote(object_id))
        if page is None:
            return self.to_start(request, object_id)
        return views.history(request, self, page)

    @property
    def title_field(self) -> str:
        """The first field of the form, which lists use as the page's title."""
        return as_tuple(self.sections[0][1][0])[0]

    def get_changelist(self, request, **kwargs):
        return PageList

    def get_list_display(self, request):
        return [*super().get_list_display(request), "open_drafts"]

    @admin.display(description="Sprachen")
    def languages(self, obj) -> str | None:
        """The languages other than German, with the numbers of missing and outdated texts."""
        if obj.text_counts is None:
            return None
        return "; ".join(
            f"{name}: {obj.text_counts.in_words(code)}"
            for code, name in settings.LANGUAGES_IN_GERMAN.items()
            if code != GERMAN
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
            "state": counts.in_words(code),
            "outdated": counts[code][translation_state.State.OUTDATED],
        }
        for code in codes
    ]


class Rows(OfficeRights, GermanFirst, TranslationInlineModelAdmin):
    """Rows edited together with their page. Translators neither add nor delete rows."""

    form = RowForm
    extra = 0
    formset = RowsFormSet
    show_change_link = False

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
