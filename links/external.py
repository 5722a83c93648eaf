"""Checks links to other sites: one request per host and second at most, and none into private networks.

The name of a host is resolved here, the IP address is checked, and the connection goes to that address: a name that
resolves differently the next moment (DNS rebinding) gains nothing. A redirect is checked in the same way.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError, SSLError, TimeoutError

from links.status import WORKS, Kind, LinkStatus

HOST_INTERVAL = 1.0  # seconds between two requests to one host
CONNECT_TIMEOUT, READ_TIMEOUT = 5.0, 10.0  # seconds
TOTAL_TIMEOUT = 20.0  # seconds for one request, however slowly its answer arrives
MAX_REDIRECTS = 5
MAX_IP_ADDRESSES = 3  # of one host that are tried: one each of IPv4 and IPv6, and one more
RESOLVER_FAILURES = {socket.EAI_AGAIN, socket.EAI_FAIL}
REDIRECT_CODES = {301, 302, 303, 307, 308}
GONE_CODES = {404, 410}
CLOSED_CODES = {401, 402, 403, 405, 406, 407, 429, 451, 999}
#: IPv6 addresses that embed an IPv4 address.
_TRANSLATION_NETWORKS = [ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")]
#: Reserved networks that not every Python version's `is_global` knows.
_RESERVED_NETWORKS = [ip_network(each) for each in ("fec0::/10", "5f00::/16", "3fff::/20", "192.88.99.0/24")]
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNQUOTED_CHARACTERS = "/?&=%:@!$'()*+,;~-._[]"

PRIVATE_NETWORK = LinkStatus(
    Kind.GONE, "Dieser Link führt in ein internes Netz; Leserinnen und Leser kommen dort nicht hin."
)
INVALID_ADDRESS = LinkStatus(Kind.GONE, "Das ist keine gültige Webadresse.")


class LinkError(Exception):
    """A link that is not or cannot be requested; `answer` is its status."""

    def __init__(self, answer: LinkStatus):
        super().__init__(answer.text)
        self.answer = answer


def is_public(address: str) -> bool:
    """Whether an IP address is globally reachable: not in a private network and not this machine."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if inner:
            return is_public(str(inner))
        if any(found in network for network in _TRANSLATION_NETWORKS):
            return False
    return found.is_global and not found.is_multicast and not any(found in network for network in _RESERVED_NETWORKS)


class ExternalChecker:
    """`permits` tells which IP addresses may be requested; `wait` and `now` are the clock's, replaceable in tests."""

    def __init__(self, permits: Callable[[str], bool] = is_public, wait=time.sleep, now=time.monotonic):
        self.permits, self.wait, self.now = permits, wait, now
        self.asked: dict[str, float] = {}

    def check(self, address: str) -> LinkStatus:
        try:
            for _step in range(MAX_REDIRECTS + 1):
                status, following = self.ask(address)
                if following is None:
                    return status_of_code(status)
                address = redirect_target(address, following)
        except LinkError as refusal:
            return refusal.answer
        return LinkStatus(Kind.DOUBTFUL, "Der Link wird immer weitergeleitet und kommt nirgends an.")

    def ask(self, address: str) -> tuple[int, str | None]:
        """The status code, and the target of a redirect. Raises LinkError."""
        parts = split_address(address)
        addresses = self.look_up(parts)
        self.take_turn(host_of(parts))
        return run_with_timeout(TOTAL_TIMEOUT, lambda: first_response(parts, addresses))

    def look_up(self, parts: SplitResult) -> list[str]:
        """The IP addresses of the host; all of them must be public. Raises LinkError."""
        try:
            found = socket.getaddrinfo(host_of(parts), port_of(parts), type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise LinkError(lookup_failure(host_of(parts), error)) from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if not all(map(self.permits, addresses)):
            raise LinkError(PRIVATE_NETWORK)
        return addresses[:MAX_IP_ADDRESSES]

    def take_turn(self, host: str):
        if (asked := self.asked.get(host)) is not None:
            self.wait(max(0.0, asked + HOST_INTERVAL - self.now()))
        self.asked[host] = self.now()


def lookup_failure(host: str, error: Exception) -> LinkStatus:
    """Either the name does not exist, or no name server answered, which is not the link's fault."""
    if isinstance(error, socket.gaierror) and error.errno in RESOLVER_FAILURES:
        return LinkStatus(Kind.UNASKED, f"Der Name {host} liess sich nicht nachschlagen.")
    return LinkStatus(Kind.DOUBTFUL, f"Den Namen {host} gibt es nicht.")


def first_response(parts: SplitResult, addresses: list[str]) -> tuple[int, str | None]:
    """Tries the IP addresses of a host in order, as browsers do. Raises LinkError with the last result."""
    for ip in addresses[:-1]:
        with suppress(LinkError):
            return request(parts, ip)
    return request(parts, addresses[-1])


def redirect_target(address: str, following: str) -> str:
    """The target of a `Location` header, in which servers send UTF-8 where HTTP expects Latin-1. Raises LinkError."""
    with suppress(UnicodeError):
        following = following.encode("latin-1").decode()
    try:
        return urljoin(address, following)
    except ValueError as error:
        raise LinkError(INVALID_ADDRESS) from error


def split_address(address: str) -> SplitResult:
    """Raises LinkError for what a browser cannot follow, and for an address with a user name or password."""
    try:
        parts = urlsplit(address)
        port_of(parts)
        if parts.hostname and not parts.hostname.isascii():
            parts = parts._replace(netloc=parts.netloc.lower().replace(parts.hostname, idna_host(parts.hostname)))
    except (ValueError, UnicodeError) as error:
        raise LinkError(INVALID_ADDRESS) from error
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        raise LinkError(INVALID_ADDRESS)
    return parts


def idna_host(host: str) -> str:
    """The host in its ASCII form: bücher.ch is xn--bcher-kva.ch. Raises UnicodeError."""
    return host.encode("idna").decode()


def host_of(parts: SplitResult) -> str:
    return parts.hostname or ""


def port_of(parts: SplitResult) -> int | None:
    """The port of the address or of its scheme. Raises ValueError for an invalid one."""
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)


