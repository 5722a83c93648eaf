"""Renders a state with the template of its page, in a rehearsal that carries out its content and is thrown away."""

from threading import BoundedSemaphore

from django.conf import settings
from django.core.cache import cache
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, override

from core.database import rehearsal
from core.models import Edition
from core.pages.internal_request import InternalRequest, render_internally
from core.pages.metadata import Label, Page
from editorial.comparison.diff import differences, language_of
from editorial.forms.references import References
from editorial.mementos.timeline import State, Timeline
from editorial.models import Revision
from editorial.revisions.carry_out import PageRefusedError, Part
from editorial.revisions.publishing import page_address


class Everything:
    """Contains each row: what refers to a row that is gone is left out, where the form does without it."""

    def __contains__(self, row: object) -> bool:
        return True


#: Each rehearsal takes as long as ten pages or more: a process carries out so many at a time.
seats = BoundedSemaphore(max(1, settings.THREADS // 4))


class RehearsalsBusyError(Exception):
    """All seats are taken."""


def body_of(timeline: Timeline, state: State, path: str, today: str) -> bytes:
    """The page of a state. It is kept as long as the site stays as it is, because it shows the names of today's pages.

    Raises RehearsalsBusyError.
    """
    name = f"state-{hash((state.revision.pk, state.since, state.until, path, today, Edition.objects.number()))}"
    body = cache.get(name)
    if body is None:
        cache.set(name, body := rendered(timeline, state, path, today), timeout=86_400)
    return body


def rendered(timeline: Timeline, state: State, path: str, today: str) -> bytes:
    revision = Revision.objects.get(pk=state.revision.pk)

    def look() -> bytes:
        page = (
            timeline.admin.model.objects.filter(key=revision.key).first() if revision.is_live else carried_out(revision)
        )
        address = page_address(revision, page, get_language())
        return render_internally(address, shown_at=path, prepare=lambda found: adapt(found, state, today)).content

    if revision.is_live:
        return look()
    if not seats.acquire(blocking=False):
        raise RehearsalsBusyError
    try:
        return rehearsal.rehearse(look)
    except PageRefusedError:
        return in_words(timeline, revision, state, path, today)
    finally:
        seats.release()


def carried_out(revision: Revision):
    """The page, with this content and no row that it did not have. Raises PageRefusedError."""
    part = Part(revision, References())
    with override(settings.LANGUAGE_CODE):
        part.read()
        if not part.save(Everything()):
            raise PageRefusedError(part.faults)
    return part.page


def adapt(response: TemplateResponse, state: State, today: str):
    """What a page says of itself: its dates are those of the state, and search engines leave it out."""
    context = response.context_data or {}
    context["todays_page"], page = today, context["page"]
    page.changed_at, page.confirmed_on, page.is_unlisted, page.state = state.since, None, True, state


def in_words(timeline: Timeline, revision: Revision, state: State, path: str, today: str) -> bytes:
    """The texts of a state one by one, where today's form refuses them: something that they need is gone."""
    found = differences(timeline.admin, {}, revision.content)
    own = [each for each in found if language_of(each.name) in ("", get_language())]
    title = Label(revision.name, settings.LANGUAGE_CODE)
    page = Page(title=title, description=title, changed_at=state.since, languages=[get_language()])
    request = InternalRequest(reverse("home"), shown_at=path)
    response = TemplateResponse(request, "state.html", {"page": page, "texts": own})
    adapt(response, state, today)
    return response.render().content
