"""What each action of the workflow does. `workflow.ACTIONS` says in which state, and for whom, it is possible."""

from copy import copy

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list

from accounts.login.sessions import signed_in
from accounts.permissions import PUBLISH, WRITE, has_right, languages_to_write
from core.database.primary_keys import as_pk, as_pks
from core.models import Edition
from core.text.normalization import bounded_line
from editorial.comparison.diff import language_of, languages_held
from editorial.forms.form_content import Content, PublishError
from editorial.forms.page_admin import admin_of
from editorial.models import PreviewLink, Revision
from editorial.models.preview_link import VALID_DAYS
from editorial.revisions import blocks, four_eyes, mails, preview_links, publishing, releases
from editorial.revisions.carry_out import ReleaseRefusedError
from editorial.revisions.releases import WRITTEN_STATES, transition, transition_alone
from editorial.revisions.scheduled_time import read_time
from editorial.revisions.snapshots import published_revision

State = Revision.State
#: Result of an action: a message, and the revision or the address to show next.
Outcome = tuple[str, Revision | str]
BROUGHT_BACK = (
    "Als Mappe wiederhergestellt, mit den Verbindungen anderer Seiten. Auf der Website hat sich noch nichts geändert."
)
UNDONE = (
    "Diese Mappe setzt alles zurück. Was seither geändert wurde, bleibt. Auf der Website hat sich noch nichts geändert."
)

BEGUN = "Diese Mappe setzt schon alles zurück. Auf der Website hat sich noch nichts geändert."


def can_write(request: HttpRequest, revision: Revision) -> bool:
    """Whether the person may write all languages that the revision changes."""
    return languages_held(revision) <= set(languages_to_write(request))


def submit(request: HttpRequest, revision: Revision) -> Outcome:
    """Raises PublishError for errors that the writer could correct; translators may submit in spite of them."""
    if has_right(request, WRITE) and (refused := publishing.refusal(revision.together())):
        publishing.forget_faults(refused)
        keep_note(request, revision)
        raise PublishError(
            "Es fehlt noch etwas. Ergänzen Sie es, und geben Sie die Fassung dann zur Freigabe.", *refused.messages
        )
    with transaction.atomic():
        transition(revision, (State.DRAFT,), state=State.SUBMITTED)
        keep_note(request, revision)
        mails.waiting(revision.together(), signed_in(request))
    return "Zur Freigabe gegeben. Wer freigeben darf, sieht es jetzt auf der Startseite.", revision


def give_back(request: HttpRequest, revision: Revision) -> Outcome:
    """Raises PublishError without a remark on what is to be done."""
    remark = bounded_line(request.POST.get("remark", ""), 400)
    writers = get_text_list(sorted({each.writer for each in revision.together()}), "und")
    if not remark:
        raise PublishError(f"Bitte schreiben Sie {writers} in die Bemerkung, was noch zu tun ist.")
    with transaction.atomic():
        transition(revision, (State.SUBMITTED,), state=State.DRAFT, remark=remark)
        mails.decided(revision.together(), signed_in(request), "Zurückgegeben")
    return f"Zurückgegeben an {writers}.", revision


def publish(request: HttpRequest, revision: Revision) -> Outcome:
    keep_note(request, revision)
    try:
        publishing.publish(revision, request.user, seen_in(request))
    except ReleaseRefusedError as refused:
        publishing.forget_faults(refused)
        raise
    return "Veröffentlicht. Die Website zeigt es in einer Sekunde.", revision


def seen_in(request: HttpRequest) -> list[int]:
    """The revisions that the page showed on which the person decides."""
    return as_pks(request.POST.getlist("seen"))


def keep_note(request: HttpRequest, revision: Revision):
    """Stores the note, and whether the change is small, unless somebody else has published or withdrawn the revision meanwhile.

    It will be public: where four eyes are asked for, who approves does not write it.
    """
    if "note" in request.POST and may_note(request, revision):
        revision.note, revision.is_small = bounded_line(request.POST["note"]), "small" in request.POST
        Revision.objects.open().filter(pk=revision.pk).update(note=revision.note, is_small=revision.is_small)


def may_note(request: HttpRequest, revision: Revision) -> bool:
    return not settings.FOUR_EYES or request.user.pk in four_eyes.writers([revision])


