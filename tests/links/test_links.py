"""The link checker: extraction, polite requests, broken only when certain, and the list for the office."""

import datetime
import shutil
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from core.models import Entry
from editorial.forms.page_admin import page_admins
from links import extraction
from links.check import check_all, interleaved_by_host
from links.external import INVALID_ADDRESS, PRIVATE_NETWORK, ExternalChecker, is_public
from links.internal import InternalChecker, own_path
from links.models import Link
from links.status import WORKS, Kind, LinkStatus
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer as Page
from tests.editorial.office import address, hand_in, person

GONE, DOUBTFUL = LinkStatus(Kind.GONE, "Weg."), LinkStatus(Kind.DOUBTFUL, "Vielleicht.")


# -- other sites


class Site(BaseHTTPRequestHandler):
    """Answers a status that the path names; /to?… leads there; /slow takes its time."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Host"], self.headers["User-Agent"]))
        _, name, rest = self.path.split("/", 2) if self.path.count("/") > 1 else ("", self.path.strip("/"), "")
        if name == "drop":
            return self.connection.close()
        status = 302 if name == "to" else int(name or 200)
        self.send_response_only(status)
        if name == "to":
            self.send_header("Location", rest)
        self.end_headers()
        return None

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.asked = []
        server.origin = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


class Clock:
    """Time that passes when somebody waits."""

    def __init__(self):
        self.seconds, self.waits = 0.0, []

    def now(self):
        return self.seconds

    def wait(self, seconds):
        self.waits.append(seconds)
        self.seconds += seconds


@pytest.fixture
def others():
    clock = Clock()
    sites = ExternalChecker(lambda address: address == "127.0.0.1", clock.wait, clock.now)
    sites.clock = clock
    return sites


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/200/", Kind.WORKS),
        ("/204/", Kind.WORKS),
        ("/404/", Kind.GONE),
        ("/410/", Kind.GONE),
        ("/403/", Kind.CLOSED),
        ("/429/", Kind.CLOSED),
        ("/500/", Kind.DOUBTFUL),
        ("/drop/", Kind.DOUBTFUL),
        ("/to//200/", Kind.WORKS),
        ("/to//404/", Kind.GONE),
        ("/200/mit Leerschlag ü?q=ä", Kind.WORKS),
    ],
)
def test_each_answer_has_its_meaning(site, others, path, kind):
    assert others.check(site.origin + path).kind is kind


def test_the_server_hears_who_asks(site, others, settings):
    others.check(f"{site.origin}/200/")

    ((_path, host, agent),) = site.asked
    assert host == site.origin.removeprefix("http://")
    assert settings.SITE_URL in agent


def test_redirects_without_end_are_left(site, others):
    answer = others.check(f"{site.origin}/to//to//to//to//to//to//to//to//200/")

    assert answer.kind is Kind.DOUBTFUL
    assert len(site.asked) == 6


def test_one_host_is_asked_once_a_second(site, others):
    for _time in range(3):
        others.check(f"{site.origin}/to//200/")

    assert len(site.asked) == 6
    assert others.clock.seconds == pytest.approx(5)


def test_nobody_answers(others):
    assert others.check("http://127.0.0.1:1/").kind is Kind.DOUBTFUL
    assert others.check("https://127.0.0.1:1/").kind is Kind.DOUBTFUL


def test_a_server_that_never_ends_its_answer_is_left(monkeypatch, site, others):
    monkeypatch.setattr("links.external.TOTAL_TIMEOUT", 0.05)
    monkeypatch.setattr(Site, "do_GET", lambda handler: handler.server.released.wait(300))
    site.released = threading.Event()

    answer = others.check(f"{site.origin}/200/")
    site.released.set()

    assert answer == LinkStatus(Kind.DOUBTFUL, "Der Server antwortet nicht.")


@pytest.mark.check(26)
@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3",
    "224.0.0.1", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "fec0::1", "::7f00:1", "::ffff:0:7f00:1", "192.88.99.1"])  # fmt: skip
def test_addresses_inside_a_network_are_not_public(address):
    assert not is_public(address)


def resolving(monkeypatch, *answers: list[str]):
    """A name server that answers one after the other, and the last for ever."""
    left, real = list(answers), socket.getaddrinfo

    def getaddrinfo(host, port, *others, **more):
        if host[0].isdigit():
            return real(host, port, *others, **more)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr("links.external.socket.getaddrinfo", getaddrinfo)


@pytest.mark.check(26)
def test_a_host_with_one_address_inside_a_network_is_not_asked(monkeypatch):
    resolving(monkeypatch, ["8.8.8.8", "10.0.0.1"])

    assert ExternalChecker().check("http://example.org/") == PRIVATE_NETWORK


@pytest.mark.check(26)
def test_the_address_that_was_looked_at_is_connected_to_under_the_name_of_the_host(monkeypatch, site, others):
    """A name that means something else the next moment leads nowhere."""
    resolving(monkeypatch, ["127.0.0.1"], ["127.0.0.9"])

    assert others.check(f"http://example.org:{site.server_port}/200/") == WORKS
    assert site.asked[0][1] == f"example.org:{site.server_port}"


def test_a_host_with_several_addresses_is_asked_at_the_next_when_one_is_silent(monkeypatch, site):
    resolving(monkeypatch, ["127.0.0.9", "127.0.0.1"])

    assert ExternalChecker(permits=lambda _address: True).check(f"http://example.org:{site.server_port}/200/") == WORKS


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(socket.EAI_NONAME, Kind.DOUBTFUL), (socket.EAI_AGAIN, Kind.UNASKED), (socket.EAI_FAIL, Kind.UNASKED)],
)
def test_without_a_name_server_nothing_is_said_about_the_link(monkeypatch, fault, kind):
    def getaddrinfo(*_, **__):
        raise socket.gaierror(fault, "")

    monkeypatch.setattr("links.external.socket.getaddrinfo", getaddrinfo)

    assert ExternalChecker().check("http://example.org/").kind is kind


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")
def test_a_certificate_that_nobody_vouches_for_does_not_count(monkeypatch, tmp_path, others):
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    subprocess.run(  # noqa: S603
        [shutil.which("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "1",
         "-subj", "/CN=example.org", "-addext", "subjectAltName=DNS:example.org"], check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    resolving(monkeypatch, ["127.0.0.1"])
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.asked = []
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        answer = others.check(f"https://example.org:{server.server_port}/200/")
        server.shutdown()

    assert answer == LinkStatus(Kind.DOUBTFUL, "Das Zertifikat des Servers gilt nicht.")
    assert not server.asked


def test_a_redirect_that_is_no_address_ends_there(site, others):
    assert others.check(f"{site.origin}/to/http://[::1") == INVALID_ADDRESS


@pytest.mark.parametrize("address", ["8.8.8.8", "193.5.216.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are(address):
    assert is_public(address)


@pytest.mark.check(26)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_our_own_network_is_never_asked(site, host):
    assert ExternalChecker().check(f"http://{host}:{site.server_port}/200/") == PRIVATE_NETWORK
    assert not site.asked


@pytest.mark.check(26)
def test_nor_after_a_redirect(site, others):
    assert others.check(f"{site.origin}/to/http://127.0.0.2:{site.server_port}/200/") == PRIVATE_NETWORK
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/",
        "http://",
        "https://user:word@example.org/",
        "http://[::1",
        "http://a:99999/",
        "/to/x",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_of_the_web_is_not_followed(address):
    assert ExternalChecker().check(address) == INVALID_ADDRESS


def test_a_redirect_to_a_file_of_this_machine_is_not_followed(site, others):
    assert others.check(f"{site.origin}/to/file:///etc/passwd") == INVALID_ADDRESS


def test_hosts_take_turns():
    links = [Link(address=f"https://{host}/{number}") for host in "abc" for number in range(2)]

    assert [link.address[8:] for link in interleaved_by_host(links)] == ["a/0", "b/0", "c/0", "a/1", "b/1", "c/1"]


# -- own pages


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", Kind.WORKS),
        ("/kip-3/", Kind.WORKS),
        ("/fr/kip-3/", Kind.WORKS),
        ("/kip-3/?von=oben", Kind.WORKS),
        ("/glossar/#regelstrukturen", Kind.WORKS),
        ("/glossar/regelstrukturen/", Kind.WORKS),
        ("/robots.txt", Kind.WORKS),
        ("/kip-3", Kind.WORKS),
        ("/kip%2D3/", Kind.WORKS),
        ("/suche/", Kind.WORKS),
        ("/fr/suche/?q=kip", Kind.WORKS),
        ("/admin/", Kind.GONE),
        ("/admin/jsi18n/", Kind.GONE),
        ("/#admin", Kind.GONE),
        ("/#kip-3", Kind.GONE),
        ("/kip-9/", Kind.GONE),
        ("/glossar/#gibt-es-nicht", Kind.GONE),
        ("/nirgends", Kind.GONE),
        ("/dateien/keine.pdf", Kind.GONE),
    ],
)
def test_own_pages_are_checked_to_the_place_on_them(path, kind):
    assert InternalChecker().check(path).kind is kind


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/kip-3/", "/kip-3/"),
        ("#ziele", "/kip-3/#ziele"),
        ("http://localhost:8000/kip-1/", "/kip-1/"),
        ("HTTP://LOCALHOST:8000", "/"),
        ("http://localhost:8000#x", "/#x"),
        ("https://example.org/", None),
        ("http://localhost:8001/", None),
        *((address, None) for address in ("https://[", "//[", "https://[x]/", "https://\u2100.ch/")),
    ],
)
def test_what_is_an_own_page(settings, address, path):
    settings.SITE_URL = "http://localhost:8000"

    assert own_path(address, "/kip-3/#oben") == path


# -- where links stand


def test_every_kind_of_content_with_links_has_a_form_of_its_own():
    with_links = {
        model for model in apps.get_models() if issubclass(model, Entry) and extraction.fields_with_links(model)
    }

    assert len(with_links) >= 8
    assert with_links <= {each.model for each in page_admins()}


@pytest.mark.django_db
def test_links_are_found_in_every_language_and_in_fields_of_one_address():
    area = factories.funding_area(
        description_de='<p><a href="/a/">A</a> <a href="mailto:a@example.org">Post</a></p>',
        description_fr='<p><a href="https://b.example/">B</a></p>',
    )
    measure = factories.measure(website="https://c.example/")

    places = extraction.all_links()

    spots = {
        address: [(spot.key, spot.field) for spot, _page in places.get(address, [])]
        for address in ("/a/", "https://b.example/", "https://c.example/")
    }
    assert spots == {
        "/a/": [(area.key, "description_de")],
        "https://b.example/": [(area.key, "description_fr")],
        "https://c.example/": [(measure.key, "website")],
    }
    assert "mailto:a@example.org" not in places


@pytest.mark.slow
@pytest.mark.django_db
def test_all_internal_links_of_the_content_that_comes_with_the_site_lead_somewhere():
    followed = list(check_all(None))

    assert len(followed) > 40
    assert [each.link.address for each in followed if each.answer.kind is not Kind.WORKS] == []


# -- when a link is broken


def after(*answers: tuple[int, LinkStatus]) -> Link:
    """A link after these answers, each so many hours after the first."""
    link, start = Link(address="https://example.org/"), timezone.make_aware(datetime.datetime(2026, 3, 2, 9))
    for hours, answer in answers:
        link.take(answer, start + datetime.timedelta(hours=hours))
    return link


def test_a_page_that_its_server_calls_gone_is_broken_at_once():
    assert after((0, GONE)).is_broken


def test_a_link_that_worked_yesterday_and_fails_once_is_not():
    assert not after((0, WORKS), (24, DOUBTFUL)).is_broken


def test_failures_count_by_day_and_not_by_try():
    assert not after(*[(hour, DOUBTFUL) for hour in range(10)]).is_broken
    assert after((0, DOUBTFUL), (24, DOUBTFUL), (48, DOUBTFUL)).is_broken


def test_what_was_gone_stays_broken_until_it_works():
    assert after((0, GONE), (24, DOUBTFUL)).is_broken
    assert not after((0, GONE), (24, DOUBTFUL), (48, WORKS)).is_broken


@pytest.mark.django_db
def test_a_long_answer_and_a_long_address_are_no_obstacle():
    text = "".join(f'<p><a href="/{"x" * 1200}{end}">Seite</a></p>' for end in "ab")
    factories.funding_area(name_de="Lang", description_de=text)

    followed = [each for each in check_all(None) if each.link.address.startswith("/xxx")]

    assert [each.link.is_broken for each in followed] == [True]
    link = Link(address="/y/")
    link.take(LinkStatus(Kind.GONE, "x" * 2000))
    link.save()


def test_what_could_not_be_asked_changes_nothing():
    unasked = LinkStatus(Kind.UNASKED, "Kein Netz.")
    link = after((0, WORKS), (24, unasked), (48, unasked), (72, unasked))

    assert not link.is_broken
    assert link.answer == ""
    assert link.checked_at == link.worked_at


def test_one_good_answer_ends_the_count():
    link = after((0, DOUBTFUL), (24, DOUBTFUL), (48, WORKS), (72, DOUBTFUL))

    assert not link.is_broken
    assert link.failed_days == 1


def test_a_server_that_lets_no_program_in_says_nothing_about_readers():
    assert not after((0, GONE), (24, LinkStatus(Kind.CLOSED))).is_broken


# -- while somebody writes


@pytest.mark.django_db
def test_the_page_of_a_draft_names_links_that_lead_nowhere():
    editor, area = (
        person("editor", "Redaktion"),
        factories.funding_area(description_de='<p><a href="/alt/">Alt</a></p>'),
    )
    text = '<p><a href="/alt/">Alt</a> <a href="/kip-3/">KIP 3</a></p><p><a href="/kip-9/">KIP 9</a> <a href="https://example.org/">B</a></p>'

    checked = editor.get(hand_in(editor, address(FundingArea, "change", area.pk), description_de=text).url)

    (found_dead,) = Page(checked).document.cssselect("section[aria-labelledby=tote-links] ul")
    assert [" ".join(each.text_content().split()) for each in found_dead] == [
        "Beschreibung: /kip-9/ Die Seite /kip-9/ gibt es auf dieser Website nicht."
    ]


# -- the command and the start page


@pytest.fixture
def area():
    return factories.funding_area(
        name_de="Sprache im Alltag", description_fr='<p><a href="/nirgends/">Page</a> <a href="/kip-3/">KIP 3</a></p>'
    )


def section(client) -> str:
    sections = Page(client.get("/admin/")).document.cssselect("section[aria-labelledby=defekte-links]")
    return " ".join(" ".join(each.text_content().split()) for each in sections)


@pytest.mark.django_db
def test_a_broken_link_stands_on_the_start_page_with_its_field_until_it_is_mended(area, capsys):
    editor = person("editor", "Redaktion")
    assert section(editor) == ""
    assert "Die Links sind noch nie geprüft worden." in Page(editor.get("/admin/")).text

    call_command("check_links", "--nur-eigene")

    shown = section(editor)
    assert "/nirgends/Sprache im Alltag (Förderbereich)Beschreibung (Französisch)" in shown
    assert "Die Seite /nirgends/ gibt es auf dieser Website nicht." in shown
    assert "FEHLT" in capsys.readouterr().out
    (link,) = Page(editor.get("/admin/")).document.cssselect("section[aria-labelledby=defekte-links] a")
    assert editor.get(link.get("href")).status_code == 200
    assert "sprache=fr" in link.get("href")
    area.description_fr = '<p><a href="/kip-3/">Page</a></p>'
    area.save()
    assert section(editor) == ""
    assert "Alle geprüften Links gehen, zuletzt geprüft am" in Page(editor.get("/admin/")).text


@pytest.mark.django_db
def test_who_does_not_write_is_not_bothered(area):
    call_command("check_links", "--nur-eigene", verbosity=0)

    assert section(person("publisher", "Freigabe")) == ""


@pytest.mark.django_db
def test_links_of_other_sites_are_followed_and_remembered(site, others):
    measure = factories.measure(website=f"{site.origin}/404/")

    followed = {each.link.address: each for each in check_all_of(measure, others)}

    assert followed[measure.website].link.is_broken
    assert Link.objects.get(address=measure.website).spots == [["programmes.measure", measure.key, "website"]]


def check_all_of(measure, others):
    """With all other addresses of the content left out: tests ask nobody outside this machine."""
    others.check_before = others.check
    others.check = lambda address: others.check_before(address) if address == measure.website else WORKS
    return list(check_all(others))


@pytest.mark.django_db
def test_a_link_that_stands_nowhere_any_more_is_forgotten(area):
    call_command("check_links", "--nur-eigene", verbosity=0)
    area.delete()

    call_command("check_links", "--nur-eigene", verbosity=0)

    assert not Link.objects.filter(address="/nirgends/").exists()


@pytest.mark.django_db
def test_the_start_page_takes_the_same_number_of_queries_for_many_broken_links(area, django_assert_max_num_queries):
    Link.objects.bulk_create(
        Link(address=f"/nirgends/{number}/", is_broken=True, failing_since=timezone.now(), checked_at=timezone.now(),
             spots=[["programmes.fundingarea", area.key, "description_fr"]])
        for number in range(200)
    )  # fmt: skip
    editor = person("editor", "Redaktion")

    with django_assert_max_num_queries(60):
        editor.get("/admin/")
