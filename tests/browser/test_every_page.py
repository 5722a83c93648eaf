"""Every page keeps every rule; one visit serves all rules.

Pages of one kind share a template: one of each is visited in German, on a light phone or on a dark desk, a third of them by
keyboard as well, and a sixth of those in other languages. With `THOROUGH=1` all German pages are visited, and one of each kind
in both schemes, by keyboard and in the other languages.
"""

from urllib.parse import urlsplit

import pytest

from tests.sampling import THOROUGH, part_of
from tests.site.page import kind_of, one_of_each_kind

from .conftest import OPEN_ALL, Page, Server, visit
from .test_axe import violations
from .test_keyboard import COUNT, stops
from .test_layout import LONG_NAMES, SIDEWAYS, faults, measured
from .test_print import AS_IT_SHOULD_BE, RULES
from .test_tables import HIDDEN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAYS = [(360, "light"), (1440, "dark")]
MOST_REQUESTS = 5


class Walk:
    """A window that is led from page to page, and what was found on the way: page, rule, elements."""

    def __init__(self, page: Page, site: Server):
        self.page, self.site = page, site
        self.found: dict[str, dict[str, object]] = {}
        self.requests, self.logged = [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.logged.append(message.text))
        page.on("pageerror", lambda error: self.logged.append(str(error)))

    def look(self, path: str, ways: list[tuple[int, str]], *, thoroughly: bool = False):
        """Thoroughly: also by keyboard, and with names as long as an office may give them."""
        self.requests.clear()
        self.logged.clear()
        self.show(360, "light")
        visit(self.page, path, unfold=False)
        by_keyboard = self.by_keyboard() if thoroughly else {}
        printed = self.printed(path)
        self.page.evaluate(OPEN_ALL)
        found = (
            by_keyboard | printed | {"hidden": self.page.evaluate(HIDDEN)} | self.violations(ways) | faults(self.page)
        )
        found |= self.with_long_names() if thoroughly else {}
        self.found[path] = {rule: each for rule, each in (found | self.network()).items() if each}

    def show(self, width: int, scheme: str):
        self.page.emulate_media(media="screen", color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": 800})

    def by_keyboard(self) -> dict[str, object]:
        found = {}
        for width in (360, 1440) if THOROUGH else (360,):
            self.show(width, "light")
            expected, passed = self.page.evaluate(COUNT), stops(self.page)
            found[f"focus at {width}"] = [stop["html"] for stop in passed if not (stop["marked"] and stop["seen"])]
            found[f"not reached at {width}"] = len(passed) < expected
        return found

    def printed(self, path: str) -> dict[str, object]:
        """Not unfolded: somebody prints a page as it comes."""
        self.page.emulate_media(media="print")
        self.page.set_viewport_size({"width": 800, "height": 800})
        found = {name: self.page.evaluate(script) for name, script in RULES.items()}
        is_right = found == AS_IT_SHOULD_BE | {"address": [f"{self.site.origin}{path}"]}
        return {"printed": not is_right and found}

    def violations(self, ways: list[tuple[int, str]]) -> dict[str, object]:
        found = {}
        for width, scheme in ways:
            self.show(width, scheme)
            found[f"axe at {width}, {scheme}"] = violations(self.page)
        return found

    def with_long_names(self) -> dict[str, object]:
        self.page.evaluate(LONG_NAMES)
        found = [measured(self.page, width, SIDEWAYS, "screen") for width in (320, 768, 1280)]
        return {f"{rule}, long names": each for rules in found for rule, each in rules.items()}

    def network(self) -> dict[str, object]:
        """A page asks this site alone, a few times, and logs nothing."""
        is_right = {urlsplit(url).netloc for url in self.requests} == {urlsplit(self.site.origin).netloc}
        is_right = is_right and 2 <= len(self.requests) <= MOST_REQUESTS
        return {"requests": not is_right and list(self.requests), "logged": list(self.logged)}


@pytest.fixture
def walk(window, site) -> Walk:
    return Walk(window(360, reduced_motion="reduce"), site)  # or axe meets colours on their way from light to dark


def test_german_pages(walk, paths):
    pages = [path for path in paths if kind_of(path)[0] == "de"]
    kinds = one_of_each_kind(pages)
    by_keyboard = part_of(kinds, 3)

    for path in pages if THOROUGH else kinds:
        walk.look(path, part_of(WAYS, 2) if path in kinds else WAYS[:1], thoroughly=path in by_keyboard)

    assert len(kinds) >= 15
    assert {path: found for path, found in walk.found.items() if found} == {}


def test_pages_in_other_languages(walk, paths):
    pages = [path for path in one_of_each_kind(paths) if kind_of(path)[0] != "de"]

    for path in part_of(pages, 6):
        walk.look(path, WAYS[1:])

    assert len(pages) >= 45
    assert {path: found for path, found in walk.found.items() if found} == {}
