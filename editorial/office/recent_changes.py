"""The latest changes of all pages, for everybody in the office: by person, page and time."""

import datetime
from contextlib import suppress

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.permissions import ANY_RIGHT, can_view, require_right
from core.admin_page import admin_page
from core.database.primary_keys import as_pk
from core.text.normalization import bounded_line
from editorial.forms.page_admin import kind_names
from editorial.models import Revision
from editorial.models.revision import full_name

CHANGES_AT_ONCE = 50
TITLE = "Letzte Änderungen"


def recent_changes(request: HttpRequest) -> TemplateResponse:
    require_right(request, *ANY_RIGHT, "auth.change_user")
    asked = {"q": bounded_line(request.GET.get("q", "")), "person": request.GET.get("person", "")}
    asked["seit"] = request.GET.get("seit", "")
    part = Paginator(changes(**asked), CHANGES_AT_ONCE).get_page(request.GET.get("seite"))
    kinds = kind_names()
    values = {
        "part": part,
        "changes": [(each, kinds.get(each.model, each.model)) for each in part],
        "asked": asked,
        "people": people(),
        "others": urlencode(asked),
        "may_open": can_view(request),
    }
    return admin_page(request, "recent_changes.html", TITLE, **values)


def changes(q: str, person: str, seit: str):
    """What people wrote or published, newest first, narrowed to a name, a person and a first day."""
    found = Revision.objects.exclude(author=None, published_by=None).newest_first().without_content()
    if q:
        names = Revision.objects.order_by().values_list("name", flat=True).distinct()
        found = found.filter(name__in=[name for name in names if q.casefold() in name.casefold()])
    if pk := as_pk(person):
        found = found.filter(Q(author=pk) | Q(published_by=pk))
    with suppress(ValueError):
        start = timezone.make_aware(datetime.datetime.combine(datetime.date.fromisoformat(seit), datetime.time.min))
        found = found.annotate(at=Coalesce("published_at", "created_at")).filter(at__gte=start)
    return found


def people() -> list[tuple[str, str]]:
    """Everybody who wrote or published something, by name."""
    pairs = Revision.objects.order_by().values_list("author", "published_by").distinct()
    pks = {pk for pair in pairs for pk in pair if pk}
    return sorted(
        ((str(user.pk), full_name(user)) for user in User.objects.filter(pk__in=pks)), key=lambda each: each[1]
    )
