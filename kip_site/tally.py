"""What a process counts while it answers; `metrics` tells it to who asks.

An answer from memory costs 16 µs, so what counts it must cost next to nothing: one step of a counter, no lock. Everything
that enters Django costs a thousand times as much and is counted with the library's own means.
"""

import threading
import time
from collections.abc import Callable
from itertools import count

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily

disable_created_metrics()  # when a counter began is what `process_start_time_seconds` says
registry = CollectorRegistry()


class Count:
    """Threads add without a lock: a step of `itertools.count` is one instruction to all of them. Who reads takes a step as well."""

    def __init__(self):
        steps = count()
        self.add = steps.__next__
        self.reads = 0
        self.reading = threading.Lock()

    def value(self) -> int:
        with self.reading:
            seen = self.add() - self.reads
            self.reads += 1
        return seen


#: Answered from memory: with the page, or with word that the reader has it (304).
stored, unchanged = Count(), Count()
#: All other answers, by kind and class of status.
others: dict[tuple[str, str], Count] = {}
waited_for = Counter(
    "kip_pages_waited_for", "Seiten, auf die jemand warten musste, bis sie gemacht waren", registry=registry
)
failures = Counter("kip_page_failures", "Seiten, die sich nicht machen liessen", registry=registry)
render_seconds = Histogram(
    "kip_render_seconds",
    "Sekunden, die Django für eine Seite im Voraus (page) oder eine Anfrage (request) braucht",
    ["of"],
    buckets=[0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registry=registry,
)


def add(kind: str, status: str):
    """`status` is a status line, or its first digits."""
    others.setdefault((kind, f"{status[0]}xx"), Count()).add()


class Requests:
    """Brings the counts together when somebody asks."""

    def collect(self):
        family = CounterMetricFamily("kip_requests", "Beantwortete Anfragen", labels=["kind", "status"])
        family.add_metric(["stored", "2xx"], stored.value())
        family.add_metric(["unchanged", "3xx"], unchanged.value())
        for labels, counted in sorted(others.items()):
            family.add_metric(labels, counted.value())
        yield family


registry.register(Requests())


def counted(application: Callable) -> Callable:
    """Django for one request: how it ended, and how long it took until the body was handed over."""

    def answer(environ: dict, start_response):
        kind = "static" if environ["PATH_INFO"].startswith(settings.STATIC_URL) else "rendered"

        def start(status: str, headers: list, exc_info=None):
            add(kind, status)
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        begun = time.perf_counter()
        try:
            return application(environ, start)
        finally:
            render_seconds.labels("request").observe(time.perf_counter() - begun)

    return answer
