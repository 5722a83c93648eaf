"""The wording on a day: each state that was public has a permanent address, and a Memento client finds it (RFC 7089)."""

import datetime
import random
import re
from threading import BoundedSemaphore

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from editorial.forms.page_admin import admin_for
from editorial.mementos import rendering
from editorial.mementos.timeline import timeline_at
from editorial.mementos.views import discovery
from editorial.models import Block, Revision
from editorial.revisions import snapshots
from kip_site.sitemaps import public_paths
from pages.models import StandingPage
from programmes.models import Programme
from tests import factories
from tests.editorial.office import act, person, record
from tests.environment import ROOT
from tests.site.page import Page, fetch, visitor

pytestmark = pytest.mark.django_db

FIRST_DAY = datetime.date(2026, 3, 1)
#: Day and hour in Switzerland of each publication; two of them on one day.
PUBLISHED = [
    (FIRST_DAY, 9),
    (datetime.date(2026, 4, 10), 0),
    (datetime.date(2026, 6, 20), 8),
    (datetime.date(2026, 6, 20), 23),
    (datetime.date(2026, 9, 2), 12),
]


@pytest.fixture(autouse=True)
def no_kept_body():
    """Primary keys and editions come again in each test."""
    cache.clear()


@pytest.fixture
def area():
    """Published five times: «Wortlaut 0.» to «Wortlaut 4.»; and a draft."""
    area = factories.funding_area(slug="probe", summary_de="Wortlaut 0.", summary_fr="Teneur 0.")
    page_admin = admin_for(type(area))
    for number, (day, hour) in enumerate(PUBLISHED):
        area.summary_de, area.summary_fr = f"Wortlaut {number}.", f"Teneur {number}."
        area.save()
        revision = snapshots.snapshot_external_change(page_admin, area.key)
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, 30, 0, 700_000)))
        Revision.objects.filter(pk=revision.pk).update(published_at=moment)
    Revision.objects.create(
        model=revision.model, key=area.key, name="Probe", content={"": {"summary_de": "Entwurf."}}, base=revision
    )
    return area


def state(day, path: str = "foerderbereiche/probe/", prefix: str = "") -> Page:
    """As a browser reads it, with redirects."""
    found = visitor().get(f"{prefix}/fassung/{day}/{path}", follow=True)
    return Page(found.request["PATH_INFO"], found)


def advice(page: Page) -> str:
    """The words of an error page."""
    return page.texts(".lead")[0]


def said_on(day: datetime.date) -> int | None:
    return max((number for number, (since, _hour) in enumerate(PUBLISHED) if since <= day), default=None)


@pytest.mark.both_databases
def test_each_day_says_what_was_public_then(area):
    days = [FIRST_DAY + datetime.timedelta(days=number) for number in (-1, *random.sample(range(270), 10))]

    for day in [*days, *(day for day, _hour in PUBLISHED)]:
        shown, number = state(day), said_on(day)

        if number is None:
            assert shown.response.status_code == 404
            assert "vom 1. März 2026." in advice(shown)
        else:
            history = Revision.objects.was_public().filter(key=area.key).reverse()[number].content
            assert shown.texts(".lead") == [history[""]["summary_de"]] == [f"Wortlaut {number}."]
            assert state(day, prefix="/fr").texts(".lead") == [f"Teneur {number}."]
    assert fetch(area.get_absolute_url()).texts(".lead") == ["Wortlaut 4."]


def test_a_state_says_what_it_is(area):
    shown = state("2026-06-20-1")

    assert shown.texts("aside.preview")[0].startswith("So lautete diese Seite am 20. Juni 2026 von 8.30 bis 23.30 Uhr.")
    assert shown.all("aside.preview a")[0].get("href") == area.get_absolute_url()
    assert shown.attribute("meta[name=robots]", "content") == "noindex"
    assert shown.attribute("link[rel=canonical]", "href").endswith("/fassung/2026-06-20-1/foerderbereiche/probe/")
    assert [link.get("href") for link in shown.all(".languages a[hreflang=it]")] == [
        "/it/fassung/2026-06-20-1/foerderbereiche/probe/"
    ]
    assert "vom 20. Juni 2026 bis 2. September 2026" in state("2026-06-20").texts("aside.preview")[0]
    assert "seit dem 2. September 2026" in state("2026-09-02").texts("aside.preview")[0]


