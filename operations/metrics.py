"""Metrics for Prometheus, on a private address: each process has a port of its own.

Prometheus scrapes each process and sums up itself. So no process needs the values of another, and nothing is written to a
disk that may be full. The public listener does not serve them: they have their own, the server of prometheus_client.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max, Sum
from django.utils import timezone
from prometheus_client import ProcessCollector, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric

from core.edition_clock import CHECK_INTERVAL, clock
from editorial.models import Revision
from links.models import Link
from operations.backup import saving
from search.models import MissedQuery

from . import counters, health


def gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def labelled(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


class ProcessMetrics:
    """State of this process, without a database query."""

    def collect(self) -> Iterator[Metric]:
        said = health.reasons()
        yield gauge("kip_ready", "1, wenn nichts fehlt (/ready)", not said)
        yield labelled(
            "kip_problem", "1, wo dieser Grund vorliegt", "reason", {name: name in said for name in health.CHECKS}
        )
        yield gauge("kip_database_up", "1, wenn die Datenbank antwortet", not health.database())
        yield gauge(
            "kip_edition", "Nummer der Ausgabe, die dieser Prozess kennt", int((clock.edition or "0").split()[0])
        )
        yield gauge(
            "kip_edition_age_seconds", "Sekunden seit dem letzten Blick auf sie", time.monotonic() - clock.answered_at
        )
        yield gauge("kip_disk_free_bytes", "Freie Bytes auf der Platte von VAR_DIR", health.free_bytes())
        yield gauge(
            "kip_backup_timestamp_seconds", "Wann zuletzt alles gesichert wurde; 0 heisst nie", saving.last_success_at()
        )
        yield gauge("kip_workers", "Prozesse, die der Server haben soll", settings.WORKERS)
        yield gauge(
            "kip_published_differing", "Seiten, die als Datei anders sind als neu gemacht", len(health.differing_pages)
        )
        if health.page_cache:
            yield gauge("kip_pages", "Fertige Seiten im Speicher", len(health.page_cache.pages))
            yield gauge("kip_pages_bytes", "Ihre Bytes", health.page_cache.size)
            yield gauge("kip_pages_outdated", "Davon von einer älteren Ausgabe", health.page_cache.outdated)


class OwnProcessCollector(ProcessCollector):
    """Memory, CPU time and open files of this process, from its own part of /proc.

    A sandboxed service sees no other.
    """

    def _boot_time(self) -> float:
        """Boot time, in seconds since 1970.

        The library reads /proc/stat for it, and exports nothing where that is hidden.
        """
        return time.time() - time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ContentMetrics:
    """Open tasks of the office, the same in every process; nothing while the database does not answer."""

    def collect(self) -> Iterator[Metric]:
        if health.database():
            return
        try:
            yield from list(self.read())
        except DatabaseError:  # the clock logs it
            return
        finally:
            connection.close()

    def read(self) -> Iterator[Metric]:
        yield labelled("kip_revisions", "Fassungen, die warten", "state", revisions())
        missed = MissedQuery.objects.in_force().aggregate(sum=Sum("count"))["sum"]
        yield gauge("kip_search_missed", "Suchen ohne Treffer der letzten 90 Tage", missed or 0)
        yield gauge("kip_links_broken", "Links, die nicht mehr gehen", Link.objects.broken().count())
        checked = Link.objects.aggregate(last=Max("checked_at"))["last"]
        yield gauge(
            "kip_links_checked_timestamp_seconds",
            "Wann zuletzt ein Link geprüft wurde; 0 heisst nie",
            checked.timestamp() if checked else 0,
        )


def revisions() -> dict[str, int]:
    all_of_them = Revision.objects.all()
    scheduled = all_of_them.scheduled()
    late = timezone.now() - timedelta(seconds=health.LATE_AFTER)
    return {
        "draft": all_of_them.drafts().count(),
        "submitted": all_of_them.submitted().count(),
        "scheduled": scheduled.filter(failure="").count(),
        "overdue": all_of_them.due().filter(publish_at__lte=late).count(),
        "failed": scheduled.exclude(failure="").count(),
    }


counters.registry.register(ProcessMetrics())
counters.registry.register(ContentMetrics())
OwnProcessCollector(registry=counters.registry)


def ports() -> range:
    return range(settings.METRICS_PORT, settings.METRICS_PORT + settings.WORKERS)


def serve_metrics():
    """Listens on the first free port of the range; retries, as a replaced process may still hold its port."""
    while True:
        for port in ports():
            with suppress(OSError):
                return start_http_server(port, settings.METRICS_HOST, counters.registry)
        time.sleep(CHECK_INTERVAL)


def start():
    threading.Thread(target=serve_metrics, name="metrics", daemon=True).start()
