"""One rendered page in three encodings, and the responses to GET and HEAD that are made of it (200, 304, 406)."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

import brotli
from django.utils.http import parse_etags

from operations import counters

from .security_headers import Headers, of_readers

#: In order of preference among equal weights: the smallest first.
ENCODINGS = ("br", "gzip", "identity")
#: Headers that the page cache writes itself.
OWN_HEADERS = {"content-length", "content-encoding", "etag", "vary"}
#: Longer Accept-Encoding headers (in characters) are negotiated without a cache, so that clients cannot fill it.
LONGEST_REMEMBERED = 100
LARGE = 1_000_000  # bytes; above that, the best compression takes a second or more
LEAST = 0.0001  # the weight of identity, where the client does not exclude it


count_stored, count_unchanged = counters.stored.inc, counters.unchanged.inc


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

    def send(self, environ: dict, start_response) -> list[bytes]:
        counters.add("rendered", self.status)
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

    It shows `edition` or a later one; `asked` is the clock tick of the last request (for eviction).
    """

    __slots__ = ("asked", "bodies", "edition", "headers", "refused_until", "size", "variants")

    def __init__(self, headers: Headers, bodies: dict[str, bytes], edition: str | None):
        self.headers = [(name, value) for name, value in headers if name.lower() not in OWN_HEADERS]
        self.bodies = bodies
        self.edition = edition
        self.asked = 0
        self.refused_until = 0.0
        self.size = sum(map(len, bodies.values()))
        digest = hashlib.sha256(bodies["identity"]).hexdigest()[:24]
        self.variants = {encoding: self.variant(encoding, digest) for encoding in ENCODINGS}

    @classmethod
    def of(cls, response: Response, edition: str | None) -> "CachedPage":
        return cls(response.headers, encoded(response.body), edition)

    def variant(self, encoding: str, digest: str) -> Variant:
        body, etag = self.bodies[encoding], f'"{digest}-{encoding}"'
        unchanged = [*self.headers, ("ETag", etag), ("Vary", "Accept-Encoding")]
        headers = [*unchanged, ("Content-Length", str(len(body)))]
        if encoding != "identity":
            headers.append(("Content-Encoding", encoding))
        without_type = [header for header in unchanged if header[0].lower() != "content-type"]
        return Variant(etag, headers, without_type, [body])

    def shows(self, response: Response) -> bool:
        """Whether body and headers are those of the response."""
        fresh = [(name, value) for name, value in response.headers if name.lower() not in OWN_HEADERS]
        return self.bodies["identity"] == response.body and self.headers == fresh

    def send(self, environ: dict, start_response) -> list[bytes]:
        encoding = preferred(environ.get("HTTP_ACCEPT_ENCODING", ""))
        variant = self.variants.get(encoding) if encoding else None
        if variant is None:
            return not_acceptable(start_response)
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None and matches(variant.etag, tags):
            count_unchanged()
            start_response("304 Not Modified", variant.unchanged)
            return []
        count_stored()
        start_response("200 OK", variant.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else variant.body


def encoded(body: bytes) -> dict[str, bytes]:
    """The body by encoding. Large bodies get a lower compression level, so that they do not delay all other pages."""
    best, good = (11, 9) if len(body) < LARGE else (5, 6)
    return {"br": brotli.compress(body, quality=best), "gzip": gzip.compress(body, good, mtime=0), "identity": body}


def matches(etag: str, tags: str) -> bool:
    """If-None-Match compares weakly (RFC 9110, 13.1.2): a proxy that recompresses may have made the ETag weak."""
    return tags == etag or any(tag.removeprefix("W/") in (etag, "*") for tag in parse_etags(tags))


def preferred(accepted: str) -> str | None:
    """The encoding for an Accept-Encoding header (RFC 9110, 12.5.3); None where identity is excluded as well."""
    return remembered(accepted) if len(accepted) <= LONGEST_REMEMBERED else negotiated(accepted)


def negotiated(accepted: str) -> str | None:
    weights = dict(filter(None, map(weight, accepted.lower().split(","))))
    others = weights.get("*", 0)
    offered = {encoding: weights.get(encoding, others) for encoding in ENCODINGS}
    if "identity" not in weights and "*" not in weights:
        offered["identity"] = LEAST
    best = max(ENCODINGS, key=offered.__getitem__)
    return best if offered[best] > 0 else None


remembered = lru_cache(maxsize=1024)(negotiated)


def weight(entry: str) -> tuple[str, float] | None:
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
    counters.add("rendered", "406")
    body = "Diese Seite gibt es unverändert, mit gzip oder mit br komprimiert.\n".encode()
    start_response(
        "406 Not Acceptable",
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Vary", "Accept-Encoding"),
            *of_readers(),
        ],
    )
    return [body]
