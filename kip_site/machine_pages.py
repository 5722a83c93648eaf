"""Pages for machines: health checks, robots.txt, security.txt."""

import datetime

from django.conf import settings
from django.contrib import admin
from django.db import DatabaseError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.edition_clock import clock
from operations import health
from programmes.models import OrganisationalUnit


def text_response(*lines: str) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def live(request):
    """Liveness check, for a supervisor that restarts processes."""
    return text_response("live")


def ready(request):
    """Readiness check, for alerts: 200 or 503. Pages are served in either case.

    Only staff see the reasons, and only while the database can say who they are; the metrics always name them.
    """
    said = health.reasons()
    if not said:
        return text_response("ready")
    reasons = [f"{name}: {words}" for name, words in said.items()] if is_staff(request) else []
    response = text_response("not ready", *reasons)
    response.status_code = 503
    return response


def is_staff(request) -> bool:
    try:
        return not clock.is_silent and admin.site.has_permission(request)
    except DatabaseError:  # lost just now
        return False


def robots(request):
    return text_response("User-agent: *", "Disallow: /admin/", "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}")


def security(request):
    """RFC 9116: how to report a vulnerability. Expires on the first of this month in the coming year."""
    today = timezone.localdate()
    expires = datetime.datetime(today.year + 1, today.month, 1, tzinfo=datetime.UTC)
    office = OrganisationalUnit.objects.in_order().last()
    mail = office.shown_email if office else ""
    contact = f"mailto:{mail}" if mail else f"{settings.SITE_URL}{reverse('contact')}"
    return text_response(
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, fr, it, en",
        f"Canonical: {settings.SITE_URL}{reverse('security')}",
    )
