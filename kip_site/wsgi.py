"""The site as a WSGI application, for granian: Django, and the page store before it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kip_site.settings")


def anew():
    """The site without its store: every page is made anew, and has the headers that the store keeps with it."""
    application = get_wsgi_application()
    from .layers import around

    return around(application)


rendered = anew()


def served():
    """What a server serves. The threads start here, and with that in the process that answers."""
    from django.conf import settings

    from editorial.clock import clock
    from search.keeper import keeper

    from . import page_copies
    from .garbage import collect_seldom
    from .page_store import PageStore
    from .sitemaps import addresses

    capacity = settings.PAGE_STORE_MB * 1024 * 1024
    store = PageStore(rendered, clock, addresses, page_copies.of_this_site(), capacity)
    collect_seldom()
    clock.start()
    store.start()
    keeper.start()
    return store


application = served()
