"""What lies between the page store and Django, from outside to inside."""

from collections.abc import Callable

from django.conf import settings

from .headers import WithHeaders
from .proxies import BehindProxies


def around(application: Callable) -> Callable:
    """Every answer has its headers, and every request tells of whom it comes."""
    return WithHeaders(BehindProxies(application, settings.TRUSTED_PROXIES))
