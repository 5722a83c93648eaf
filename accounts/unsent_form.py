"""Keeps what somebody has typed into a form and not sent, for when the browser or the session ends.

A script sends the fields of the form every minute. They are kept for the person and the form, and never
carried out by themselves: the person sends them like the form itself, or discards them. Others see only that somebody is
writing.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.login.lost_form import MAX_FORM_SIZE, sent_values, size_of
from accounts.login.sessions import signed_in
from accounts.models import UnsentForm
from accounts.permissions import TRANSLATE, WRITE, require_right
from core.text.normalization import one_line

KEPT_FOR, MAX_FORMS = timedelta(days=7), 20  # of one person
JUST_NOW = timedelta(minutes=5)
#: Fields of the script beside those of the form: its address, and the query of it.
ADDRESS_FIELD, QUERY_FIELD = "_form", "_query"
#: What is not kept: those, and the buttons, so that nothing but a draft can become of it.
NO_CONTENT = {ADDRESS_FIELD, QUERY_FIELD, "csrfmiddlewaretoken", "_popup", "_confirm", "_check", "_enter"}
TAKE, DISCARD = "_take_unsent", "_discard_unsent"


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Raises BadRequest for what is no form of a page, or is too long."""
    require_right(request, WRITE, TRANSLATE)
    address, query = (one_line(request.POST.get(name, "")) for name in (ADDRESS_FIELD, QUERY_FIELD))
    values = [(storable(name), storable(value)) for name, value in sent_values(request) if name not in NO_CONTENT]
    if not is_form(address) or len(query) > 200 or not values or size_of(values) > MAX_FORM_SIZE:
        raise BadRequest
    person = signed_in(request)
    content = {"values": values, "query": query, "saved_at": timezone.now()}
    UnsentForm.objects.update_or_create(person=person, address=address, defaults=content)
    remove_old(person)
    return HttpResponse(status=204)


def storable(text: str) -> str:
    """Without the one character that PostgreSQL refuses."""
    return text.replace("\0", "")


def is_form(address: str) -> bool:
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return False
    is_named = (found.url_name or "").endswith(("_add", "_change"))
    return is_named and address.startswith(reverse("admin:index")) and len(address) <= 200


def remove_old(person: User):
    UnsentForm.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR).delete()
    newest = UnsentForm.objects.filter(person=person).order_by("-saved_at").values_list("pk", flat=True)
    UnsentForm.objects.filter(pk__in=list(newest[MAX_FORMS:])).delete()


def found(request: HttpRequest, address: str) -> UnsentForm | None:
    """What the person has typed into the form at this address and not sent."""
    kept = UnsentForm.objects.filter(person=signed_in(request), address=address)
    return kept.filter(saved_at__gte=timezone.now() - KEPT_FOR).first()


def others_writing(request: HttpRequest, address: str) -> list[User]:
    """Who else has just typed something into the form at this address. Who begins a page is alone: each is another one."""
    kept = UnsentForm.objects.filter(address=address, saved_at__gte=timezone.now() - JUST_NOW)
    others = kept.exclude(address__endswith="/add/").exclude(person=signed_in(request))
    return [each.person for each in others.select_related("person")]


def discard(request: HttpRequest, address: str):
    UnsentForm.objects.filter(person=signed_in(request), address=address).delete()


def as_sent(kept: UnsentForm) -> QueryDict:
    """The fields as the browser would have sent them to save a draft."""
    data = QueryDict(mutable=True)
    for name, value in kept.values:
        data.appendlist(name, value)
    data["_draft_only"] = "1"
    return data
