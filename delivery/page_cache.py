"""The page cache: a WSGI layer around Django that serves public addresses from memory, already compressed.

The path alone is the key: cookies and query strings make no difference on public pages. One thread renders: first the
pages that requests wait for, then, after the start and after each edition, all others. The first request for a stale
page waits briefly for the new one; the others get the stale page. While the database does not answer, or a page fails
to render, the last good page is served. The same thread writes them as files (`published_files.py`).
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from django.conf import settings

from core.edition_clock import Clock
from core.pages.addresses import is_public, is_publishable
from delivery.linked_addresses import LinkedAddresses
from operations import counters

from .cached_page import CachedPage, Response
from .layers import is_known_host
from .proxies import FORWARDED_PROTO
from .published_files import NO_EDITION, PublishedFiles
from .render_queue import RenderQueue, RenderTask

COLD_PAGE_TIMEOUT = 10.0  # seconds that a request waits for a page that is not in the cache
STALE_PAGE_TIMEOUT = 0.5  # seconds that a request waits for the new page before it gets the stale one
MAX_WAITING_READERS = 2  # requests that wait like this at the same time; the other threads stay free
MAX_PATHS_PER_STEP = 100  # paths that are checked before the thread looks for urgent tasks again
RETRY_AFTER = 5.0  # seconds from a failed rendering until the next attempt
REMOVED_STATUSES = {301, 308, 404, 410}
READ_METHODS = {"GET", "HEAD"}

logger = logging.getLogger(__name__)


class PageCache:
    """`addresses` yields the paths that are rendered in advance, `first` those of them that an edit has just changed, and
    `others` those that are redirects, files or gone, where all of the site is published. `capacity` is in bytes, for each process.
    """

    def __init__(
        self,
        application: Callable,
        clock: Clock,
        addresses: Callable[[], Iterable[str]],
        files: PublishedFiles,
        capacity: int,
        linked_addresses: LinkedAddresses | None = None,
        first: Callable[[], Iterable[str]] = list,
        others: Callable[[], Iterable[str]] | None = None,
        when_idle: Callable[[], object] = list,
    ):
        self.application = application
        self.uncached_application = counters.counted(application)
        self.clock = clock
        self.addresses, self.first, self.others = addresses, first, others
        self.files, self.when_idle = files, when_idle
        self.capacity = capacity
        self.linked_addresses = linked_addresses or LinkedAddresses()
        self.size = 0
        self.pages: dict[str, CachedPage] = {}
        self.queue = RenderQueue()
        self.waiting_slots = threading.Semaphore(MAX_WAITING_READERS)
        self.round: Iterator[str] = iter(())
        self.inserted: Iterator[str] = iter(())  # what an edition within a round has just changed
        self.is_unfinished = self.must_finish = False  # the round
        self.edition_of_round: str | None = None
        self.is_reaching = False  # the round is at the pages that it will publish
        self.not_storable: set[str] = set()  # listed or linked addresses that are no pages, but for instance redirects
        self.last_made: tuple[str, CachedPage | Response | None] = "", None
        self.failures = 0  # of this round
        self.next_round_at = math.inf  # monotonic time of a round without a new edition
        self.requires_https = settings.SECURE_SSL_REDIRECT

    # -- requests

    def __call__(self, environ: dict, start_response):
        path = environ["PATH_INFO"]
        page = self.pages.get(path)
        if environ["REQUEST_METHOD"] not in READ_METHODS or not is_known_host(environ.get("HTTP_HOST", "")):
            return self.uncached_application(environ, start_response)
        if self.requires_https and environ.get(FORWARDED_PROTO) != "https":
            return self.uncached_application(environ, start_response)
        if page is None:
            if not is_public(path):
                return self.uncached_application(environ, start_response)
            answer = self.render_missing(path)
        else:
            page.last_requested = self.clock.ticks
            answer = page if page.edition == self.clock.edition else self.render_stale(path, page)
        if answer is None:
            return self.uncached_application(environ, start_response)
        return answer.send(environ, start_response)

    def render_missing(self, path: str) -> CachedPage | Response | None:
        """A page that is not in the cache; None after COLD_PAGE_TIMEOUT."""
        counters.cold_requests.inc()
        task, _ = self.queue.request(path)
        task.is_done.wait(COLD_PAGE_TIMEOUT)
        return task.answer

    def render_stale(self, path: str, old: CachedPage) -> CachedPage | Response:
        """The page of this edition; the old one where the rendering fails, times out, or others wait for it already."""
        if self.clock.is_silent or time.monotonic() < old.refused_until:
            return old
        task, is_mine = self.queue.request(path)
        if is_mine and self.waiting_slots.acquire(blocking=False):
            task.is_done.wait(STALE_PAGE_TIMEOUT)
            self.waiting_slots.release()
        return task.answer or old

    # -- rendering

    @property
    def outdated(self) -> int:
        """The number of cached pages that show an older edition."""
        return sum(page.edition != self.clock.edition for page in list(self.pages.values()))

    def start(self):
        self.pages.update(self.files.load(self.capacity))
        self.size = sum(page.size for page in self.pages.values())
        for page in self.pages.values():
            self.linked_addresses.admit(page)
        threading.Thread(target=self.run, name="page cache", daemon=True).start()

    def run(self):
        while True:
            try:
                self.step()
            except Exception:  # whatever it is, the thread must survive
                logger.exception("The page cache goes on after an error")
                time.sleep(1)

    def step(self):
        if task := self.queue.next():
            self.carry_out(task)
        elif path := self.next_path_of_round():
            self.make_anew(path)
        else:
            self.when_idle()
            self.queue.wait(0.1)

    def next_path_of_round(self) -> str | None:
        edition = self.clock.edition
        if self.clock.is_silent or edition is None:
            return None
        if self.files.acquire() or time.monotonic() > self.next_round_at:
            self.begin_round()
        elif edition != self.edition_of_round and self.must_finish:
            self.inserted = self.edited_paths()
        elif edition != self.edition_of_round:
            self.begin_round()
        self.edition_of_round = edition
        try:
            paths = islice(chain(self.inserted, self.round), MAX_PATHS_PER_STEP)
            return next((path for path in paths if self.is_due(path)), None)
        except Exception:  # the addresses come from the database, and the thread must survive
            logger.exception("The addresses of the site could not be read")
            self.next_round_at = time.monotonic() + RETRY_AFTER
            return None

    def begin_round(self):
        """One that has interrupted another is finished, or frequent edits would never let the last addresses be published."""
        self.must_finish, self.is_unfinished = self.is_unfinished, True
        self.next_round_at = math.inf
        self.inserted, self.round = iter(()), self.all_paths()

    def all_paths(self) -> Iterator[str]:
        """What was just edited, then what was requested most recently, then every address, listed or linked.

        Evicts pages that are neither. The generator goes on when the path that it yielded has been made.
        """
        began, edition, self.failures = time.monotonic(), self.edition_of_round, 0
        self.linked_addresses.begin()
        self.files.begin()
        yield from self.edited_paths()
        yield from sorted(self.pages, key=self.last_requested, reverse=True)
        yield from self.reached(self.addresses())
        is_wanted = is_publishable if self.others and self.files.lock else self.pages.__contains__
        yield from self.reached(filter(is_wanted, self.linked_addresses.unvisited()))
        if self.others and self.files.lock:
            yield from self.reached(self.others())
        self.linked_addresses.finish()
        self.not_storable &= self.linked_addresses.reached
        for path in [path for path in self.pages if path not in self.linked_addresses]:
            self.drop(path)
        self.files.show_changes(is_complete=True)
        self.is_unfinished = self.must_finish = False
        if edition != self.edition_of_round:
            self.next_round_at = 0.0
        elif self.failures:
            self.next_round_at = time.monotonic() + RETRY_AFTER + 10 * (time.monotonic() - began)

    def edited_paths(self) -> Iterator[str]:
        paths = list(self.first())
        self.files.paths.difference_update(paths)
        self.not_storable.difference_update(paths)
        yield from self.reached(paths)
        self.files.show_changes()
        self.is_reaching = False

    def reached(self, paths: Iterable[str]) -> Iterator[str]:
        for path in paths:
            self.is_reaching = True
            self.linked_addresses.visit(path)
            yield path
            made, answer = self.last_made  # of another path, if that was inserted
            page = answer if made == path else self.pages.get(path) or self.files.read(path)
            if isinstance(page, CachedPage):
                self.linked_addresses.note(page.bodies["identity"])

    @property
    def has_room(self) -> bool:
        return self.size <= self.capacity * 0.9

    def last_requested(self, path: str) -> int:
        page = self.pages.get(path)
        return page.last_requested if page else 0

    def is_due(self, path: str) -> bool:
        page = self.pages.get(path)
        if self.is_reaching and self.files.wants(path) and (page or self.others):
            return True  # to be written; where nobody else reads the files, only what memory holds is
        if page is None:
            is_wanted = path in self.linked_addresses and path not in self.not_storable
            return self.has_room and is_wanted and is_public(path)
        return page.edition != self.clock.edition and time.monotonic() >= page.refused_until

    def make_anew(self, path: str):
        """One page of the round; only here are pages written to disk."""
        edition = self.clock.edition
        self.carry_out(task := RenderTask(path))
        answer = task.answer
        self.last_made = path, answer
        is_sound = answer.edition == edition if isinstance(answer, CachedPage) else bool(answer and answer.code < 500)
        self.failures += not is_sound
        if is_sound and isinstance(answer, Response):
            self.not_storable.add(path)
        if self.is_reaching:
            self.files.put(path, answer, is_sound)

    def carry_out(self, task: RenderTask):
        try:
            task.answer = self.make_page(task.path)
        except Exception:
            counters.render_failures.inc()
            logger.exception("The page %s could not be made", task.path)
            self.postpone(task.path)
        finally:
            self.queue.finish(task)

    def make_page(self, path: str) -> CachedPage | Response:
        """The page, rendered if it is stale. The edition is read first, so that the page shows it or a later one."""
        edition, old = self.clock.edition, self.pages.get(path)
        if old and old.edition == edition:
            return old
        with counters.render_seconds.labels("page").time():
            is_asked = path in self.queue
            response = Response.to_nobody(self.application, path, self.files.validator(path), is_asked)
        if response.is_storable and is_public(path):
            return self.store(path, old, response, edition)
        if response.code in REMOVED_STATUSES:
            self.drop(path)
        elif old:
            counters.render_failures.inc()
            self.postpone(path)
            return old
        return response

    def store(self, path: str, old: CachedPage | None, response: Response, edition: str | None) -> CachedPage:
        if old and old.shows(response):
            old.edition = edition
            self.linked_addresses.admit(old)
            return old
        page = self.files.unchanged(path, response, edition) or CachedPage.of(response, edition)
        page.last_requested = old.last_requested if old else self.clock.ticks
        is_wanted = path in self.linked_addresses and (self.has_room or path in self.queue)
        if page.size <= self.capacity / 4 and (old or is_wanted):
            self.linked_addresses.admit(page)
            self.pages[path] = page
            self.size += page.size - (old.size if old else 0)
            self.evict()
        return page

    def evict(self):
        while self.size > self.capacity:
            self.drop(min(self.pages, key=self.last_requested))

    def invalidate(self):
        """Every page is rendered anew in the next round, and served as it is until then."""
        for page in list(self.pages.values()):
            page.edition = NO_EDITION

    def drop(self, path: str):
        if page := self.pages.pop(path, None):
            self.size -= page.size

    def postpone(self, path: str):
        if page := self.pages.get(path):
            page.refused_until = time.monotonic() + RETRY_AFTER
