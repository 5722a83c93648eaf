"""Every path of a site with its whole response: all sitemap entries, and all that these pages link to on the site.

    python -m tests.backup.everything

prints a digest of each response of the site that the environment configures, without a server. The German ones but for the
history, or all with `THOROUGH=1`: texts in other languages are in the same rows, former ones in rows of their own.
"""

import hashlib
import io
import json
import os
import re
from collections.abc import Callable
from wsgiref.util import setup_testing_defaults

Answer = tuple[int, dict[str, str], bytes]
STARTS = ["/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/suche/?q=deutsch", "/gibt-es-nicht/"]
LOCATION = re.compile(rb"<loc>https?://[^/]+([^<]+)</loc>")
LINK = re.compile(rb'(?:href|src)="(/[^"#?]*)')
#: Headers that say when and by whom it was answered, and nothing of the site.
OF_THE_MOMENT = {"date", "expires", "server", "connection"}


def everything(ask: Callable[[str], Answer], left_out: tuple[str, ...] = ("/admin/",)) -> dict[str, Answer]:
    """The office is left out: it answers to nobody without an account."""
    answers, waiting = {}, list(STARTS)
    while waiting:
        path = waiting.pop()
        if path not in answers and not path.startswith(left_out):
            answers[path] = ask(path)
            waiting += leads_to(answers[path])
    return answers


def leads_to(answer: Answer) -> list[str]:
    _status, headers, body = answer
    kind = headers.get("content-type", "")
    found = LOCATION.findall(body) if "xml" in kind else LINK.findall(body) if "html" in kind else []
    return sorted({path.decode() for path in found})


def compared(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in OF_THE_MOMENT}


def digest(answer: Answer) -> str:
    status, headers, body = answer
    head = json.dumps([status, sorted(compared(headers).items())]).encode()
    return hashlib.sha256(head + body).hexdigest()


def different(one: dict[str, Answer], other: dict[str, Answer]) -> list[str]:
    """The addresses that one of them has alone, or answers otherwise."""
    return sorted(
        path
        for path in one.keys() | other.keys()
        if path not in one or path not in other or digest(one[path]) != digest(other[path])
    )


def asked_of(application) -> Callable[[str], Answer]:
    def ask(path: str) -> Answer:
        place, _, query = path.partition("?")
        environ = {"PATH_INFO": place.encode().decode("latin-1"), "QUERY_STRING": query, "HTTP_HOST": "localhost"}
        setup_testing_defaults(environ)
        environ["wsgi.input"] = io.BytesIO()
        started = []
        body = application(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
        content = b"".join(body)
        getattr(body, "close", lambda: None)()
        status, headers = started[-1]
        return int(status[:3]), {name.lower(): value for name, value in headers}, content

    return ask


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kip_site.settings")
    from django.core.wsgi import get_wsgi_application

    from tests.sampling import THOROUGH

    left_out = ("/admin/",) if THOROUGH else ("/admin/", "/fr/", "/it/", "/en/", "/aenderungen/", "/fassung/")
    answers = everything(asked_of(get_wsgi_application()), left_out)
    print(json.dumps({path: digest(answer) for path, answer in answers.items()}))


if __name__ == "__main__":
    main()
