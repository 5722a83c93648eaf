"""A WSGI application that does nothing: the site's own answer, read once. What the server itself can reach."""

import os
from pathlib import Path

from qa.bench.page import headers_of

FOLDER = Path(os.environ["BENCH_PAGE"])
BODY = [(FOLDER / "page").read_bytes()]
HEADERS = [*headers_of(FOLDER).items(), ("content-length", str(len(BODY[0])))]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return BODY
