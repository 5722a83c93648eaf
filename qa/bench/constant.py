"""A WSGI application that sends the site's response as a constant: the limit of the server itself."""

import os
from pathlib import Path

from qa.bench.page import headers_of

FOLDER = Path(os.environ["BENCH_PAGE"])
BODY = [(FOLDER / "page").read_bytes()]
HEADERS = [*headers_of(FOLDER).items(), ("content-length", str(len(BODY[0])))]


def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return BODY
