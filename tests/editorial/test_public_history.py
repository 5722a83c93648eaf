"""The public history of a page: words, date and note of each change; never a draft."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.models import Revision
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import act, address, hand_in, revision_of
from tests.site.page import Page, fetch

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(publisher):
    """After two publications and a draft."""
    area = factories.funding_area(name_de="Sprache", summary_de="Deutsch lernen.", summary_fr="Apprendre.")
    form = f"{address(FundingArea, 'change', area.pk)}?sprache=fr"
    texts = {"summary_de": "Deutsch und Lesen lernen.", "summary_fr": "Apprendre et lire."}
    act(publisher, revision_of(hand_in(publisher, form, **texts)), "publish", note="Lesen ergänzt.")
    hand_in(publisher, form, summary_de="Entwurf.", _note="Noch geheim.")
    return area


def changes_of(area, prefix: str = "") -> Page:
    page = fetch(area.get_absolute_url())
    (link,) = page.all("footer .changed a")
    return fetch(prefix + link.get("href"))


def test_a_page_leads_to_its_changes_with_date_note_and_words(area):
    page = changes_of(area)

    assert page.response.status_code == 200
    assert page.texts(".changes h2 + p") == ["Lesen ergänzt.", "Erste Fassung."]
    assert page.texts(".changes ins") == ["und Lesen"]
    assert page.all(".changes time")[0].get("datetime") == str(
        timezone.localdate(Revision.objects.live().get(key=area.key).published_at)
    )


def test_no_person_and_no_draft_is_named(area):
    text = changes_of(area).all("main")[0].text_content()

    assert "publisher" not in text
    assert "Entwurf" not in text
    assert "geheim" not in text


def test_each_language_shows_its_own_words(area):
    page = changes_of(area, "/fr")

    assert page.texts(".changes ins") == ["et lire"]
    assert page.all(".changes .text")[0].get("lang") == "fr"


def test_search_engines_leave_it_out(area):
    assert changes_of(area).attribute("meta[name=robots]", "content") == "noindex"


@pytest.mark.both_databases
def test_many_changes_go_over_pages(area):
    live = Revision.objects.live().get(key=area.key)
    values = {"model": live.model, "key": live.key, "name": live.name, "content": live.content, "state": "superseded"}
    Revision.objects.bulk_create(Revision(published_at=live.published_at, note=str(n), **values) for n in range(25))

    first = changes_of(area)
    second = fetch(first.all("a[rel=next]")[0].get("href"))

    assert (len(first.all(".changes > li")), len(second.all(".changes > li"))) == (10, 10)
    assert second.all("a[rel=prev]")[0].get("href") == first.path


@pytest.mark.parametrize(
    "path", ["forderbereich/nichts/", "nichts/sprache/", "programmphase/kip-3/99/", "dokument-oder-quelle/x/"]
)
def test_what_is_not_there_is_not_found(path):
    assert Client(headers={"host": "localhost"}).get(f"/aenderungen/{path}").status_code == 404


def test_a_row_without_a_page_has_no_changes_to_show():
    figure = factories.figure(programme=factories.programme())

    assert fetch(reverse("changes", args=["kennzahl", figure.key])).response.status_code == 404
