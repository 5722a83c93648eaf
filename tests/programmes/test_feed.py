"""The feed is valid Atom (RFC 4287): required elements, stable ids, robust against any text."""

import datetime
import re

import pytest
from django.conf import settings
from lxml import etree

from editorial.forms.page_admin import admin_for
from editorial.models import Revision
from editorial.revisions import snapshots
from programmes.models import Decision, Measure
from tests import factories
from tests.editorial.office import act, address, hand_in, person, revision_of
from tests.site.page import Page, visitor

pytestmark = pytest.mark.django_db

A = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
LANGUAGES = {"de": "", "fr": "/fr", "it": "/it", "en": "/en"}


def feed(prefix: str = "") -> etree._Element:
    response = visitor().get(f"{prefix}/entscheide/feed/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def one(element, path: str) -> str:
    (found,) = element.xpath(path, namespaces=A)
    return found if isinstance(found, str) else found.text


def entries(prefix: str = "") -> list[etree._Element]:
    return feed(prefix).findall("a:entry", A)


def titled(title: str, prefix: str = "") -> etree._Element:
    return next(each for each in entries(prefix) if each.findtext("a:title", namespaces=A) == title)


@pytest.fixture
def change():
    """A measure whose summary was changed by an editor, with a word on it."""
    publisher = person("publisher", "Redaktion", "Freigabe")
    row = factories.measure(name_de="Kurs")
    revision = revision_of(hand_in(publisher, address(Measure, "change", row.pk), summary_de="Neu."))
    act(publisher, revision, "publish", note="Der Satz ist neu.")
    return row


@pytest.mark.parametrize("language", ["de", "fr"])
def test_it_has_what_the_standard_demands(change, language):
    root = feed(LANGUAGES[language])
    address = f"{settings.SITE_URL}{LANGUAGES[language]}/entscheide/"
    found = root.findall("a:entry", A)

    assert root.get(LANG) == language
    assert one(root, "a:title")
    assert one(root, "a:author/a:name")
    assert one(root, "a:link[@rel='self']/@href") == f"{address}feed/"
    assert one(root, "a:link[@rel='alternate']/@href") == address
    assert len(found) == Decision.objects.count() + 1
    for each in [root, *found]:
        assert one(each, "a:id").startswith("tag:baselland.ch,2026:")
        assert RFC_3339.fullmatch(one(each, "a:updated"))
    for each in found:
        assert one(each, "a:title")
        assert one(each, "a:summary")
        assert one(each, "a:link[@rel='alternate']/@href").startswith(settings.SITE_URL + LANGUAGES[language])


def test_no_id_stands_twice_in_any_language(change):
    ids = [one(each, "a:id") for prefix in LANGUAGES.values() for each in entries(prefix)]

    assert len(ids) == len(set(ids)) > 20


def test_an_id_stays_when_everything_else_changes():
    before = one(titled("Landrat bewilligt Ausgabe für KIP 3"), "a:id")
    Decision.objects.filter(key="kip-3-landrat").update(title_de="Anders", slug="anders", date="2023-06-09")

    assert one(titled("Anders"), "a:id") == before


def test_the_feed_is_in_the_order_of_what_it_tells_and_as_new_as_the_last_change():
    Decision.objects.filter(key="kip-2bis-landrat").update(changed_at="2150-01-02T12:00Z", changed_in={})

    root = feed()

    published = root.xpath("a:entry/a:published/text()", namespaces=A)
    assert published == sorted(published, reverse=True)
    assert published[0][:10] == str(Decision.objects.in_order()[0].date)
    assert one(root, "a:updated") == "2150-01-02T12:00:00+00:00"


def test_a_published_change_leads_to_its_words(change):
    found = titled("Kurs")

    assert one(found, "a:summary") == "Der Satz ist neu."
    path = one(found, "a:link/@href").removeprefix(settings.SITE_URL)
    assert Page(path, visitor().get(path)).texts(".changes ins") == ["Neu"]


@pytest.mark.both_databases
def test_drafts_first_revisions_and_deleted_pages_are_left_out(change):
    publisher = person("another", "Redaktion", "Freigabe")
    hand_in(publisher, address(Measure, "change", change.pk), summary_de="Geheim.", _note="Noch nicht.")
    assert "Noch nicht" not in etree.tostring(feed(), encoding="unicode")
    assert "Erste Fassung" not in etree.tostring(feed(), encoding="unicode")

    change.delete()
    snapshots.snapshot_external_change(admin_for(Measure), change.key)

    assert len(entries()) == Decision.objects.count()


def test_what_fell_back_says_its_language():
    decision = Decision.objects.get(key="kip-3-landrat")
    for summary_fr, language in [(None, "de"), ("Une phrase.", None)]:
        Decision.objects.filter(pk=decision.pk).update(title_fr="Oui", summary_fr=summary_fr)
        titles = {each.findtext("a:title", namespaces=A): each.get(LANG) for each in entries("/fr")}
        assert titles["Oui" if summary_fr else decision.title_de] == language


def test_control_characters_never_break_it(change):
    everything = "".join(chr(number) for number in [*range(1, 32), 0x7F, 0x85, 0xFFFE, 0xFFFF]) + "<b>&amp;]]>"
    factories.decision(title_de=everything, summary_de=everything)
    Revision.objects.update(note=everything, name=everything)

    assert len(entries()) == Decision.objects.count() + 1


@pytest.mark.parametrize(
    "date", ["2023-06-08", "2022-01-01", "2022-12-31", "2024-02-29", "2024-03-31", "2024-10-27"]
)  # the last two: the clocks change
def test_a_decision_has_its_day_wherever_in_europe_it_is_read(date):
    Decision.objects.filter(key="kip-3-landrat").update(date=date)
    published = datetime.datetime.fromisoformat(one(titled("Landrat bewilligt Ausgabe für KIP 3"), "a:published"))

    days = {
        hours: published.astimezone(datetime.timezone(datetime.timedelta(hours=hours))).date() for hours in range(-1, 4)
    }

    assert {hours: str(day) for hours, day in days.items()} == dict.fromkeys(range(-1, 4), date)


@pytest.mark.parametrize("path", ["/", "/fr/entscheide/"])
def test_pages_lead_to_it(path):
    page = Page(path, visitor().get(path))
    prefix = "/fr" if path.startswith("/fr") else ""

    assert page.attribute("link[type='application/atom+xml']", "href") == f"{prefix}/entscheide/feed/"


def test_a_full_feed_asks_the_database_little(django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        feed()
