"""Queries and forms are UTF-8, whatever a request says."""

from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIRequest

from delivery.layers import in_utf_8, with_boundary_only

pytestmark = pytest.mark.check(28)

#: Codecs of Python that are no charsets, and parameters that name one for themselves.
ODD = [
    "text/html; charset=hex",
    "text/html; charset*=utf-8''undefined",
    "a; x*=hex''%41",
    "a; b*=",
    "; charset=idna",
    "x" * 20_000,
]


@pytest.mark.parametrize("content_type", ODD)
def test_no_codec_that_a_request_names_is_used(content_type):
    environ = {"QUERY_STRING": "q=%61%ff", "CONTENT_TYPE": content_type}
    setup_testing_defaults(environ)

    query = in_utf_8(lambda given, start_response: WSGIRequest(given).GET)(environ, None)

    assert query["q"] == "a\ufffd"


def test_the_boundary_of_a_form_stays():
    given = 'multipart/form-data; charset=utf-16; boundary="----WebKit0"'

    assert with_boundary_only(given) == 'multipart/form-data; boundary="----WebKit0"'
