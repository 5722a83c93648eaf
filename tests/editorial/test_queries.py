"""How many queries the acts on the largest draft take: KIP 3, with its areas, figures and sources."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import Revision
from programmes.models import Programme
from tests.editorial.office import act, address, hand_in, person

pytestmark = pytest.mark.django_db

#: Queries of an act, without savepoints.
MOST = {"form without a draft": 25, "save": 74, "revision": 15, "form": 30, "preview": 45, "publish": 45}


def measured(act) -> tuple[int, float]:
    begun = time.process_time()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = act()
    assert answer.status_code in (200, 302)
    counted = [each for each in queries.captured_queries if "SAVEPOINT" not in each["sql"]]
    return len(counted), time.process_time() - begun


@pytest.mark.slow
def test_acts_on_the_largest_draft_take_few_queries():
    office = person("office", "Redaktion", "Freigabe")
    page = address(Programme, "change", Programme.objects.get(key="kip-3").pk)
    hand_in(office, page, summary_de="Ein anderer Satz.")
    acts = {
        "form without a draft": lambda: office.get(f"{page}?fassung=0"),
        "save": lambda: hand_in(office, page, summary_de="Noch ein anderer Satz."),
        "revision": lambda: office.get(f"/admin/fassungen/{Revision.objects.open().get().pk}/"),
        "form": lambda: office.get(page),
        "preview": lambda: office.get(f"/admin/fassungen/{Revision.objects.open().get().pk}/vorschau/de/"),
        "publish": lambda: act(office, Revision.objects.open().get(), "publish"),
    }

    found = {name: measured(each) for name, each in acts.items()}

    print(*(f"{name}: {queries} queries, {seconds:.2f} s" for name, (queries, seconds) in found.items()), sep="\n")
    assert {name: queries for name, (queries, _seconds) in found.items() if queries > MOST[name]} == {}
