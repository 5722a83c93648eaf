"""A published page that is not what the application makes of it is noticed, and made anew everywhere."""

import pytest

from core.edition_clock import Clock
from delivery.page_cache import PageCache
from delivery.published_files import PublishedFiles, page_headers
from kip_site.drift import Drift

PATHS = ["/kip-3/", "/kip-2/"]


class Site:
    """An application, its published files, and what watches over them, without threads."""

    def __init__(self, folder):
        self.text, self.clock = "Alt", Clock()
        self.clock.edition = "1"
        self.files = PublishedFiles(folder, "test")
        self.store = PageCache(self, self.clock, lambda: PATHS, self.files, 1_000_000, others=list)
        self.drift = Drift(self.files, self, self.clock, self.store.invalidate)

    def __call__(self, environ, start_response):
        start_response("200 OK", page_headers(environ["PATH_INFO"]))
        return [self.text.encode()]

    def publish(self):
        self.files.next_attempt_at = 0
        while path := self.store.next_path_of_round():
            self.store.make_anew(path)

    def compare(self):
        """Each page once; the first call of a turn gathers the addresses."""
        for _page in ["", *PATHS]:
            self.drift.next_at = 0
            self.drift.compare_now_and_then()

    def shown(self) -> set[bytes]:
        return {self.files.read(path).bodies["identity"] for path in PATHS}


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
    assert site.shown() == {b"Neu"}
    assert site.drift.differing == set()
