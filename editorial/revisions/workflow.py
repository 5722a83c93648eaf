"""The workflow: one table says which action is possible in which state and for whom; page and server both use it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.login.sessions import signed_in
from accounts.permissions import ANY_RIGHT, PUBLISH, TRANSLATE, WRITE, has_right
from editorial.forms.form_content import PublishError
from editorial.models import Revision
from editorial.revisions import actions, four_eyes
from editorial.revisions.actions import Outcome, can_write
from editorial.revisions.releases import WRITTEN_STATES

State = Revision.State


@dataclass(frozen=True)
class Action:
    name: str
    label: str
    states: tuple[str, ...]
    rights: tuple[str, ...]
    perform: Callable[[HttpRequest, Revision], Outcome]
    is_for_author: bool = False  # the author may do it without the right
    is_writing: bool = False  # requires the right to write every language that the revision changes
    is_for_release: bool = False  # concerns all revisions that are published together
    makes_public: bool = False  # requires other eyes than those of the writers, where the office has set it

    def is_permitted(self, request: HttpRequest, revision: Revision) -> bool:
        concerned = revision.together() if self.is_for_release else [revision]
        return all(self.is_permitted_for(request, each) for each in concerned)

    def is_permitted_for(self, request: HttpRequest, revision: Revision) -> bool:
        if self.is_for_author and is_own(request, revision) and can_write(request, revision):
            return True
        return has_right(request, *self.rights) and not (self.is_writing and not can_write(request, revision))

    def is_possible(self, request: HttpRequest, revision: Revision) -> bool:
        if self.makes_public and four_eyes.reason(signed_in(request), revision):
            return False
        return revision.state in self.states and self.is_permitted(request, revision)

    def require(self, request: HttpRequest, revision: Revision):
        """Raises PermissionDenied, and PublishError if somebody has changed the state meanwhile."""
        if not self.is_permitted(request, revision):
            raise PermissionDenied
        if revision.state not in self.states:
            raise PublishError(f"Das geht nicht mehr: Diese Fassung ist {revision.get_state_display()}.")
        if self.makes_public:
            four_eyes.require(signed_in(request), revision)


def is_own(request: HttpRequest, revision: Revision) -> bool:
    return revision.author_id == request.user.pk and revision.state != State.SCHEDULED


def possible_actions(request: HttpRequest, revision: Revision) -> dict[str, Action]:
    return {name: action for name, action in ACTIONS.items() if action.is_possible(request, revision)}


def offered(
    request: HttpRequest, possible: dict[str, Action], *, has_faults: bool, is_disputed: bool
) -> dict[str, Action]:
    """Without those that the faults of a revision would refuse; who only translates may submit in spite of them."""
    refused = {"publish", "schedule"} if has_faults or is_disputed else set()
    if has_faults and has_right(request, WRITE):
        refused.add("submit")
    return {name: action for name, action in possible.items() if name not in refused}


CLOSED_STATES = (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)
ACTIONS = {
    action.name: action
    for action in [
        Action(
            "submit",
            "Zur Freigabe geben",
            (State.DRAFT,),
            (WRITE, TRANSLATE),
            actions.submit,
            is_writing=True,
            is_for_release=True,
        ),
        Action("publish", "Jetzt veröffentlichen", Revision.OPEN, (PUBLISH,), actions.publish, makes_public=True),
        Action("schedule", "Planen", Revision.OPEN, (PUBLISH,), actions.schedule, makes_public=True),
        Action("unschedule", "Termin streichen", (State.SCHEDULED,), (PUBLISH,), actions.unschedule),
        Action("give_back", "Zurückgeben", (State.SUBMITTED,), (PUBLISH,), actions.give_back, is_for_release=True),
        Action("take_over", "Übernehmen", WRITTEN_STATES, (WRITE, TRANSLATE), actions.take_over, is_writing=True),
        Action("join", "In die Mappe legen", WRITTEN_STATES, (WRITE, TRANSLATE), actions.join, is_writing=True),
        Action("leave", "Aus der Mappe nehmen", WRITTEN_STATES, (WRITE, TRANSLATE), actions.leave, is_writing=True),
        Action("undo", "Alles rückgängig machen", (State.PUBLISHED, State.SUPERSEDED), (WRITE,), actions.undo),
        Action(
            "withdraw",
            "Zurückziehen",
            Revision.OPEN,
            (PUBLISH,),
            actions.withdraw,
            is_for_author=True,
            is_for_release=True,
        ),
        Action(
            "reopen", "Mappe wieder aufnehmen", (State.WITHDRAWN,), (WRITE, TRANSLATE), actions.reopen, is_writing=True
        ),
        Action("block", "Sperren", (State.PUBLISHED, State.SUPERSEDED), (PUBLISH,), actions.block),
        Action("unblock", "Sperre aufheben", (State.SUPERSEDED,), (PUBLISH,), actions.unblock),
        Action("restore", "Wiederherstellen", CLOSED_STATES, (WRITE, TRANSLATE), actions.restore),
        Action("share", "Link erstellen", Revision.OPEN, ANY_RIGHT, actions.share),
        Action("unshare", "Link zurückziehen", tuple(State), ANY_RIGHT, actions.unshare),
    ]
}
