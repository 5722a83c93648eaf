"""All addresses: a public list, which readers and caches share, and a private one, which neither keeps."""

from collections.abc import Callable, Iterable

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from . import sitemaps, views


def read_only(view: Callable) -> Callable:
    """Public pages can only be read: another method is refused as such (405), not for a missing form token (403)."""
    return csrf_exempt(require_safe(view))


def each(decorator: Callable, patterns: Iterable) -> list:
    """Decorate every view of a list of addresses, included lists too."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            each(decorator, pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            pattern.callback = decorator(pattern.callback)
    return patterns


public = each(
    read_only,
    [
        path("sitemap.xml", sitemaps.index, name="sitemap"),
        path("sitemap-<slug:name>.xml", sitemaps.file, name="sitemap"),
        path("robots.txt", views.robots, name="robots"),
        path(".well-known/security.txt", views.security, name="security"),
        *i18n_patterns(
            path("", include("principles.urls")),
            path("", include("programmes.urls")),
            prefix_default_language=False,
        ),
    ],
)

private = each(never_cache, [path("admin/", admin.site.urls)])

urlpatterns = private + public

handler400 = "kip_site.errors.bad_request"
handler403 = "kip_site.errors.permission_denied"
handler404 = "kip_site.errors.not_found"
handler500 = "kip_site.errors.server_error"
