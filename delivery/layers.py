"""The WSGI layers between server and Django, and the garbage-collector settings of a process that renders pages."""

import gc
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import parse_header_parameters

from .proxies import ProxyHeaders
from .security_headers import SecurityHeaders

#: Garbage-collector threshold: new objects between two runs. Python's default is 700; rendering a page allocates many
#: thousands, which are freed by reference counting.
GC_THRESHOLD = 20_000


def with_layers(application: Callable) -> Callable:
    """The application with security headers on each response, and the client address in each request."""
    return SecurityHeaders(ProxyHeaders(in_utf_8(application), settings.TRUSTED_PROXIES))


def in_utf_8(application: Callable) -> Callable:
    """Removes every parameter of Content-Type but the boundary: Django decodes queries and forms with the codec that `charset`
    names, and with `hex` or `undefined` it fails before it has a request that it could answer."""

    def answer(environ: dict, start_response: Callable):
        environ["CONTENT_TYPE"] = with_boundary_only(environ.get("CONTENT_TYPE", ""))
        return application(environ, start_response)

    return answer


def with_boundary_only(content_type: str) -> str:
    try:
        kind, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):  # an unknown codec in `name*=codec''…`, or too long
        return ""
    return f'{kind}; boundary="{parameters["boundary"]}"' if "boundary" in parameters else kind


@lru_cache(maxsize=256)
def is_known_host(host: str) -> bool:
    domain, _ = split_domain_port(host[:300])
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def without_server_name(application: Callable) -> Callable:
    """Granian names itself in each response that has no header `Server` yet; an empty one says nothing."""

    def answer(environ: dict, start_response: Callable):
        def start(status: str, headers: list, *error):
            return start_response(status, [*headers, ("Server", "")], *error)

        return application(environ, start)

    return answer


def tune_garbage_collector():
    """Call it when everything is loaded: these objects are then excluded from collection.

    Rendering takes an eighth less time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 20)
