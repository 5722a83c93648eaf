"""The WSGI application for granian: Django behind the page cache."""

import os
from collections.abc import Callable

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kip_site.settings")
django_application = get_wsgi_application()  # loads the apps, which the imports below need

from django.conf import settings  # noqa: E402
from django.template import engines  # noqa: E402
from django.template.backends.django import DjangoTemplates  # noqa: E402

from core.edition_clock import clock  # noqa: E402
from delivery.layers import tune_garbage_collector, with_layers, without_server_name  # noqa: E402
from delivery.page_cache import PageCache  # noqa: E402
from delivery.published_files import site_files  # noqa: E402
from kip_site.drift import Drift  # noqa: E402
from kip_site.former_addresses import former_paths, newest_paths  # noqa: E402
from kip_site.sitemaps import public_paths  # noqa: E402
from notifications import sender  # noqa: E402
from operations import health, metrics  # noqa: E402
from operations.access_log import AccessLog  # noqa: E402
from search.index_updater import updater  # noqa: E402

#: The site without its cache, but with the security headers, which the cache stores with each page.
uncached_application = with_layers(django_application)


def make_template_loaders():
    """Creates the template loaders before any thread starts. Django creates them on first use, without a lock.

    Threads that do so at the same time get different loaders. A template that extends one of the same name then extends
    itself, until the process ends.
    """
    for engine in engines.all():
        if isinstance(engine, DjangoTemplates):
            engine.engine.template_loaders  # noqa: B018  a cached property


def served() -> Callable:
    """The application with all layers. Starts the threads here, so that they run in the worker process."""
    make_template_loaders()
    files, capacity = site_files(), settings.PAGE_CACHE_MB * 1024 * 1024
    drift = Drift(files, uncached_application, clock, lambda: store.invalidate())
    health.page_cache = store = PageCache(
        uncached_application,
        clock,
        public_paths,
        files,
        capacity,
        first=newest_paths,
        others=former_paths if settings.PUBLISHES else None,
        when_idle=drift.compare_now_and_then if settings.PUBLISHES else list,
    )
    health.differing_pages = drift.differing
    tune_garbage_collector()
    clock.start()
    store.start()
    updater.start()
    sender.start()
    if settings.METRICS_PORT:
        metrics.start()
    return without_server_name(AccessLog(store) if settings.ACCESS_LOG else store)


application = served()