def test_a_client_finds_it_by_its_time(area):
    reader, gate = visitor(), "/fassung/foerderbereiche/probe/"
    offered = (
        f'<{gate}>; rel="timegate", </fassungen/foerderbereiche/probe/>; rel="timemap"; type="application/link-format"'
    )
    asked = http_date(datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC).timestamp())

    led = reader.get(gate, headers={"accept-datetime": asked})
    found = reader.get(led["Location"])
    timemap = reader.get("/fassungen/foerderbereiche/probe/")

    assert reader.get(area.get_absolute_url())["Link"] == offered
    assert (led.status_code, led["Vary"], led["Location"]) == (
        302,
        "accept-datetime",
        "/fassung/2026-04-10/foerderbereiche/probe/",
    )
    assert found["Memento-Datetime"] == "Thu, 09 Apr 2026 22:30:00 GMT"
    assert "immutable" in found["Cache-Control"]
    links = {relation: path for path, relation in re.findall(r'<http://[^/]+([^>]*)>; rel="([^"]+)"', found["Link"])}
    assert links == {
        "original": area.get_absolute_url(), "timegate": gate, "timemap": "/fassungen/foerderbereiche/probe/",
        "prev memento": "/fassung/2026-03-01/foerderbereiche/probe/", "memento": led["Location"],
        "next memento": "/fassung/2026-06-20-1/foerderbereiche/probe/",
    }  # fmt: skip
    assert timemap["Content-Type"] == "application/link-format"
    entries = re.findall(r'<[^>]*(/fassung/2[^>]*)>; rel="([a-z ]+)"; datetime="([^"]+)"', timemap.content.decode())
    assert [relation for _path, relation, _time in entries] == ["first memento", *["memento"] * 3, "last memento"]
    assert [reader.get(path)["Memento-Datetime"] for path, _relation, _time in entries] == [
        time for *_, time in entries
    ]
    assert "immutable" not in reader.get(entries[-1][0])["Cache-Control"]
    assert [reader.get(gate, headers={"accept-datetime": time})["Location"] for *_, time in entries] == [
        path for path, *_ in entries
    ]
    assert reader.get(gate)["Location"] == entries[-1][0]
    assert reader.get(gate, headers={"accept-datetime": "gestern"}).status_code == 400


@pytest.mark.parametrize("day", ["2026-02-30", "0000-01-01", "9999-01-01", "2026-06-20-9"])
def test_a_day_that_is_none_is_not_found(area, day):
    shown = state(day)

    assert shown.response.status_code == 404
    assert area.get_absolute_url() in [link.get("href") for link in shown.all("main a")]


def test_standing_pages_and_phases_have_states_too():
    found = [*StandingPage.objects.filter(key__in=["home", "contact"]), Programme.objects.get(slug="kip-3")]
    record(*found)

    gates = [f"/fassung{page.get_absolute_url()}" for page in found]
    assert [visitor().get(gate, follow=True).status_code for gate in gates] == [200] * 3


@pytest.mark.parametrize(
    "path", ["nichts/", "kip-3/druck/", "massnahmen/seite/2/", "daten/massnahmen.csv/", "glossar/kip/", "admin/"]
)
def test_what_is_no_page_of_a_row_has_none(path):
    assert {state("2026-06-20", path).response.status_code, visitor().get(f"/fassungen/{path}").status_code} == {404}


def test_a_deleted_page_keeps_its_states(area):
    area.delete()
    removal = snapshots.snapshot_external_change(admin_for(type(area)), area.key)
    deleted = timezone.make_aware(datetime.datetime(2026, 10, 1, 12))
    Revision.objects.filter(pk=removal.pk).update(published_at=deleted)

    before, after = state("2026-09-30"), state("2026-10-02")

    assert before.texts(".lead") == ["Wortlaut 4."]
    assert "Heute gibt es diese Seite nicht mehr." in before.texts("aside.preview")[0]
    assert (after.response.status_code, advice(after)) == (410, "Sie wurde am 1. Oktober 2026 gelöscht.")


def test_texts_stay_readable_where_the_page_cannot_be_shown(area):
    live = Revision.objects.live().get(key=area.key)
    former = live.base
    former.content[""]["slug"] = ""
    former.save()

    shown = state("2026-06-20")

    assert shown.response.status_code == 200
    assert "Wortlaut 3." in shown.texts("main p")


