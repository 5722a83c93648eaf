"""A draft may hold any value that a form can send: its own pages open all the same, and so do those that look through all drafts."""

from itertools import cycle

import pytest
from django.urls import reverse

from editorial.forms.form_content import PAGE_PLACE, Content, PageForm
from editorial.forms.page_admin import PageAdmin, page_admins
from editorial.forms.references import References, system_request
from editorial.models import Revision
from programmes.models import PartnerOrganisation
from tests import factories
from tests.editorial.office import address, logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.check(66), pytest.mark.slow]

#: No number that Python reads, no primary key, no day or time, no address, no text that anybody can see.
ODD = [
    "9" * 5000,
    "abc",
    "2023-02-29",
    "25:61",
    "https://[",
    "\u202e\u200d",
    '<p><a href="https://[">Das Angebot im Kanton</a></p>',
]


def odd_content(page_admin: PageAdmin, values) -> Content:
    """Of the page and of one row of each kind."""
    form = PageForm(page_admin, system_request(References()), None)
    places = {f"{prefix} zeile" if prefix else PAGE_PLACE: fields for prefix, fields in form.fields.items()}
    return {place: {name: next(values) for name in fields} for place, fields in places.items()}


def test_every_page_about_a_draft_opens():
    chief, partner, statuses, values = logged_in(is_superuser=True), factories.partner(), {}, cycle(ODD)
    for page_admin in page_admins():
        kind, content = page_admin.opts.label_lower, odd_content(page_admin, values)
        draft = Revision.objects.create(model=kind, key="probe", name="Probe", content=content)
        for path in (
            reverse("admin:revision", args=[draft.pk]),
            f"{address(page_admin.model, 'add')}?fassung={draft.pk}",
        ):
            statuses[path] = chief.get(path).status_code
    for page in ("occurrences", "delete"):
        statuses[page] = chief.get(address(PartnerOrganisation, page, partner.pk)).status_code

    assert {path: status for path, status in statuses.items() if status not in (200, 403)} == {}
    assert len(statuses) > 30
