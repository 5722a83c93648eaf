"""What a proxy before the site says of its readers, and whether it may be believed.

Only the machines that `TRUSTED_PROXIES` names may say who asks and whether they came under https. From anybody else these
headers are words of a stranger. Either way nothing behind this layer sees them: `REMOTE_ADDR` and `wsgi.url_scheme` tell.
"""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

FOR, PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
#: What Django, a library or a view might believe.
OTHERS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_REAL_IP")


class BehindProxies:
    def __init__(self, application: Callable, trusted: list[Network]):
        self.application = application
        self.trusted = trusted

    def __call__(self, environ: dict, start_response: Callable):
        passed_on, scheme = environ.pop(FOR, ""), environ.pop(PROTO, "")
        for name in OTHERS:
            environ.pop(name, None)
        if self.is_trusted(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self.reader(passed_on.split(","), environ["REMOTE_ADDR"])
            environ["wsgi.url_scheme"] = "https" if scheme == "https" else "http"
        return self.application(environ, start_response)

    def reader(self, chain: list[str], nearest: str) -> str:
        """Each proxy adds from whom it heard: the first address, from behind, that is no proxy of ours."""
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