def test_a_blocked_state_says_why_and_its_words_are_nowhere(area):
    publisher = person("publisher", "Freigabe")
    blocked = Revision.objects.live().get(key=area.key).base

    act(publisher, blocked, "block", reason="Name einer Privatperson.")
    shown, history = state("2026-06-20"), fetch(reverse("changes", args=["forderbereich", area.key]))

    assert (shown.response.status_code, advice(shown)) == (410, "Grund: Name einer Privatperson.")
    assert "3." not in history.texts(".changes del, .changes ins")
    assert "2026-06-20/" not in visitor().get("/fassungen/foerderbereiche/probe/").content.decode()

    act(publisher, blocked, "unblock")

    assert state("2026-06-20").texts(".lead") == ["Wortlaut 3."]


def test_what_is_public_now_cannot_be_blocked_but_all_before_it(area):
    publisher = person("publisher", "Redaktion", "Freigabe")
    live = Revision.objects.live().get(key=area.key)

    act(publisher, live, "block", reason="Irrtum.")
    assert not Block.objects.exists()

    act(publisher, live.base, "block", reason="Irrtum.", with_earlier="on")
    assert Block.objects.count() == 4
    assert state("2026-09-02").response.status_code == 200


def test_the_history_leads_to_each_state(area):
    history = fetch(f"/fr{reverse('changes', args=['forderbereich', area.key])}")

    (*others, oldest) = [link.get("href") for link in history.all(".changes a")]

    assert len(others) == 4
    assert fetch(oldest).texts(".lead") == ["Teneur 0."]


def test_too_many_at_a_time_are_told_to_wait(area, monkeypatch):
    monkeypatch.setattr(rendering, "seats", BoundedSemaphore(1))

    with rendering.seats:
        crowded = state(FIRST_DAY).response
        now = state("2026-09-02").response.status_code

    assert (crowded.status_code, crowded["Retry-After"], now) == (429, "5", 200)
    assert state(FIRST_DAY).response.status_code == 200


def test_reading_a_state_changes_nothing(area):
    before = snapshots.content_now(admin_for(type(area)), area.key), Revision.objects.count()

    state(FIRST_DAY)

    assert before == (snapshots.content_now(admin_for(type(area)), area.key), Revision.objects.count())


#: Besides what the site lists: deleted rows, further parts of lists, histories, short and former addresses.
OTHER_PATHS = [
    "/massnahmen/seite/2/", "/entscheide/seite/2/", "/aenderungen/massnahme/x/", "/aenderungen/massnahme/x/2/", "/entscheide/feed/", "/aenderungen/massnahme/x/feed/",
    "/k/bcdfg/", "/glossar/x/", "/dokumente/x/", "/evaluationen/x/", "/haeufige-fragen/x/", "/druck/", "/kip-3/druck/", "/vergleich/", "/vergleich/kip-1/kip-2/", "/alt/x/y/",
    "/aktuelles/anlaesse.ics",
]  # fmt: skip


def test_exactly_the_pages_with_a_time_gate_name_it():
    """In German; the other languages differ by their prefix alone."""
    paths = [
        path for path in [*public_paths(), *OTHER_PATHS] if path.endswith("/") and not re.match("/(fr|it|en)/", path)
    ]

    assert [path for path in paths if bool(discovery(path)) != bool(timeline_at(path[1:]))] == []
    assert len(paths) > 60


@pytest.mark.parametrize("code", [200, 301, 404, 410])
def test_nginx_names_the_same(code):
    found = re.search(r"map .* \$memento_links \{\n *\"~(.*)\" '(.*)';", (ROOT / "deploy/nginx/site.conf").read_text())
    pattern, links = found[1].replace("(?<", "(?P<"), re.sub(r"\$(\w+)", r"\\g<\1>", found[2])
    for path in [*OTHER_PATHS, "/", "/kip-3/", "/massnahmen/", "/massnahmen/x/", "/seiten/x/", "/x.txt", "/kip-3"]:
        for localized in (path, f"/fr{path}"):
            said = re.match(pattern, f"{code} {localized}")

            assert (said.expand(links) if said else "") == discovery(localized, code)
