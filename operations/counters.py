"""Counters and histograms of requests in this process; `metrics` exports them to Prometheus."""

from collections.abc import Callable

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

disable_created_metrics()  # `process_start_time_seconds` says when the counters started
registry = CollectorRegistry()

requests = Counter("kip_requests", "Beantwortete Anfragen", ["kind", "status"], registry=registry)
#: Served from the page cache: the page, or 304.
served_from_cache, served_unchanged = requests.labels("stored", "2xx"), requests.labels("unchanged", "3xx")
cold_requests = Counter(
    "kip_pages_waited_for", "Seiten, auf die jemand warten musste, bis sie gemacht waren", registry=registry
)
render_failures = Counter("kip_page_failures", "Seiten, die sich nicht machen liessen", registry=registry)
render_seconds = Histogram(
    "kip_render_seconds",
    "Sekunden, die Django für eine Seite im Voraus (page) oder eine Anfrage (request) braucht",
    ["of"],
    buckets=[0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registry=registry,
)


def count_request(kind: str, status: str):
    """Counts a request; `status` is a status line or its first digit."""
    requests.labels(kind, f"{status[0]}xx").inc()


def counted(application: Callable) -> Callable:
    """Django with a counter of responses and a histogram of the seconds until the body is returned."""

    def answer(environ: dict, start_response):
        kind = "static" if environ["PATH_INFO"].startswith(settings.STATIC_URL) else "rendered"

        def start(status: str, headers: list, exc_info=None):
            count_request(kind, status)
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        with render_seconds.labels("request").time():
            return application(environ, start)

    return answer
