"""The site as a WSGI application, for granian: Django, and the page store before it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kip_site.settings")


def anew():
    """The site without its store: every page is made anew, and has the headers that the store keeps with it."""
    application = get_wsgi_application()
    from .layers import around

    make_template_loaders()
    return around(application)


def make_template_loaders():
    """Before any thread starts. Django makes them when they are first asked for, without a lock: threads that ask at the same
    time get different ones, and a template that extends one of its own name then extends itself, until the process ends."""
    from django.template import engines
    from django.template.backends.django import DjangoTemplates

    for engine in engines.all():
        if isinstance(engine, DjangoTemplates):
            engine.engine.template_loaders  # noqa: B018  made and kept when it is asked for


rendered = anew()


def served():
    """What a server serves. The threads start here, and with that in the process that answers."""
    from django.conf import settings

    from editorial.clock import clock
    from search.keeper import keeper

    from . import health, page_copies
    from .access_log import AccessLog
    from .garbage import collect_seldom
    from .page_store import PageStore
    from .sitemaps import addresses

    capacity = settings.PAGE_STORE_MB * 1024 * 1024
    health.store = store = PageStore(rendered, clock, addresses, page_copies.of_this_site(), capacity)
    collect_seldom()
    clock.start()
    store.start()
    keeper.start()
    if settings.METRICS_PORT:
        from . import metrics

        metrics.start()
    return AccessLog(store) if settings.ACCESS_LOG else store


application = served()
