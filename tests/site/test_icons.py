"""Browsers request icons at the root, whatever a page declares: each gets one, not an error page."""

from io import BytesIO

import pytest
from PIL import Image

from tests.site.page import visitor

ICONS = {
    "/favicon.ico": ("ICO", {"image/x-icon", "image/vnd.microsoft.icon"}, (48, 48)),
    "/apple-touch-icon.png": ("PNG", {"image/png"}, (180, 180)),
}


@pytest.mark.parametrize("path", ICONS)
def test_an_icon_answers(path):
    kind, types, size = ICONS[path]

    answer = visitor().get(path)

    image = Image.open(BytesIO(answer.getvalue()))
    assert (answer.status_code, image.format, image.size) == (200, kind, size)
    assert answer["Content-Type"] in types
