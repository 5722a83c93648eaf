"""What somebody needs who wants to come, call or write: shown where it is filled in, written as the Swiss do, as links."""

import pytest
from django.core.exceptions import ValidationError

from programmes.models import Measure, Task
from tests import factories
from tests.site.page import fetch

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [factories.measure, factories.partner])
def test_facts_are_shown_as_links_before_the_rest(make):
    row = make(
        phone="061 552 66 53", email="rat@example.org", cost_de="Kostet nichts.", description_de="<p>Der Rest.</p>"
    )

    page = fetch(row.get_absolute_url())

    links = [link.get("href") for link in page.all(".glance a")]
    assert links == ["tel:+41615526653", "mailto:rat@example.org"]
    assert "Kostet nichts." in page.texts(".glance dd")
    assert not page.all(".glance ~ .prose, .prose .glance")


def test_a_number_is_stored_as_it_is_written_and_a_wrong_one_refused():
    measure = Measure(name_de="Kurs", summary_de="Ein Kurs.", slug="kurs", phone="+41615526653")

    measure.full_clean()

    assert measure.phone == "061 552 66 53"
    with pytest.raises(ValidationError, match="Telefonnummer"):
        Measure(name_de="Kurs", summary_de="Ein Kurs.", slug="kurs", phone="061 55").full_clean()


def test_a_measure_without_a_way_to_reach_anybody_leads_to_the_office():
    measure = factories.measure()
    asked = fetch(measure.get_absolute_url()).all(".glance a")
    measure.providers.add(factories.partner(phone="061 552 66 53"))

    told = fetch(measure.get_absolute_url()).all(".glance a")

    assert [link.get("href") for link in asked] == ["/kontakt/"]
    assert [link.get("href") for link in told][1:] == ["tel:+41615526653"]


def test_the_home_page_begins_with_tasks_each_a_click_from_its_answer():
    page = fetch("/")

    links = [link.get("href") for link in page.all(".tasks a")]
    assert links == [task.leads_to for task in Task.objects.in_order()]
    assert len(links) == 8
    assert all(drawing.get("aria-hidden") == "true" for drawing in page.all(".tasks svg"))


def test_a_task_leads_to_one_page():
    for where in ({}, {"website": "https://example.org", "measure": factories.measure()}):
        with pytest.raises(ValidationError, match="genau einer Seite"):
            Task(name_de="Etwas tun", **where).full_clean()
