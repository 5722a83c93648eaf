"""The page cache: a WSGI layer around Django that serves public addresses from memory, already compressed.

The path alone is the key: cookies and query strings make no difference on public pages. One thread renders: first the
pages that requests wait for, then, after the start and after each edition, all others. The first request for a stale
page waits briefly for the new one; the others get the stale page. While the database does not answer, or a page fails
to render, the last good page is served.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils import translation

from core.edition_clock import Clock
from core.languages import language_of_path
from delivery.linked_addresses import LinkedAddresses
from operations import counters

from .cached_page import CachedPage, Response
from .disk_cache import DiskCache
from .proxies import FORWARDED_PROTO

COLD_PAGE_TIMEOUT = 10.0  # seconds that a request waits for a page that is not in the cache
STALE_PAGE_TIMEOUT = 0.5  # seconds that a request waits for the new page before it gets the stale one
MAX_WAITING_READERS = 2  # requests that wait like this at the same time; the other threads stay free
MAX_PATHS_PER_STEP = 100  # paths that are checked before the thread looks for urgent tasks again
RETRY_AFTER = 5.0  # seconds from a failed rendering until the next attempt
REMOVED_STATUSES = {301, 308, 404, 410}
READ_METHODS = {"GET", "HEAD"}

logger = logging.getLogger(__name__)


class RenderTask:
    """The rendering of one page, shared by all requests that wait for it."""

    def __init__(self, path: str):
        self.path = path
        self.is_done = threading.Event()
        self.answer: CachedPage | Response | None = None


class PageCache:
    """`addresses` yields the paths that are rendered in advance; `capacity` is in bytes, for each process."""

    def __init__(
        self,
        application: Callable,
        clock: Clock,
        addresses: Callable[[], Iterable[str]],
        disk_cache: DiskCache,
        capacity: int,
        linked_addresses: LinkedAddresses | None = None,
    ):
        self.application = application
        self.uncached_application = counters.counted(application)
        self.clock = clock
        self.addresses = addresses
        self.disk_cache = disk_cache
        self.capacity = capacity
        self.linked_addresses = linked_addresses or LinkedAddresses()
        self.size = 0
        self.pages: dict[str, CachedPage] = {}
        self.tasks: dict[str, RenderTask] = {}
        self.urgent: deque[RenderTask] = deque()
        self.wake = threading.Condition()
        self.waiting_slots = threading.Semaphore(MAX_WAITING_READERS)
        self.pending_paths: Iterator[str] = iter(())
        self.edition_of_paths: str | None = None
        self.next_save_at = 0.0  # monotonic time of the next attempt to write to disk
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
        task, _ = self.request_task(path)
        task.is_done.wait(COLD_PAGE_TIMEOUT)
        return task.answer

    def render_stale(self, path: str, old: CachedPage) -> CachedPage | Response:
        """The page of this edition; the old one where the rendering fails, times out, or others wait for it already."""
        if self.clock.is_silent or time.monotonic() < old.refused_until:
            return old
        task, is_mine = self.request_task(path)
        if is_mine and self.waiting_slots.acquire(blocking=False):
            task.is_done.wait(STALE_PAGE_TIMEOUT)
            self.waiting_slots.release()
        return task.answer or old

    def request_task(self, path: str) -> tuple[RenderTask, bool]:
        """The task that renders this page, and whether it is new."""
        with self.wake:
            task = self.tasks.get(path)
            if is_new := task is None:
                task = self.tasks[path] = RenderTask(path)
                self.urgent.append(task)
                self.wake.notify()
        return task, is_new

    # -- rendering

    @property
    def outdated(self) -> int:
        """The number of cached pages that show an older edition."""
        return sum(page.edition != self.clock.edition for page in list(self.pages.values()))

    def start(self):
        self.pages.update(self.disk_cache.load(self.capacity))
        self.size = sum(page.size for page in self.pages.values())
        for page in self.pages.values():
            self.linked_addresses.note(page)
        threading.Thread(target=self.run, name="page cache", daemon=True).start()

    def run(self):
        while True:
            if task := self.next_task():
                self.carry_out(task)

    def next_task(self) -> RenderTask | None:
        """An urgent task, or else the next stale page; None after a short wait where there is neither."""
        with self.wake:
            if self.urgent:
                return self.urgent.popleft()
        if path := self.next_stale_path():
            return RenderTask(path)
        self.retry_save()
        with self.wake:
            if not self.urgent:
                self.wake.wait(0.1)
        return None

    def retry_save(self):
        """Writes one page that could not be written to disk; after another failure, waits RETRY_AFTER seconds."""
        if not self.disk_cache.unsaved or time.monotonic() < self.next_save_at:
            return
        path = next(iter(self.disk_cache.unsaved))
        if page := self.pages.get(path):
            self.disk_cache.save(path, page)
        else:
            self.disk_cache.delete(path)
        self.next_save_at = time.monotonic() + (RETRY_AFTER if path in self.disk_cache.unsaved else 0)

    def next_stale_path(self) -> str | None:
        edition = self.clock.edition
        if self.clock.is_silent or edition is None:
            return None
        if edition != self.edition_of_paths:
            self.edition_of_paths = edition
            self.pending_paths = self.all_paths()
        try:
            return next((path for path in islice(self.pending_paths, MAX_PATHS_PER_STEP) if self.is_due(path)), None)
        except Exception:  # the addresses come from the database, and the thread must survive
            logger.exception("The addresses of the site could not be read")
            return None

    def all_paths(self) -> Iterator[str]:
        """The most recently requested paths first, then every address.

        Evicts pages that are neither listed nor linked.
        """
        self.linked_addresses.begin()
        yield from sorted(self.pages, key=self.last_requested, reverse=True)
        for path in self.addresses():
            self.linked_addresses.list(path)
            yield path
        self.linked_addresses.finish(self.pages)
        for path in [path for path in self.pages if path not in self.linked_addresses]:
            self.drop(path)

    def last_requested(self, path: str) -> int:
        page = self.pages.get(path)
        return page.last_requested if page else 0

    def is_due(self, path: str) -> bool:
        page = self.pages.get(path)
        if page is None:
            return self.size <= self.capacity * 0.9 and path in self.linked_addresses
        return page.edition != self.clock.edition and time.monotonic() >= page.refused_until

    def carry_out(self, task: RenderTask):
        try:
            task.answer = self.make_page(task.path)
        except Exception:
            counters.render_failures.inc()
            logger.exception("The page %s could not be made", task.path)
            self.postpone(task.path)
        finally:
            with self.wake:
                self.tasks.pop(task.path, None)
            task.is_done.set()

    def make_page(self, path: str) -> CachedPage | Response:
        """The page, rendered if it is stale.

        The edition is read first, so that the page shows that one or a later one.
        """
        edition, old = self.clock.edition, self.pages.get(path)
        if old and old.edition == edition:
            return old
        with counters.render_seconds.labels("page").time():
            response = rendered_response(self.application, path)
        if response.is_storable:
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
            self.linked_addresses.note(old)
            return old
        page = CachedPage.of(response, edition)
        page.last_requested = old.last_requested if old else self.clock.ticks
        if page.size <= self.capacity / 4 and (old or path in self.linked_addresses):
            self.linked_addresses.note(page)
            self.pages[path] = page
            self.size += page.size - (old.size if old else 0)
            self.disk_cache.save(path, page)
            self.evict()
        return page

    def evict(self):
        while self.size > self.capacity:
            self.drop(min(self.pages, key=self.last_requested))

    def drop(self, path: str):
        if page := self.pages.pop(path, None):
            self.size -= page.size
        self.disk_cache.delete(path)

    def postpone(self, path: str):
        if page := self.pages.get(path):
            page.refused_until = time.monotonic() + RETRY_AFTER


def rendered_response(application: Callable, path: str) -> Response:
    """Django's response to an anonymous request: no cookies, no query string."""
    environ = {"PATH_INFO": path, "HTTP_HOST": own_host(), "wsgi.url_scheme": settings.SITE_URL.partition(":")[0]}
    setup_testing_defaults(environ)
    started = []
    body = application(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
    try:
        content = b"".join(body)
    finally:
        getattr(body, "close", lambda: None)()
    status, headers = started[-1]
    return Response(status, headers, content)


def own_host() -> str:
    return settings.SITE_URL.partition("://")[2]


@lru_cache(maxsize=256)
def is_known_host(host: str) -> bool:
    domain, _ = split_domain_port(host[:300])
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def is_public(path: str) -> bool:
    """Whether the path resolves to a view in the public URL list (`urls.py`)."""
    try:
        path = path.encode("latin-1").decode()  # WSGI passes bytes as Latin-1
        with translation.override(language_of_path(path)):
            return getattr(resolve(path).func, "is_public", False)
    except (Resolver404, UnicodeError):
        return False