def schedule(request: HttpRequest, revision: Revision) -> Outcome:
    """Raises PublishError for an invalid or past time, and for errors that publishing now would report."""
    keep_note(request, revision)
    moment = read_time(request.POST.get("publish_at", ""))
    if refused := publishing.refusal(revision.together()):
        publishing.forget_faults(refused)
        raise PublishError("So lässt sich diese Fassung nicht veröffentlichen, auch später nicht.", *refused.messages)
    planned = f"Geplant auf {date_format(timezone.localtime(moment), 'DATETIME_FORMAT')}"
    values = {"publish_at": moment, "failure": "", "published_by_id": request.user.pk}
    with transaction.atomic():
        releases.hold(revision.release_id)
        releases.require_seen(revision, seen_in(request))
        transition(revision, Revision.OPEN, state=State.SCHEDULED, **values)
        mails.decided(revision.together(), signed_in(request), planned)
    return f"{planned}.", revision


def unschedule(request: HttpRequest, revision: Revision) -> Outcome:
    with transaction.atomic():
        mails.decided(revision.together(), signed_in(request), "Termin gestrichen")
        transition(revision, (State.SCHEDULED,), state=State.SUBMITTED, publish_at=None, failure="", published_by=None)
    return "Der Termin ist gestrichen. Die Fassung wartet wieder auf die Freigabe.", revision


def withdraw(request: HttpRequest, revision: Revision) -> Outcome:
    with transaction.atomic():
        mails.decided(revision.together(), signed_in(request), "Zurückgezogen")
        transition(revision, Revision.OPEN, state=State.WITHDRAWN)
    return "Zurückgezogen. Die Fassung bleibt in der Geschichte der Seite.", revision


def reopen(request: HttpRequest, revision: Revision) -> Outcome:
    """Makes all drafts of a withdrawn release drafts again. Raises PublishError."""
    withdrawn = Revision.objects.filter(release=revision.release_id, state=State.WITHDRAWN).select_related("base")
    if revision.release_id is None or not all(can_write(request, each) for each in withdrawn):
        raise PublishError(
            "In dieser Mappe liegt etwas, das Sie nicht schreiben dürfen. Bitten Sie die Redaktion darum."
        )
    with transaction.atomic():
        transition(revision, (State.WITHDRAWN,), state=State.DRAFT, publish_at=None, failure="", published_by=None)
        releases.refuse_twice(revision.release_id)
    return "Wieder aufgenommen. Was darin liegt, sind wieder Entwürfe.", revision


def take_over(request: HttpRequest, revision: Revision) -> Outcome:
    """Continues the draft of somebody else in the own name; theirs stays in the history of the page."""
    with transaction.atomic():
        mails.decided([revision], signed_in(request), "Jemand schreibt weiter")
        own = continued(revision, signed_in(request))
    return f"Übernommen von {revision.writer}. Der Entwurf steht jetzt unter «Meine Entwürfe».", own


def continued(revision: Revision, author, **values) -> Revision:
    """A new revision in place of an open one, which stays in the history. Raises PublishError if it was closed."""
    new = copy(revision)
    fresh = {"pk": None, "author": author, "continues": revision, "created_at": timezone.now(), "faults": None}
    for name, value in (fresh | values).items():
        setattr(new, name, value)
    new._state.adding = True
    with transaction.atomic():
        releases.hold(revision.release_id)
        transition_alone(revision, WRITTEN_STATES, state=State.SUPERSEDED)
        new.save()
        if new.state == State.DRAFT:
            releases.take_back_approval(new.release_id)
        preview_links.hand_over(revision, new)
    return new


def restore(request: HttpRequest, revision: Revision) -> tuple[str, Revision]:
    """Creates a draft from a former public revision, in all languages or in one; it is published like any other."""
    language = request.POST.get("language", "")
    if language not in languages_to_write(request) and not (language == "" and has_right(request, WRITE)):
        raise PermissionDenied
    if revision.is_removal:
        raise PublishError("Diese Fassung ist die Löschung der Seite. Wählen Sie eine frühere.")
    with transaction.atomic():
        Edition.objects.hold()
        return restore_held(request, revision, language)


def restore_held(request: HttpRequest, revision: Revision, language: str) -> tuple[str, Revision]:
    """Called under the lock: sent twice, it creates one draft."""
    public = published_revision(admin_of(revision), revision.key)
    same = {"model": revision.model, "key": revision.key, "author": signed_in(request), "base": public}
    now = public.content if public else {}
    content = with_texts_of_language(now, revision.content, language) if language else revision.content
    if again := next((each for each in Revision.objects.drafts().filter(**same) if each.content == content), None):
        return "Diesen Entwurf gibt es schon. Auf der Website hat sich noch nichts geändert.", again
    if public and public.is_removal and public.release:
        release = releases.bring_back(public.release, public, revision.content, signed_in(request))
        draft = release.revisions.get(model=revision.model, key=revision.key)
        draft.continues = text_of(revision)
        draft.save(update_fields=["continues"])
        return BROUGHT_BACK, draft
    draft = Revision.objects.create(
        **same, name=revision.name, continues=text_of(revision), content=content,
        note=f"Wieder wie am {date_format(timezone.localtime(revision.moment), 'DATE_FORMAT')}.",
    )  # fmt: skip
    return "Als Entwurf wiederhergestellt. Auf der Website hat sich noch nichts geändert.", draft


