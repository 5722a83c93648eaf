"""One rendered page in three encodings, and the responses to GET and HEAD that are made of it (200, 304, 406)."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from wsgiref.util import setup_testing_defaults

import brotli
from django.conf import settings
from django.utils.http import parse_etags

from core.filesystem.etags import etag
from operations import counters
from operations.logging import OWN_REQUEST

from .security_headers import Headers, public_headers

#: In order of preference among equal weights: the smallest first.
ENCODINGS = ("br", "gzip", "identity")
#: Headers that the page cache writes itself.
OWN_HEADERS = {"content-length", "content-encoding", "etag", "vary"}
#: Browsers revalidate each time and get 304 where nothing changed. Shared caches revalidate once a second, and serve
#: stale pages for a week while the site is down. No stale-while-revalidate: the first view after an edit would be
#: stale.
SHARED_CACHING = {"public": True, "max_age": 0, "s_maxage": 1, "stale_if_error": 604_800}
#: Longer Accept-Encoding headers (in characters) are negotiated without a cache, so that clients cannot fill it.
MAX_REMEMBERED_HEADER = 100
LARGE_BODY = 1_000_000  # bytes; above that, the best compression takes a second or more
IDENTITY_WEIGHT = 0.0001  # the weight of identity, where the client does not exclude it


count_stored, count_unchanged = counters.served_from_cache.inc, counters.served_unchanged.inc


@dataclass(frozen=True)
class Response:
    """A response of Django: status line, headers, body."""

    status: str
    headers: Headers
    body: bytes

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def is_storable(self) -> bool:
        """Status 200, the same for all clients, and cacheable by its own headers."""
        headers = {name.lower(): value for name, value in self.headers}
        return (
            self.code == 200
            and "s-maxage" in headers.get("cache-control", "")
            and not {"set-cookie", "vary", "content-encoding"} & headers.keys()
        )

    @classmethod
    def to_nobody(cls, application: Callable, path: str, validator: str = "", is_asked: bool = False) -> "Response":
        """What the application says to an anonymous request: no cookies, no query string.

        `is_asked`: a reader waits for it, so that a missing page is logged.
        """
        scheme, _, host = settings.SITE_URL.partition("://")
        environ = {"PATH_INFO": path, "HTTP_HOST": host, "wsgi.url_scheme": scheme, "HTTP_IF_NONE_MATCH": validator}
        environ |= {} if is_asked else {OWN_REQUEST: "1"}
        setup_testing_defaults(environ)
        started = []
        body = application(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
        try:
            content = b"".join(body)
        finally:
            getattr(body, "close", lambda: None)()
        return cls(*started[-1], content)

    def send(self, environ: dict, start_response) -> list[bytes]:
        counters.count_request("rendered", self.status)
        start_response(self.status, self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


@dataclass(frozen=True)
class Variant:
    """One encoding of a page; `unchanged` holds the headers of a 304."""

    etag: str
    headers: Headers
    unchanged: Headers
    body: list[bytes]


class CachedPage:
    """A page in all encodings.

    It shows `edition` or a later one; `last_requested` is the clock tick of the last request (for eviction).
    """

    __slots__ = ("last_requested", "bodies", "edition", "headers", "refused_until", "size", "variants")

    def __init__(self, headers: Headers, bodies: dict[str, bytes], edition: str | None):
        self.headers = [(name, value) for name, value in headers if name.lower() not in OWN_HEADERS]
        self.bodies = bodies
        self.edition = edition
        self.last_requested = 0
        self.refused_until = 0.0
        self.size = sum(map(len, bodies.values()))
        self.variants = {encoding: self.variant(encoding) for encoding in ENCODINGS}

    @classmethod
    def of(cls, response: Response, edition: str | None) -> "CachedPage":
        return cls(response.headers, compressed(response.body), edition)

    def variant(self, encoding: str) -> Variant:
        body = self.bodies[encoding]
        tag = etag(hashlib.sha256(body).hexdigest(), len(body))
        unchanged = [*self.headers, ("ETag", tag), ("Vary", "Accept-Encoding")]
        headers = [*unchanged, ("Content-Length", str(len(body)))]
        if encoding != "identity":
            headers.append(("Content-Encoding", encoding))
        without_type = [header for header in unchanged if header[0].lower() != "content-type"]
        return Variant(tag, headers, without_type, [body])

    def shows(self, response: Response) -> bool:
        """Whether body and headers are those of the response."""
        fresh = [(name, value) for name, value in response.headers if name.lower() not in OWN_HEADERS]
        return self.bodies["identity"] == response.body and self.headers == fresh

    def send(self, environ: dict, start_response) -> list[bytes]:
        encoding = preferred_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        variant = self.variants.get(encoding) if encoding else None
        if variant is None:
            return not_acceptable(start_response)
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None and etag_matches(variant.etag, tags):
            count_unchanged()
            start_response("304 Not Modified", variant.unchanged)
            return []
        count_stored()
        start_response("200 OK", variant.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else variant.body


def compressed(body: bytes) -> dict[str, bytes]:
    """The body by encoding. Large bodies get a lower compression level, so that they do not delay all other pages."""
    best, good = (11, 9) if len(body) < LARGE_BODY else (5, 6)
    return {"br": brotli.compress(body, quality=best), "gzip": gzip.compress(body, good, mtime=0), "identity": body}


def etag_matches(tag: str, tags: str) -> bool:
    """If-None-Match compares weakly (RFC 9110, 13.1.2): a proxy that recompresses may have made the ETag weak."""
    return tags == tag or any(each.removeprefix("W/") in (tag, "*") for each in parse_etags(tags))


def preferred_encoding(accepted: str) -> str | None:
    """The encoding for an Accept-Encoding header (RFC 9110, 12.5.3); None where identity is excluded as well."""
    return remembered_encoding(accepted) if len(accepted) <= MAX_REMEMBERED_HEADER else negotiated_encoding(accepted)


def negotiated_encoding(accepted: str) -> str | None:
    weights = dict(filter(None, map(parsed_weight, accepted.lower().split(","))))
    others = weights.get("*", 0)
    offered = {encoding: weights.get(encoding, others) for encoding in ENCODINGS}
    if "identity" not in weights and "*" not in weights:
        offered["identity"] = IDENTITY_WEIGHT
    best = max(ENCODINGS, key=offered.__getitem__)
    return best if offered[best] > 0 else None


remembered_encoding = lru_cache(maxsize=1024)(negotiated_encoding)


def parsed_weight(entry: str) -> tuple[str, float] | None:
    """`gzip;q=0.5` gives ("gzip", 0.5); an invalid entry gives None."""
    coding, _, parameter = (part.strip() for part in entry.partition(";"))
    name, _, value = parameter.partition("=")
    if not parameter:
        return (coding.removeprefix("x-"), 1.0) if coding else None
    try:
        q = float(value)
    except ValueError:
        return None
    return (coding.removeprefix("x-"), q) if name.strip() == "q" and 0 <= q <= 1 else None


def not_acceptable(start_response) -> list[bytes]:
    counters.count_request("rendered", "406")
    body = "Diese Seite gibt es unverändert, mit gzip oder mit br komprimiert.\n".encode()
    start_response(
        "406 Not Acceptable",
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Vary", "Accept-Encoding"),
            *public_headers(),
        ],
    )
    return [body]
