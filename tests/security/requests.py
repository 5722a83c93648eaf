"""Generated hostile requests, in the form in which a server passes them to the application."""

from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import quote_from_bytes
from wsgiref.util import setup_testing_defaults

from hypothesis import strategies as st

ODD = [
    b"", b" ", b"\x00", b"%00", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"..", b"../../etc/passwd", b"..%2f", b"\\", b"//evil.example",
    b"/\\evil.example", b"\r\nX-Evil: 1", b"\t", b"'", b"' OR 1=1 --", b'"><script>alert(1)</script>', b"{{7*7}}", b"{% debug %}",
    b"%s%n%x", b"%", b"%zz", b"-1", b"0", b"1", b"99999999999999999999", b"1e309", b"NaN", b"0x1", b"1_000", "٣".encode(), "ß".encode(),
    "\u202e".encode(), "\ufeff".encode(), "\U0001f600".encode(), "ä".encode("latin-1"), b"[]", b"null", b"true", b"a" * 300, b"a" * 9_000,
    b"2026-13-45", b"2026-02-30T25:61", b"javascript:alert(1)", b"kip-3", b"de", b"fr", b"__class__", b"pk__in", b"on", b",", b";", b"&", b"=",
]  # fmt: skip
PARAMETERS = [
    b"q", b"seite", b"sprache", b"fassung", b"mit", b"next", b"o", b"p", b"all", b"e", b"_popup", b"_to_field", b"_changelist_filters",
    b"kind", b"kind__exact", b"is_active__exact", b"id__in", b"term", b"app_label", b"model_name", b"field_name", b"x",
]  # fmt: skip
FIELDS = [
    b"action", b"_selected_action", b"select_across", b"index", b"username", b"password", b"next", b"revision", b"replaced_by", b"publish_at",
    b"note", b"days", b"language", b"post", b"slug", b"name_de", b"summary_de", b"summary_fr", b"first_year", b"decided_on", b"amount_chf",
    b"opened_with", b"fassung", b"areas-TOTAL_FORMS", b"areas-INITIAL_FORMS", b"citations-TOTAL_FORMS", b"citations-0-id", b"_save", b"_check",
    b"_draft_only", b"upload", b"url", b"key", b"words", b"groups", b"user_permissions",
]  # fmt: skip
CHOICES = [
    b"submit",
    b"give_back",
    b"publish",
    b"schedule",
    b"unschedule",
    b"withdraw",
    b"restore",
    b"share",
    b"unshare",
    b"delete_selected",
]
METHODS = (
    ["GET"] * 24
    + ["POST"] * 24
    + ["HEAD", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "PROPFIND", "get", "X" * 50]
)
TYPES = [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=none",
    "multipart/form-data; boundary=xx", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 300, "application/json", "text/xml",
    "", "\xff/\x00", "application/octet-stream",
]  # fmt: skip
HEADERS = [
    "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_FORWARDED", "HTTP_HOST",
    "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_ORIGIN", "HTTP_RANGE", "HTTP_REFERER",
    "HTTP_TRANSFER_ENCODING", "HTTP_USER_AGENT", "HTTP_X_CSRFTOKEN", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REQUEST_ID",
    "HTTP_X_REQUESTED_WITH", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_ACCEPT_CHARSET", "CONTENT_LENGTH", "REMOTE_ADDR",
]  # fmt: skip
KNOWN_VALUES = [
    b"gzip, br", b"identity;q=0", b"*;q=0", b"br;q=" + b"9" * 50, b"*", b'"x"', b'W/"x", *', b"bytes=0-1", b"bytes=-9999999999", b"localhost",
    b"evil.example", b"http://localhost", b"null", b"https", b"127.0.0.1, x", b"Thu, 99 Foo 9999 99:99:99 GMT", b"XMLHttpRequest", b"sessionid=x",
    b"csrftoken=" + b"\xff" * 40, b"messages=[]", b"-5", b"1", b"99999999999",
]  # fmt: skip

odd = st.sampled_from(ODD) | st.binary(max_size=12)
value = odd | st.sampled_from(CHOICES)


@dataclass
class Request:
    method: str
    path: bytes
    query: bytes = b""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    is_known: bool = False  # whether it comes with the cookies of somebody of the office

    def environ(self, cookies: str) -> dict:
        environ = {
            "REQUEST_METHOD": self.method, "PATH_INFO": self.path.decode("latin-1"), "QUERY_STRING": self.query.decode("latin-1"),
            "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(self.body)), "wsgi.input": BytesIO(self.body),
        }  # fmt: skip
        setup_testing_defaults(environ)
        return environ | ({"HTTP_COOKIE": cookies} if self.is_known else {}) | self.headers


@st.composite
def paths(draw, known: list[str]) -> bytes:
    """A known address, or one that something happened to."""
    path = draw(st.sampled_from(known)).encode()
    segments = path.split(b"/")
    place = draw(st.integers(0, len(segments) - 1))
    match draw(st.integers(0, 9)):
        case 0:
            segments.insert(place, draw(odd))
        case 1:
            segments[place] = draw(odd)
        case 2:
            segments[place] += draw(odd)
        case 3:
            del segments[place]
        case 4:
            return b"/" + draw(st.binary(max_size=20))
        case _:
            return path
    return b"/".join(segments)


@st.composite
def queries(draw) -> bytes:
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=60)) * draw(st.sampled_from([1, 1, 500]))
    pairs = draw(st.lists(st.tuples(st.sampled_from(PARAMETERS) | odd, value), max_size=3))
    return encoded(pairs)


def encoded(pairs: list[tuple[bytes, bytes]]) -> bytes:
    return "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(given)}" for name, given in pairs).encode()


@st.composite
def bodies(draw, token: str) -> tuple[bytes, str]:
    """A body and its type: mostly a form that passes for one of this site's own, as such or in parts."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(FIELDS) | odd, value), max_size=6))
    pairs += [(b"csrfmiddlewaretoken", token.encode())] if draw(st.integers(0, 4)) else []
    match draw(st.integers(0, 5)):
        case 0:
            return draw(st.binary(max_size=200)), draw(st.sampled_from(TYPES))
        case 1:
            return b"".join(map(part, pairs)) + draw(st.sampled_from([b"--xx--\r\n", b"", b"--xx"])), TYPES[3]
        case 2:
            return encoded(pairs), draw(st.sampled_from(TYPES))
        case _:
            return encoded(pairs), TYPES[0]


def part(pair: tuple[bytes, bytes]) -> bytes:
    name, given = pair
    file = b'; filename="' + given[:20] + b'"' if name in (b"upload", b"x", b"\x00") else b""
    return b'--xx\r\nContent-Disposition: form-data; name="' + name + b'"' + file + b"\r\n\r\n" + given + b"\r\n"


@st.composite
def requests(draw, known: list[str], token: str) -> Request:
    method = draw(st.sampled_from(METHODS))
    body, kind = draw(bodies(token)) if method not in ("GET", "HEAD") else (b"", "")
    names = draw(st.lists(st.sampled_from(HEADERS), max_size=2)) if draw(st.integers(0, 2)) == 0 else []
    headers = {name: draw(st.sampled_from(KNOWN_VALUES) | odd).decode("latin-1") for name in names}
    given = {"CONTENT_TYPE": kind} | headers
    return Request(method, draw(paths(known)), draw(queries()), body, given, draw(st.booleans()))