def text_of(revision: Revision) -> Revision | None:
    """The draft whose writers count, if it is brought back: what was public once was approved then."""
    return None if revision.published_at else revision


def join(request: HttpRequest, revision: Revision) -> Outcome:
    """Into the release asked for, or a new one with a name."""
    require_right_over_submitted(request, as_pk(request.POST.get("release")), revision.release_id)
    release = releases.join_asked(revision, *asked_release(request), signed_in(request))
    publishing.judge(revision)
    return f"Liegt in der Mappe «{release}». Was darin ist, wird zusammen veröffentlicht.", revision


def require_right_over_submitted(request: HttpRequest, *releases: int | None):
    """Whoever changes a release takes back the approval of all that is in it. Raises PublishError."""
    waiting = Revision.objects.submitted().filter(release__in=[pk for pk in releases if pk])
    if not has_right(request, PUBLISH) and not all(can_write(request, each) for each in waiting):
        raise PublishError(
            "In dieser Mappe wartet schon etwas auf die Freigabe, das Sie nicht schreiben dürfen. Bitten Sie jemanden von der "
            "Redaktion darum."
        )


def asked_release(request: HttpRequest) -> tuple[int | None, str]:
    """The primary key of the chosen release, and the name of a new one."""
    name = bounded_line(request.POST.get("release_name", ""), 120)
    return as_pk(request.POST.get("release")), name


def leave(request: HttpRequest, revision: Revision) -> Outcome:
    require_right_over_submitted(request, revision.release_id)
    releases.move(revision, None)
    revision.refresh_from_db()
    publishing.judge(revision)
    return "Aus der Mappe genommen. Dieser Entwurf wird für sich veröffentlicht.", revision


def block(request: HttpRequest, revision: Revision) -> Outcome:
    """Has the permanent address of a former state say why it is blocked. Raises PublishError without a reason."""
    reason = bounded_line(request.POST.get("reason", ""))
    if not reason:
        raise PublishError("Bitte schreiben Sie den Grund. Er steht danach an der Adresse dieser Fassung.")
    blocked = blocks.block(revision, reason, signed_in(request), with_earlier="with_earlier" in request.POST)
    if not blocked and not revision.is_live:
        raise PublishError("Diese Fassung ist schon gesperrt.")
    if not blocked:
        raise PublishError("Diese Fassung ist jetzt öffentlich. Ändern oder löschen Sie zuerst die Seite.")
    return f"Gesperrt: {blocked} Fassungen." if blocked > 1 else "Diese Fassung ist gesperrt.", revision


def unblock(request: HttpRequest, revision: Revision) -> Outcome:
    blocks.unblock(revision)
    return "Diese Fassung ist wieder zu lesen.", revision


def undo(request: HttpRequest, revision: Revision) -> Outcome:
    """Creates drafts that undo the whole release, once. Raises PublishError for a revision without one."""
    if revision.release is None or revision.published_at is None:
        raise PublishError("Diese Fassung wurde nicht mit anderen zusammen veröffentlicht.")
    with transaction.atomic():
        releases.hold(revision.release_id)
        begun = revision.release.undone_by.waiting().first()
        new = begun or releases.undo(revision.release, signed_in(request))
    return BEGUN if begun else UNDONE, reverse("admin:release", args=[new.pk])


def with_texts_of_language(now: Content, then: Content, language: str) -> Content:
    """The current content, with the former texts of one language."""
    return {
        place: fields | {name: text for name, text in then.get(place, {}).items() if language_of(name) == language}
        for place, fields in now.items()
    }


def share(request: HttpRequest, revision: Revision) -> Outcome:
    days = request.POST.get("days", "")
    if days not in [str(number) for number, _label in VALID_DAYS]:
        raise PublishError("Bitte wählen Sie, wie lange der Link gelten soll.")
    preview_links.create(revision, int(days), signed_in(request))
    return "Der Link steht unten. Wer ihn hat, sieht die Vorschau, und sonst nichts.", revision


def unshare(request: HttpRequest, revision: Revision) -> Outcome:
    links = PreviewLink.objects.filter(revision__in=revision.together(), pk__in=as_pks([request.POST.get("link")]))
    links.update(withdrawn_at=timezone.now())
    return "Der Link gilt nicht mehr.", revision
