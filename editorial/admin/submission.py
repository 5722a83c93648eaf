"""What becomes of a submitted form: a draft, or nothing if nothing was changed."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse

from accounts import unsent_form
from accounts.permissions import PUBLISH, require_right
from core.database.primary_keys import as_pk
from core.text.normalization import bounded_line
from editorial.admin.base import UNCHANGED, BaseAdmin
from editorial.admin.bilingual import NO_ROW, ROW_PARAMETER
from editorial.admin.form_session import FormSession
from editorial.forms.form_content import PublishError
from editorial.models import Revision
from editorial.revisions import actions, publishing, releases

SPELLING_CORRECTED = "Die Schreibweise ist angepasst: «ss» statt Eszett, «…» als Anführungszeichen, ’ als Apostroph."


#: The button that saves and shows the revision; the other one is pressed by the enter key.
CHECK = {"_check", "_enter"}
#: The button that saves a draft and comes back with one more row, where no script adds it.
ADD_ROW = "_add_row"
#: The language to show next beside German, "" for none.
SIDE = "_side"


class SubmissionAdmin(BaseAdmin):
    def take_or_discard(self, request) -> HttpResponseRedirect | None:
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

    def receive(self, request, page):
        session = FormSession.handed_in(self, request, page)
        content = session.read(request)
        if "_popup" in request.POST:
            return self.publish_at_once(request, session, content)
        if session.has_changed(content):
            was_submitted = session.draft is not None and session.draft.state == Revision.State.SUBMITTED
            note = bounded_line(request.POST.get("_note", ""))
            stays, is_small = session.stays_submitted(request), "_small" in request.POST
            continued = session.draft
            session.draft, other = session.save(content, request.user, note, stays, is_small=is_small)
            self.put_into_release(request, session.draft)
            self.say_saved(request, was_submitted and session.draft.state == Revision.State.DRAFT)
            if other:
                self.message_user(request, said_of_other(request, other, continued), messages.WARNING)
            if session.has_corrected:
                self.message_user(request, SPELLING_CORRECTED, messages.INFO)
        elif not {"_confirm", ADD_ROW} & request.POST.keys():
            where = "im Entwurf" if session.draft else "auf der Website"
            self.message_user(request, f"Es ist nichts anders als {where}.", messages.INFO)
        if "_confirm" in request.POST:
            said, level = session.confirm(request)
            self.message_user(request, said, level)
        unsent_form.discard(request, self.form_address(request))
        return HttpResponseRedirect(self.next_page(request, session))

    def put_into_release(self, request, draft: Revision):
        """If the form asks for it."""
        pk, name = actions.asked_release(request)
        if pk or name:
            try:
                releases.join_asked(draft, pk, name, request.user)
                publishing.judge(draft)
            except PublishError as refusal:
                self.message_user(request, " ".join(refusal.messages), messages.WARNING)

    def next_page(self, request, session: FormSession) -> str:
        if CHECK & request.POST.keys() and session.draft:
            return reverse("admin:revision", args=[session.draft.pk])
        name, args = ("change", [session.page.pk]) if session.page else ("add", [])
        chosen: dict[str, int | str] = {"fassung": session.draft.pk} if session.draft else {}
        if language := request.POST.get(SIDE, request.GET.get("sprache")):
            chosen["sprache"] = bounded_line(language)
        if ROW_PARAMETER in request.GET or ADD_ROW in request.POST:
            chosen[ROW_PARAMETER] = bounded_line(request.POST.get(ADD_ROW, NO_ROW))
        at_row = f"#{ROW_PARAMETER}" if ADD_ROW in request.POST else ""
        return self.in_admin(name, *args) + (f"?{urlencode(chosen)}" if chosen else "") + at_row

    def say_saved(self, request, was_submitted: bool):
        said = f"Der Entwurf ist gesichert. {UNCHANGED}"
        if was_submitted:
            said += " Was zur Freigabe lag, ist damit wieder ein Entwurf."
        self.message_user(request, said, messages.SUCCESS)

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


def said_of_other(request, other: Revision, continued: Revision | None) -> str:
    """Of a draft that was made from the same one meanwhile, or of one beside which this one was begun."""
    is_own = other.author_id == request.user.pk
    if continued is None:
        return f"Zu dieser Seite gibt es noch einen Entwurf, von {'Ihnen' if is_own else other.writer}. Beide sind gesichert."
    if is_own:
        return (
            "Sie haben denselben Entwurf inzwischen in einem anderen Fenster weitergeschrieben. Beide sind gesichert."
        )
    return f"{other.writer} hat denselben Entwurf inzwischen auch weitergeschrieben. Beide sind gesichert."
