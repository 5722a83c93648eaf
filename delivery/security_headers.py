"""Security headers: one list for all responses, added by one layer between Django and the page cache.

Headers that a response has already are kept: uploaded files have a stricter policy, previews send no referrer.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django_prose_editor.widgets import importmap

Headers = list[tuple[str, str]]

#: Public pages run no script and load nothing from other hosts. JSON-LD is data, to which the policy does not apply.
PUBLIC_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",  # no script uses it; Lighthouse reads robots.txt from within the page
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
OFFICE_PATH = "/admin/"
#: A public page shown within the office, as it would be published.
PREVIEW_PATH = re.compile(rf"{OFFICE_PATH}fassungen/\d+/vorschau/")
DISABLED_FEATURES = ("browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb")
SCRIPT_TAG = re.compile(r"<script[^>]*>(.*)</script>", re.DOTALL)


def policy_text(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def hsts_headers() -> Headers:
    """Strict-Transport-Security, where the site is served under https."""
    parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
    parts += ["includeSubDomains"] if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else []
    parts += ["preload"] if settings.SECURE_HSTS_PRELOAD else []
    return [("Strict-Transport-Security", "; ".join(parts))] if settings.SECURE_HSTS_SECONDS else []


@lru_cache
def public_headers() -> Headers:
    return [
        ("Content-Security-Policy", policy_text(PUBLIC_POLICY)),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ("Cross-Origin-Resource-Policy", "same-site"),
        ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in DISABLED_FEATURES)),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        *hsts_headers(),
    ]


@lru_cache
def office_headers() -> Headers:
    """The public headers, but with own scripts and the inline import map of the rich text editor allowed."""
    scripts = f"'self' {script_source(import_map())}"
    return with_missing(
        [("Content-Security-Policy", policy_text(PUBLIC_POLICY | {"script-src": scripts}))], public_headers()
    )


def import_map() -> str:
    """The content of the editor's import map script. Raises ValueError where the library writes anything else."""
    if not (found := SCRIPT_TAG.fullmatch(str(importmap))):
        raise ValueError("The editor's map of modules is no script")
    return found[1]


def script_source(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def with_missing(given: Headers, wanted: Headers) -> Headers:
    """`given`, and those of `wanted` whose names it lacks."""
    named = {name.lower() for name, _ in given}
    return [*given, *(header for header in wanted if header[0].lower() not in named)]


def headers_for(path: str, status: str) -> Headers:
    is_preview = status.startswith("200") and PREVIEW_PATH.match(path)
    return office_headers() if path.startswith(OFFICE_PATH) and not is_preview else public_headers()


class SecurityHeaders:
    """WSGI layer that adds the security headers to every response.

    The 304 of Django has the length 0, which is not that of the response that it stands for (RFC 9110, 8.6).
    """

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ: dict, start_response: Callable):
        path = environ["PATH_INFO"]

        def start(status: str, headers: Headers, *exc_info):
            if status.startswith("304"):
                headers = [header for header in headers if header[0].lower() != "content-length"]
            return start_response(status, with_missing(headers, headers_for(path, status)), *exc_info)

        return self.application(environ, start)
