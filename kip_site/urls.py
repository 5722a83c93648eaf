"""All addresses: a public list, which readers and caches share, and a private one, which neither keeps."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

public = i18n_patterns(
    path("", include("principles.urls")),
    path("", include("programmes.urls")),
    prefix_default_language=False,
)

private = [
    path("admin/", admin.site.urls),
]

urlpatterns = private + public

handler400 = "kip_site.errors.bad_request"
handler403 = "kip_site.errors.permission_denied"
handler404 = "kip_site.errors.not_found"
handler500 = "kip_site.errors.server_error"
