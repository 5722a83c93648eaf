"""The page cache: one rendering for all readers, the last good page on failures, nothing private stored."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.edition_clock import Clock
from core.pages.addresses import is_public
from delivery import page_cache
from delivery.layers import is_known_host
from delivery.linked_addresses import LinkedAddresses
from delivery.page_cache import PageCache
from delivery.published_files import HTML, PublishedFiles
from delivery.security_headers import public_headers
from editorial.mementos.views import discovery

SHARED = ("Cache-Control", "public, max-age=0, s-maxage=1, stale-if-error=604800")
OF_GERMAN_PAGES = [SHARED, ("Content-Language", "de")]
ROOM = 1_000_000
PATIENCE = 300  # seconds that a test waits for what comes at once, unless the machine is slow


@pytest.fixture(autouse=True)
def patient_readers(monkeypatch):
    """A slow machine is no slow page: where a page is to be slow, a test says so."""
    monkeypatch.setattr(page_cache, "COLD_PAGE_TIMEOUT", PATIENCE)
    monkeypatch.setattr(page_cache, "STALE_PAGE_TIMEOUT", PATIENCE)


class Site:
    """The application behind the store: counts what reaches it, and answers as it is told."""

    def __init__(self):
        self.asked: list[tuple[str, str]] = []
        self.status, self.text, self.headers, self.seconds = "200 OK", "Seite", OF_GERMAN_PAGES, 0.0
        self.is_free = threading.Event()  # cleared, nothing is answered until a test sets it
        self.is_free.set()

    def __call__(self, environ, start_response):
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        self.environ = environ
        time.sleep(self.seconds)
        self.is_free.wait(PATIENCE)
        links = [("Link", discovery(environ["PATH_INFO"]))] if discovery(environ["PATH_INFO"]) else []
        start_response(self.status, [("Content-Type", HTML), *links, *self.headers, *public_headers()])
        return [f"{self.text} {environ['PATH_INFO']}".encode()]


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def store(site, clock, tmp_path):
    return started(site, clock, tmp_path)


class Everything(LinkedAddresses):
    """Whatever is asked for, the site links to it."""

    def __contains__(self, path):
        return True


def started(site, clock, tmp_path, addresses=(), capacity=ROOM, linked=Everything) -> PageCache:
    files = PublishedFiles(tmp_path / "pages", "test")
    store = PageCache(site, clock, lambda: addresses, files, capacity, linked(), others=list)
    store.start()
    return store


def get(store, path: str = "/kip-3/", method: str = "GET", **environ: str) -> tuple[str, dict, bytes]:
    answer = []
    given = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "localhost:8000", **environ}
    body = b"".join(store(given, lambda status, headers, exc_info=None: answer.extend([status, dict(headers)])))
    return answer[0], answer[1], body


def until(condition, seconds: float = PATIENCE):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_page_is_made_once_for_each_edition(store, site, clock):
    assert [get(store)[2] for _ in range(5)] == [b"Seite /kip-3/"] * 5
    assert len(site.asked) == 1

    clock.edition, site.text = "2", "Neu"

    assert [get(store)[2] for _ in range(5)] == [b"Neu /kip-3/"] * 5
    assert len(site.asked) == 2


def test_two_hundred_readers_of_one_cold_page_cost_one_render(store, site):
    site.seconds = 0.3
    together = threading.Barrier(200)

    def read(_):
        together.wait()
        return get(store)[2]

    with ThreadPoolExecutor(200) as readers:
        answers = list(readers.map(read, range(200)))

    assert answers == [b"Seite /kip-3/"] * 200
    assert len(site.asked) == 1


def test_while_a_page_is_made_anew_all_but_the_first_reader_get_the_old_one(store, site, clock):
    get(store)
    clock.edition, site.text = "2", "Neu"
    site.is_free.clear()

    with ThreadPoolExecutor(1) as first:
        waiting = first.submit(get, store)
        until(lambda: len(site.asked) == 2)
        meanwhile = get(store)[2]
        site.is_free.set()

    assert (meanwhile, waiting.result()[2]) == (b"Seite /kip-3/", b"Neu /kip-3/")


def test_nobody_waits_long_for_a_page_that_was_made_before(store, site, clock, monkeypatch):
    get(store)
    monkeypatch.setattr(page_cache, "STALE_PAGE_TIMEOUT", 0.05)
    clock.edition, site.text = "2", "Neu"
    site.is_free.clear()

    assert get(store)[2] == b"Seite /kip-3/"
    site.is_free.set()


def test_few_readers_wait_so_that_threads_are_left_for_the_others(store, site, clock):
    paths = ["/kip-1/", "/kip-2/", "/kip-2bis/", "/kip-3/"]
    for path in paths:
        get(store, path)
    clock.edition, site.text = "2", "Neu"
    site.is_free.clear()

    with ThreadPoolExecutor(len(paths)) as readers:
        waiting = [readers.submit(get, store, path) for path in paths]
        until(lambda: sum(each.done() for each in waiting) == len(paths) - page_cache.MAX_WAITING_READERS)
        site.is_free.set()
    answers = [each.result()[2].split()[0] for each in waiting]

    assert answers.count(b"Neu") == page_cache.MAX_WAITING_READERS
    assert answers.count(b"Seite") == len(paths) - page_cache.MAX_WAITING_READERS


def test_cookies_query_strings_and_languages_asked_for_make_no_difference(store, site):
    plain = get(store)
    for environ in (
        {"QUERY_STRING": "utm_source=x&fbclid=1"},
        {"HTTP_COOKIE": "sessionid=1; django_language=fr"},
        {"HTTP_ACCEPT_LANGUAGE": "fr"},
        {"HTTP_RANGE": "bytes=0-3"},
        {"HTTP_AUTHORIZATION": "Basic x"},
    ):
        assert get(store, **environ) == plain

    assert len(site.asked) == 1
    assert not {"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_ACCEPT_LANGUAGE"} & site.environ.keys()
    assert site.environ.get("QUERY_STRING", "") == ""


def test_two_languages_are_two_pages(store, site):
    assert get(store, "/kip-3/")[2] != get(store, "/fr/kip-3/")[2]
    assert len(site.asked) == 2


def test_head_on_a_cold_page_fills_the_store_with_the_whole_page(store, site):
    assert get(store, method="HEAD")[2] == b""
    assert get(store)[2] == b"Seite /kip-3/"
    assert site.asked == [("GET", "/kip-3/")]


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/login/",
        "/live",
        "/ready",
        "/static/site.css",
        "/favicon.ico",
        "/gibt-es-nicht",
        "/kip-3",
        "/dateien/x.pdf",
    ],
)
def test_what_is_not_a_public_page_goes_past_the_store(store, site, path):
    get(store, path)
    get(store, path)

    assert len(site.asked) == 2
    assert store.pages == {}


def test_another_method_goes_past_the_store(store, site):
    get(store)
    get(store, method="POST")

    assert site.asked == [("GET", "/kip-3/"), ("POST", "/kip-3/")]


@pytest.mark.parametrize("host", ["", "evil.example", "localhost.evil.example", "localhost:8000@evil", "x" * 5000])
@pytest.mark.check(8)
def test_an_unknown_host_never_reaches_the_store(store, site, host):
    get(store)
    get(store, HTTP_HOST=host)

    assert len(site.asked) == 2
    assert not is_known_host(host)


@pytest.mark.parametrize(
    "headers", [[("Cache-Control", "private")], [SHARED, ("Set-Cookie", "a=b")], [SHARED, ("Vary", "Cookie")], []]
)
def test_what_is_not_for_everybody_is_never_kept(store, site, headers):
    site.headers = headers
    get(store)
    get(store)

    assert len(site.asked) == 2
    assert store.pages == {}


def test_a_page_that_can_no_longer_be_made_stays_and_is_not_tried_with_every_request(store, site, clock):
    get(store)
    clock.edition, site.status = "2", "500 Internal Server Error"

    assert [get(store)[::2] for _ in range(5)] == [("200 OK", b"Seite /kip-3/")] * 5
    assert len(site.asked) == 2


def test_an_application_that_raises_leaves_the_old_page(store, site, clock, caplog):
    get(store)
    clock.edition, site.text = "2", property()
    site.headers = None

    assert get(store)[0] == "200 OK"
    assert "could not be made" in caplog.text


def test_a_page_that_is_gone_goes(store, site, clock):
    get(store)
    clock.edition, site.status = "2", "404 Not Found"

    assert get(store)[0] == "404 Not Found"
    assert store.pages == {}


def test_a_silent_database_is_asked_for_nothing(store, site, clock):
    get(store)
    clock.edition, clock.is_silent = "2", True

    assert get(store)[0] == "200 OK"
    assert len(site.asked) == 1


def test_all_addresses_are_made_soon_after_the_start_and_after_each_edition(site, clock, tmp_path):
    addresses = ["/", "/kip-1/", "/kip-2/", "/fr/kip-1/"]
    store = started(site, clock, tmp_path, addresses)
    until(lambda: len(store.pages) == 4)

    clock.edition = "2"

    until(lambda: {page.edition for page in store.pages.values()} == {"2"})
    assert len(site.asked) == 8


def test_what_cannot_be_kept_is_asked_for_once_and_not_in_every_edition(site, clock, tmp_path):
    site.status = "302 Found"
    store = PageCache(site, clock, lambda: ["/dokumente/x/"], PublishedFiles(tmp_path, "test"), ROOM)
    for clock.edition in ("1", "2", "3"):
        while path := store.next_path_of_round():
            store.make_anew(path)

    assert site.asked == [("GET", "/dokumente/x/")]


def test_what_a_reader_waits_for_comes_before_the_round(site, clock, tmp_path):
    site.is_free.clear()
    store = started(site, clock, tmp_path, [f"/{number}/" for number in range(100)])
    until(lambda: site.asked)

    with ThreadPoolExecutor(1) as reader:
        waiting = reader.submit(get, store)
        until(lambda: store.queue.waiting)
        site.is_free.set()

    assert waiting.result()[0] == "200 OK"
    assert site.asked[1] == ("GET", "/kip-3/")


def published(site, clock, tmp_path) -> PageCache:
    """With one page, also as a file."""
    store = started(site, clock, tmp_path, ["/kip-3/"])
    until(lambda: store.files.read("/kip-3/"))
    return store


def test_a_copy_from_before_the_restart_is_not_taken_for_the_page_of_today(site, clock, tmp_path):
    published(site, clock, tmp_path)
    site.text = "Neu"

    assert get(started(site, Clock(), tmp_path))[2] == b"Neu /kip-3/"


def test_the_store_keeps_to_its_bound_and_lets_go_what_was_asked_for_longest_ago(site, clock, tmp_path):
    site.text = "x" * 1000
    store = started(site, clock, tmp_path, capacity=5000)

    for slug in ("kip-1", "kip-2", "kip-2bis", "kip-3", "partner", "glossar"):
        clock.ticks += 1
        get(store, f"/{slug}/")

    assert store.size <= 5000
    assert store.size == sum(page.size for page in store.pages.values())
    assert list(store.pages)[-1] == "/glossar/"
    assert "/kip-1/" not in store.pages


def test_what_is_asked_for_again_stays_and_is_made_first_in_the_next_edition(site, clock, tmp_path):
    site.text = "x" * 1000
    store = started(site, clock, tmp_path, capacity=5000)
    for slug in ("kip-1", "kip-2", "kip-2bis", "kip-1", "kip-3", "partner", "kip-1", "glossar"):
        clock.ticks += 1
        get(store, f"/{slug}/")
    made = len(site.asked)

    clock.edition = "2"
    until(lambda: len(site.asked) == made + len(store.pages))

    assert site.asked[:made].count(("GET", "/kip-1/")) == 1
    assert "/kip-2/" not in store.pages
    assert [path for _, path in site.asked[made:]][:2] == ["/glossar/", "/kip-1/"]


def test_the_size_is_the_sum_of_the_pages_over_many_editions(site, clock, tmp_path):
    """Pages that grow, shrink, stay as they are, go and come back."""
    store = started(site, clock, tmp_path, capacity=20_000)
    slugs = ("kip-1", "kip-2", "kip-2bis", "kip-3", "partner")

    for edition in range(2, 12):
        clock.edition = str(edition)
        for number, slug in enumerate(slugs):
            site.text = chr(65 + edition) * (100 * ((edition * 7 + number * 3) % 11))
            site.status = "404 Not Found" if (edition + number) % 5 == 0 else "200 OK"
            get(store, f"/{slug}/")
        until(lambda: store.size == sum(page.size for page in list(store.pages.values())))  # it makes pages meanwhile

    assert store.pages


def test_after_ten_slow_pages_a_reader_is_given_time_again(store, site, clock, monkeypatch):
    """Who waited in vain gives back the place of one who may wait."""
    monkeypatch.setattr(page_cache, "STALE_PAGE_TIMEOUT", 0.01)
    get(store)
    for edition in range(10):
        clock.edition, site.text, site.seconds = f"slow {edition}", f"Langsam {edition}", 0.05
        assert get(store)[0] == "200 OK"
        until(lambda: not store.queue.tasks)
    monkeypatch.setattr(page_cache, "STALE_PAGE_TIMEOUT", PATIENCE)

    clock.edition, site.text = "after", "Neu"

    assert get(store)[2] == b"Neu /kip-3/"


def test_a_page_whose_headers_alone_changed_is_sent_with_the_new_ones_and_is_no_file(site, clock, tmp_path):
    store = published(site, clock, tmp_path)
    before = get(store)
    clock.edition, site.headers = "2", [SHARED, ("Content-Language", "fr"), ("Link", "</a>; rel=next")]

    after = get(store)

    assert after[2] == before[2]
    assert (after[1].get("Content-Language"), after[1].get("Link")) == ("fr", "</a>; rel=next")
    until(lambda: not store.files.read("/kip-3/"))


def test_a_page_that_could_not_be_made_is_tried_again_after_a_while(store, site, clock, monkeypatch):
    get(store)
    clock.edition, site.status = "2", "500 Internal Server Error"
    get(store)
    site.status, site.text = "200 OK", "Wieder da"
    assert get(store)[2] == b"Seite /kip-3/"

    store.pages["/kip-3/"].refused_until -= 5.0  # seconds: as long as the pause is at most

    assert get(store)[2] == b"Wieder da /kip-3/"


def test_what_is_gone_is_told_so(store, site, clock):
    for status in ("410 Gone", "301 Moved Permanently", "308 Permanent Redirect"):
        site.status = "200 OK"
        clock.edition = f"before {status}"
        get(store)
        clock.edition, site.status = status, status

        assert get(store)[0] == status
        assert (store.pages, store.size) == ({}, 0), status


def test_a_reader_who_asks_as_the_page_gets_ready_costs_no_second_render(store, site):
    get(store)

    task, _ = store.queue.request("/kip-3/")

    assert task.is_done.wait(PATIENCE)
    assert task.answer is store.pages["/kip-3/"]
    assert len(site.asked) == 1


def test_a_page_too_large_for_the_store_is_answered_and_not_kept(site, clock, tmp_path):
    site.text = "".join(chr(40 + number % 80) for number in range(5000))
    store = started(site, clock, tmp_path, capacity=5000)

    assert get(store)[0] == "200 OK"
    assert store.pages == {}


def test_after_a_restart_without_a_database_the_last_good_pages_are_there(site, clock, tmp_path):
    before = get(published(site, clock, tmp_path))
    clock = Clock()
    clock.is_silent = True  # it never saw an edition

    after = get(started(site, clock, tmp_path))

    assert after == before
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("/", True), ("/kip-3/", True), ("/fr/", True), ("/it/kip-1/", True), ("/robots.txt", True), ("/sitemap.xml", True),
        ("/admin/", False), ("//kip-3/", False), ("/kip-3/x/", False), ("/dateien/x.pdf", False), ("/\xff/", False), ("", False),
    ],
)  # fmt: skip
def test_the_lists_of_addresses_say_what_is_public(path, public):
    assert is_public(path) is public


def test_an_error_while_there_is_nothing_to_do_does_not_end_the_thread(site, clock, tmp_path, caplog):
    store = started(site, clock, tmp_path)
    store.when_idle = lambda: 1 / 0
    until(lambda: "ZeroDivisionError" in caplog.text)
    store.when_idle = list

    assert get(store)[0] == "200 OK"


def test_every_page_is_published_although_editions_follow_each_other_faster_than_a_round(site, clock, tmp_path):
    paths = [f"/{number}/" for number in range(20)]
    files = PublishedFiles(tmp_path / "pages", "test")
    store = PageCache(site, clock, lambda: paths, files, ROOM, Everything(), first=lambda: ["/0/"], others=list)

    def edited(text: str, steps: int):
        clock.edition = site.text = text
        for _step in range(steps):
            if path := store.next_path_of_round():
                store.make_anew(path)

    for number in range(12):
        edited(f"Ausgabe {number}", steps=8)
    shown = [files.read(path).bodies["identity"] for path in paths]
    edited("Letzte", steps=60)

    assert b"Ausgabe 11 " in shown[0]
    assert not [text for text in shown if b"Ausgabe 0 " in text]
    assert {files.read(path).bodies["identity"] for path in paths} == {f"Letzte {path}".encode() for path in paths}
