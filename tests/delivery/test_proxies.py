"""Client address and scheme come from trusted proxies only."""

from ipaddress import ip_network

import pytest

from delivery.proxies import ProxyHeaders

PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/24"), ip_network("fd00::/8")]
pytestmark = pytest.mark.check(9)


def seen(proxies, sender: str, **headers: str) -> dict:
    """What the application gets to see of a request."""
    environ = {"REMOTE_ADDR": sender, "wsgi.url_scheme": "http", **headers}
    return ProxyHeaders(lambda environ, start_response: environ, proxies)(environ, None)


@pytest.mark.parametrize(
    ("sender", "passed_on", "reader"),
    [
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "192.0.2.7, 10.0.0.3", "192.0.2.7"),
        ("127.0.0.1", "203.0.113.1, 192.0.2.7,10.0.0.3 ", "192.0.2.7"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.0.0.3", "10.0.0.3"),
        ("127.0.0.1", "192.0.2.7, unknown", "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7, '; DROP, 10.0.0.3", "10.0.0.3"),
        ("192.0.2.9", "192.0.2.7", "192.0.2.9"),
        ("", "192.0.2.7", ""),
    ],
)
def test_the_reader_is_whom_the_last_trusted_proxy_heard(sender, passed_on, reader):
    assert seen(PROXIES, sender, HTTP_X_FORWARDED_FOR=passed_on)["REMOTE_ADDR"] == reader


@pytest.mark.parametrize(
    ("proxies", "sender", "said", "scheme"),
    [
        (PROXIES, "127.0.0.1", "https", "https"),
        (PROXIES, "127.0.0.1", "http", "http"),
        (PROXIES, "127.0.0.1", "", "http"),
        (PROXIES, "127.0.0.1", "https, http", "http"),
        (PROXIES, "192.0.2.9", "https", "http"),
        ([], "127.0.0.1", "https", "http"),
    ],
)
def test_https_is_what_a_trusted_proxy_calls_so(proxies, sender, said, scheme):
    assert seen(proxies, sender, HTTP_X_FORWARDED_PROTO=said)["wsgi.url_scheme"] == scheme


@pytest.mark.parametrize("proxies", [PROXIES, []])
def test_nobody_behind_can_believe_what_was_said(proxies):
    names = ("FORWARDED", "X_FORWARDED_FOR", "X_FORWARDED_PROTO", "X_FORWARDED_HOST", "X_FORWARDED_PORT", "X_REAL_IP")

    environ = seen(proxies, "127.0.0.1", **{f"HTTP_{name}": "evil.example" for name in names}, HTTP_HOST="localhost")

    assert [name for name in environ if name.startswith("HTTP_")] == ["HTTP_HOST"]
