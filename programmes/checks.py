"""Deployment checks (`manage.py check --deploy`)."""

from django.core.checks import Warning, register
from django.db import DatabaseError

from .models import OrganisationalUnit

NO_CONTACT = Warning(
    "The office has entered neither a phone number nor a mail address: the site says only where it is.",
    hint="Enter them at /admin/ under «Organisation und Kontakt», at the last unit, and untick «Beispieldaten».",
    id="programmes.W001",
)


@register(deploy=True)
def the_office_can_be_reached(app_configs, **options) -> list[Warning]:
    try:
        office = OrganisationalUnit.objects.in_order().last()
    except DatabaseError:  # before `manage.py prepare`
        return []
    return [NO_CONTACT] if office and not (office.shown_phone or office.shown_email) else []