def request(parts: SplitResult, ip: str) -> tuple[int, str | None]:
    """Requests the page without reading its body. Raises LinkError."""
    target = quote(parts.path or "/", safe=_UNQUOTED_CHARACTERS) + (
        f"?{quote(parts.query, safe=_UNQUOTED_CHARACTERS)}" if parts.query else ""
    )
    headers = {
        "Host": parts.netloc,
        "User-Agent": f"Link-Pruefung ({settings.SITE_URL})",
        "Accept": "text/html, */*;q=0.5",
    }
    with connection_pool(parts, ip) as pool:
        try:
            response = pool.urlopen("GET", target, headers=headers, redirect=False, preload_content=False)
        except (HTTPError, OSError, ValueError) as error:
            raise LinkError(LinkStatus(Kind.DOUBTFUL, error_text(error))) from error
        following = response.headers.get("Location") if response.status in REDIRECT_CODES else None
        response.close()
        return response.status, following


def connection_pool(parts: SplitResult, ip: str) -> HTTPConnectionPool:
    timeout = Timeout(connect=CONNECT_TIMEOUT, read=READ_TIMEOUT)
    if parts.scheme == "https":
        return HTTPSConnectionPool(ip, port_of(parts), timeout, retries=False, server_hostname=parts.hostname)
    return HTTPConnectionPool(ip, port_of(parts), timeout, retries=False)


def error_text(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "Der Server antwortet nicht."
    return "Das Zertifikat des Servers gilt nicht." if isinstance(error, SSLError) else "Die Verbindung ist misslungen."


def status_of_code(status: int) -> LinkStatus:
    if status < 400:
        return WORKS
    if status in GONE_CODES:
        return LinkStatus(Kind.GONE, f"Die Seite gibt es dort nicht mehr ({status}).")
    if status in CLOSED_CODES:
        return LinkStatus(Kind.CLOSED, f"Der Server lässt Programme nicht prüfen ({status}).")
    return LinkStatus(Kind.DOUBTFUL, f"Der Server meldet einen Fehler ({status}).")


def run_with_timeout(seconds: float, work: Callable):
    """The result of `work`. Raises what it raises, and LinkError after `seconds`; the thread then runs on alone."""
    result: dict = {}

    def run():
        try:
            result["value"] = work()
        except Exception as error:  # raised again in the waiting thread
            result["error"] = error

    thread = threading.Thread(target=run, name="link check", daemon=True)
    thread.start()
    thread.join(seconds)
    if "error" in result:
        raise result["error"]
    with suppress(KeyError):
        return result["value"]
    raise LinkError(LinkStatus(Kind.DOUBTFUL, "Der Server antwortet nicht."))
