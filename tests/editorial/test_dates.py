"""Dates that are true: of one language, of facts, and not of small corrections; and the feeds of what changed."""

import pytest
from django.utils import timezone
from lxml import etree

from programmes.models import Decision, FundingArea
from tests import factories
from tests.editorial.office import act, address, hand_in, revision_of
from tests.site.page import fetch, visitor
from tests.site.test_structured_data import blocks

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LONG_AGO = "2025-05-05T12:00:00+00:00"
TODAY = str(timezone.localdate())


@pytest.fixture
def area():
    area = factories.funding_area(slug="probe", summary_fr="Une phrase.", summary_it="Una frase.")
    FundingArea.objects.filter(pk=area.pk).update(changed_at=LONG_AGO)
    return area


def publish(publisher, area, note: str, language: str = "fr", **changes):
    form = f"{address(FundingArea, 'change', area.pk)}?sprache={language}"
    small = {"small": "on"} if changes.pop("is_small", False) else {}
    act(publisher, revision_of(hand_in(publisher, form, **changes)), "publish", note=note, **small)


def said(language: str) -> set[str | None]:
    """The day of the last change as the page, its JSON-LD and the sitemap have it."""
    prefix = f"/{language}" if language != "de" else ""
    page = fetch(f"{prefix}/foerderbereiche/probe/")
    footer = page.all("footer .changed time")[0].get("datetime")
    marked = {block["dateModified"] for block in blocks(page) if "dateModified" in block}
    sitemap = visitor().get(f"/sitemap-fundingarea{prefix.replace('/', '-')}.xml").content
    path = "string(//*[local-name()='url'][*[local-name()='loc'][contains(., '/probe/')]]/*[local-name()='lastmod'])"
    return {footer, *marked, etree.fromstring(sitemap).xpath(path)[:10]}


def titles_of(path: str) -> list[str]:
    feed = etree.fromstring(visitor().get(path).content)
    return [entry.findtext("a:summary", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)]


@pytest.mark.both_databases
def test_an_edit_of_one_language_dates_that_language_alone(area, publisher):
    publish(publisher, area, "Französisch besser.", summary_fr="Une autre phrase.")

    assert {code: said(code) for code in ("de", "fr", "it")} == {
        "de": {"2025-05-05"},
        "fr": {TODAY},
        "it": {"2025-05-05"},
    }
    assert "Französisch besser." in titles_of("/fr/entscheide/feed/")
    assert "Französisch besser." not in titles_of("/entscheide/feed/")

    publish(publisher, area, "Deutsch besser.", summary_de="Ein anderer Satz.")

    assert {code: said(code) for code in ("de", "fr", "it")} == {"de": {TODAY}, "fr": {TODAY}, "it": {"2025-05-05"}}


def test_what_has_no_language_dates_all_of_them(area, publisher):
    publish(publisher, area, "Weiter vorn.", position="3")

    assert said("de") == said("it") == {TODAY}


def test_a_small_correction_dates_nothing_and_is_in_no_feed(area, publisher):
    publish(publisher, area, "Ein Komma.", summary_de="Ein, Satz.", is_small=True)

    page = fetch("/foerderbereiche/probe/")
    history = fetch(page.all("footer .changed a")[0].get("href"))

    assert said("de") == {"2025-05-05"}
    assert page.texts(".lead") == ["Ein, Satz."]
    assert "Kleine Korrektur" in history.texts(".changes h2")[0]
    assert "Ein Komma." not in titles_of("/entscheide/feed/") + titles_of(
        history.attribute("link[rel=alternate]", "href")
    )


def test_each_history_has_a_feed_that_leads_to_the_states(area, publisher):
    publish(publisher, area, "Satz ersetzt.", summary_de="Ein anderer Satz.")
    history = fetch(fetch("/fr/foerderbereiche/probe/").all("footer .changed a")[0].get("href"))

    german = visitor().get(history.attribute("link[rel=alternate]", "href").removeprefix("/fr"))
    feed = etree.fromstring(german.content)

    assert [entry.findtext("a:summary", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)] == [
        "Satz ersetzt.",
        "Erste Fassung.",
    ]
    link = feed.find("a:entry/a:link", ATOM).get("href")
    assert fetch(link.partition("localhost:8000")[2]).texts(".lead") == ["Ein anderer Satz."]
    assert titles_of(history.attribute("link[rel=alternate]", "href")) == ["Erste Fassung."]


def test_a_first_start_dates_rows_by_their_facts_or_not_at_all():
    decision = Decision.objects.filter(date__lt=timezone.localdate()).order_by("date").last()

    assert timezone.localdate(decision.last_changed()) == decision.date
    assert FundingArea.objects.first().last_changed() is None
    assert TODAY not in visitor().get("/sitemap-decision.xml").content.decode()
    assert b"lastmod" not in visitor().get("/sitemap-measure.xml").content
