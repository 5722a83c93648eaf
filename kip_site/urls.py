"""All URLs in five lists by cache policy.

Public pages, files (not in the page cache), states of pages (not published either), search and private pages (no-store).
"""

from collections.abc import Callable
from functools import wraps

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.pages.addresses import FILES_PATH
from core.pages.pagination import canonical_address
from core.rich_text.images import IMAGES_PATH
from delivery.cached_page import SHARED_CACHING
from editorial.mementos import views as mementos
from editorial.views import previews, public_history
from editorial.views.remarks import remarks
from files.views import text_image
from programmes.open_data import feed
from programmes.views import open_data
from programmes.views.files import document_file
from redirects import short_links

from . import machine_pages, sitemaps


def marked(view: Callable, *flags: str) -> Callable:
    """Sets flags on the view, which apps further down read from a resolved path."""
    for flag in flags:
        setattr(view, flag, True)
    return view


def shared(view: Callable) -> Callable:
    """Public pages are the same for all and read-only: other methods get 405, not 403 for a missing CSRF token.

    The page cache serves views with `is_public`.
    """
    return marked(readable(view), "is_public")


def readable(view: Callable) -> Callable:
    """Public, but not in the page cache, which would hold files in memory. The link checker reads `is_readable`."""
    view = csrf_exempt(require_safe(cache_control(**SHARED_CACHING)(view)))
    return marked(view, "is_readable", "is_publishable")


def dated(view: Callable) -> Callable:
    """States of pages, which say themselves how long they stay valid.

    Neither in the page cache nor published: they would take more room than all pages, and be rendered with each edition.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if "Cache-Control" not in response:
            patch_cache_control(response, **SHARED_CACHING)
        return response

    return marked(csrf_exempt(require_safe(answer)), "is_readable")


def searchable(view: Callable) -> Callable:
    """Never cached, as every search differs. Links may lead there."""
    return marked(never_cache(csrf_exempt(require_safe(view))), "is_readable")


def unshared(view: Callable) -> Callable:
    """Never cached. The rules for links read `is_private`."""
    return marked(never_cache(view), "is_private")


def decorate_all(decorator: Callable, patterns: list) -> list:
    """Decorates every view of a URL list, of included lists too."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            decorate_all(decorator, pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            pattern.callback = decorator(pattern.callback)
    return patterns


public = decorate_all(
    shared,
    [
        path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
        path("sitemap-<slug:name>.xml", sitemaps.sitemap_file, name="sitemap"),
        path("robots.txt", machine_pages.robots, name="robots"),
        path(".well-known/security.txt", machine_pages.security, name="security"),
        re_path(r"^daten/katalog\.(?P<ending>jsonld|rdf)$", open_data.catalogue_file, name="data_catalogue"),
        path("daten/<slug:name>.schema.json", open_data.data_schema, name="data_schema"),
        re_path(r"^daten/(?P<name>[a-z-]+)\.(?P<ending>csv|json)$", open_data.data_file, name="data_file"),
        *i18n_patterns(
            path("aenderungen/<slug:kind>/<slug:key>/", public_history.page_history, name="changes"),
            path(
                "aenderungen/<slug:kind>/<slug:key>/<number:number>/",
                canonical_address(public_history.page_history),
                name="changes",
            ),
            path("aenderungen/<slug:kind>/<slug:key>/feed/", feed.changes_feed, name="changes_feed"),
            re_path(r"^k/(?P<code>[A-Za-z0-9]{1,5})$", short_links.redirect_short_address, name="short_address"),
            re_path(r"^k/(?P<code>[A-Za-z0-9]{1,5})/$", short_links.redirect_short_address),
            path("", include("principles.urls")),
            path("", include("pages.urls")),
            path("", include("programmes.urls")),
            prefix_default_language=False,
        ),
    ],
)

searching = decorate_all(
    searchable,
    i18n_patterns(path("", include("search.urls")), prefix_default_language=False),
)

files = decorate_all(
    readable,
    [
        path(f"{IMAGES_PATH}<slug:key>.webp", text_image, name="text_image"),
        path(f"{FILES_PATH}<slug:slug>.<slug:ending>", document_file, name="document_file"),
    ],
)

states = decorate_all(
    dated,
    i18n_patterns(
        re_path(
            r"^fassung/(?P<name>\d{4}-\d\d-\d\d(?:-\d{1,3})?)/(?P<address>(?:.+/)?)$", mementos.state, name="state"
        ),
        re_path(r"^fassung/(?P<address>(?:.+/)?)$", mementos.time_gate, name="time_gate"),
        re_path(r"^fassungen/(?P<address>(?:.+/)?)$", mementos.time_map, name="time_map"),
        prefix_default_language=False,
    ),
)

private = decorate_all(
    unshared,
    [
        path("admin/", admin.site.urls),
        path("vorschau/<str:token>/", require_safe(previews.preview_link), name="preview_link"),
        path("vorschau/<str:token>/<slug:language>/", require_safe(previews.preview_link), name="preview_link"),
        path(
            "vorschau/<str:token>/<slug:language>/anmerkungen/",
            csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(remarks)),
            name="preview_remarks",
        ),
        path(
            f"vorschau/<str:token>/{FILES_PATH}<path:name>",
            require_safe(previews.preview_link_file),
            name="preview_link_file",
        ),
        path("live", csrf_exempt(require_safe(machine_pages.live)), name="live"),
        path("ready", csrf_exempt(require_safe(machine_pages.ready)), name="ready"),
    ],
)

urlpatterns = private + searching + files + states + public

handler400 = "delivery.errors.bad_request"
handler403 = "delivery.errors.permission_denied"
handler404 = "delivery.errors.not_found"
handler500 = "delivery.errors.server_error"
