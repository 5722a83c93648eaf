"""Client address and scheme from the headers of trusted proxies.

`TRUSTED_PROXIES` names the peers whose forwarded headers are used. Forwarded headers from untrusted peers are ignored.
They are removed in either case: the layers behind read `REMOTE_ADDR` and `wsgi.url_scheme` only.
"""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

FORWARDED_FOR, FORWARDED_PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
#: The address of the connection, which is that of a proxy where there is one.
PEER = "kip.peer"
#: Headers that Django, a library or a view might trust; always removed.
IGNORED_HEADERS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_REAL_IP")


class ProxyHeaders:
    def __init__(self, application: Callable, trusted: list[Network]):
        self.application = application
        self.trusted = trusted

    def __call__(self, environ: dict, start_response: Callable):
        passed_on, scheme = environ.pop(FORWARDED_FOR, ""), environ.pop(FORWARDED_PROTO, "")
        for name in IGNORED_HEADERS:
            environ.pop(name, None)
        environ[PEER] = environ.get("REMOTE_ADDR", "")
        if self.is_trusted(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self.reader(passed_on.split(","), environ["REMOTE_ADDR"])
            environ["wsgi.url_scheme"] = "https" if scheme == "https" else "http"
        return self.application(environ, start_response)

    def reader(self, chain: list[str], nearest: str) -> str:
        """The last address of the chain that is not a trusted proxy: each proxy appends the address of its peer."""
        for address in map(str.strip, reversed(chain)):
            if not is_address(address):
                break
            nearest = address
            if not self.is_trusted(address):
                break
        return nearest

    def is_trusted(self, address: str) -> bool:
        return is_address(address) and any(ip_address(address) in network for network in self.trusted)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
