"""A published page that is not what the application makes of it is noticed, and made anew everywhere."""

import os

import pytest

from core.edition_clock import Clock
from delivery.page_cache import PageCache
from delivery.published_files import HTML, PublishedFiles, page_headers, shared_headers
from kip_site.drift import Drift

PATHS = ["/kip-3/", "/kip-2/"]


class Site:
    """An application, its published files, and what watches over them, without threads."""

    def __init__(self, folder):
        self.text, self.clock = "Alt", Clock()
        self.clock.edition = "1"
        self.files = PublishedFiles(folder, "test")
        self.store = PageCache(self, self.clock, lambda: PATHS, self.files, 1_000_000, others=lambda: ["/alt/"])
        self.drift = Drift(self.files, self, self.clock, self.store.invalidate)

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        is_page = path in PATHS
        headers = page_headers(path) if is_page else [*shared_headers(path, HTML, 301), ("Location", f"/{self.text}/")]
        start_response("200 OK" if is_page else "301 Moved Permanently", headers)
        return [self.text.encode()]

    def publish(self):
        self.files.next_attempt_at = 0
        while path := self.store.next_path_of_round():
            self.store.make_anew(path)

    def compare(self):
        """Each page once; the first call of a turn gathers the addresses."""
        for _page in ["", "/alt/", *PATHS]:
            self.drift.next_at = 0
            self.drift.compare_now_and_then()

    def shown(self) -> set[bytes]:
        return {self.files.read(path).bodies["identity"] for path in PATHS}

    def target(self) -> str:
        return os.path.realpath(self.files.shown / "301/alt/@").partition("/to/")[2]


@pytest.fixture
def site(tmp_path) -> Site:
    site = Site(tmp_path / "files")
    site.publish()
    return site


def test_what_is_the_same_is_left_alone(site):
    site.compare()

    assert site.drift.differing == set()
    assert site.store.outdated == 0


def test_what_changed_without_an_edition_is_noticed_and_published(site):
    site.text = "Neu"

    site.compare()
    noticed = set(site.drift.differing)
    site.publish()
    site.compare()
    site.compare()

    assert noticed
    assert (site.shown(), site.target()) == ({b"Neu"}, "Neu/@")
    assert site.drift.differing == set()


def test_what_was_removed_by_hand_is_published_again(site):
    (site.files.shown / "pages/kip-3/index.html").unlink()
    (site.files.shown / "301/alt/@").unlink()

    site.compare()
    site.publish()

    assert (site.shown(), site.target()) == ({b"Alt"}, "Alt/@")
