"""The page on which a reader with a preview link writes remarks, and reads the answers. It needs no script."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.database.primary_keys import as_pk
from editorial.comparison.diff import language_of
from editorial.forms.page_admin import admin_of
from editorial.models import PreviewLink
from editorial.remarks import incoming
from editorial.remarks.incoming import RemarkForm, RemarkRefusedError
from editorial.remarks.marking import anchor, form_address
from editorial.remarks.passages import WHOLE_PAGE, Passage, asked, content_of
from editorial.revisions import preview_links
from editorial.views import previews


def remarks(request: HttpRequest, token: str, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    link = preview_links.find(token)
    holds = link is not None and link.revision.is_open
    if request.method != "POST" and not holds:
        return previews.preview_link(request, token, language)
    with override(language):
        return RemarksPage(request, token, language, link if holds else None).answer()


class RemarksPage:
    """One request for it. `link` is None if it does not hold any more: then what was sent is shown once again."""

    def __init__(self, request: HttpRequest, token: str, language: str, link: PreviewLink | None):
        self.request, self.token, self.language, self.link = request, token, language, link
        self.revision = previews.member_asked(request, link.revision) if link else None
        self.passage, self.lost = self.find_passage()
        self.form = RemarkForm()

    def find_passage(self) -> tuple[Passage, str]:
        """The passage asked for, and what is to be said if it is not there any more."""
        if not self.revision:
            return WHOLE_PAGE, ""
        field, digest = (self.request.GET.get(name, "") for name in ("feld", "worte"))
        found = asked(admin_of(self.revision), content_of(self.revision), field, digest)
        if found is None:
            return WHOLE_PAGE, _(
                "Diese Stelle gibt es in diesem Entwurf nicht. Ihre Anmerkung gilt dann der ganzen Seite."
            )
        if digest and not found.words:
            return found, _(
                "Der Text an dieser Stelle ist inzwischen anders. Ihre Anmerkung gilt dann dem ganzen Abschnitt."
            )
        return found, ""

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            return self.page(200, self.lost)
        try:
            return self.receive()
        except RemarkRefusedError as refused:
            return self.page(refused.status, refused.sentence)

    def receive(self) -> HttpResponse:
        incoming.check(self.request)
        self.form = RemarkForm(self.request.POST)
        if self.link is None or self.revision is None:
            raise incoming.ended()
        if self.lost:
            again = _("Sie ist noch nicht gespeichert: Senden Sie sie noch einmal.")
            raise RemarkRefusedError(409, f"{self.lost} {again}")
        if not self.form.is_valid():
            return self.page(422)
        remark = incoming.add(self.link, self.revision, self.passage, **self.form.cleaned_data)
        sent = form_address(self.token, self.language, self.revision, self.passage)
        return HttpResponseRedirect(f"{sent}&gesendet={remark.pk}#anmerkung-{remark.pk}")

    def page(self, status: int, message: str = "") -> HttpResponse:
        own = list(self.link.remarks.select_related("revision").order_by("pk")) if self.link else []
        sent = as_pk(self.request.GET.get("gesendet")) if status == 200 else None
        values = {
            "language": self.language,
            "revision": self.revision,
            "passage": self.passage,
            "form": self.form,
            "message": message,
            "is_sent": any(each.pk == sent for each in own),
            "remarks": [(each, language_of(each.field)) for each in own],
            "action": self.revision and form_address(self.token, self.language, self.revision, self.passage),
            "preview": self.preview(),
        }
        response = TemplateResponse(self.request, "remarks.html", values, status=status).render()
        if status == 429:
            response["Retry-After"] = "3600"
        return without_indexing(response)

    def preview(self) -> str:
        """The place in the preview from which the reader came."""
        if not (self.link and self.revision):
            return ""
        path = previews.link_address(self.token, self.link.revision, self.revision.pk, self.language)
        return f"{path}#{anchor(self.passage)}"


def without_indexing(response: HttpResponse) -> HttpResponse:
    """As a preview, but the form tells this site, and no other, that it was sent from here."""
    response = previews.without_indexing(response)
    response["Referrer-Policy"] = "same-origin"
    return response
