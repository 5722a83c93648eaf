"""Remarks in the office: who may write the draft answers them or marks them as done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.permissions import TRANSLATE, WRITE, has_right
from core.text.normalization import normalized, visible
from editorial.models import Remark, Revision
from editorial.models.remark import MAX_ANSWER
from editorial.remarks.passages import Placed
from editorial.revisions import actions


def may_settle(request: HttpRequest, revision: Revision) -> bool:
    return has_right(request, WRITE, TRANSLATE) and actions.can_write(request, revision)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers a remark, marks it as done, or all that wait at its draft. Raises PermissionDenied, Http404."""
    found = get_object_or_404(Remark.objects.select_related("revision__base"), pk=pk)
    if not may_settle(request, found.revision):
        raise PermissionDenied
    action = request.POST.get("action")
    answer = visible(normalized(request.POST.get("answer", "")).strip()[:MAX_ANSWER])
    waiting = Remark.objects.open().filter(revision=found.revision)
    if action not in ("answer", "done", "all"):
        raise Http404
    if action == "answer" and not answer:
        messages.error(request, "Bitte schreiben Sie eine Antwort, oder wählen Sie «Erledigt».")
    else:
        waiting = waiting if action == "all" else waiting.filter(pk=pk)
        values = {"answer": answer} if action == "answer" else {}
        closed = waiting.update(closed_at=timezone.now(), closed_by=request.user, **values)
        messages.success(request, SAID[action] if closed else "Diese Anmerkung war schon erledigt.")
    return HttpResponseRedirect(reverse("admin:revision", args=[found.revision_id]) + "#anmerkungen")


SAID = {
    "answer": "Geantwortet. Wer den Link hat, liest die Antwort dort.",
    "done": "Die Anmerkung ist erledigt.",
    "all": "Alle Anmerkungen zu diesem Entwurf sind erledigt.",
}


def beside_field(each: Placed) -> SafeString:
    """A remark as it stands at its field in the form."""
    remark = each.remark
    return format_html(
        '<span class="remark" id="anmerkung-{}"><strong>Anmerkung{}{}:</strong> {} <a href="{}#anmerkung-{}">Antworten</a>{}</span>',
        remark.pk, f" von {remark.name}" if remark.name else "", f" zu «{remark.words}»" if remark.words else "", remark.text,
        reverse("admin:revision", args=[remark.revision_id]), remark.pk, f" {each.note}" if each.note else "",
    )  # fmt: skip
