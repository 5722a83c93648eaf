"""Long texts folded under their headings."""

import pytest

from core.rich_text.folds import folded

FOLDS = {
    "<p>Zuerst.</p><h3>Wie</h3><p>So.</p><h3>Wann</h3><p>Jetzt.</p>": (
        "<p>Zuerst.</p>"
        '<details class="fold"><summary><h3>Wie</h3></summary><p>So.</p></details>'
        '<details class="fold"><summary><h3>Wann</h3></summary><p>Jetzt.</p></details>'
    ),
    "<h3>Wie</h3><p>So.</p><h3>Wann</h3>": (
        '<h3>Wie</h3><p>So.</p><details class="fold"><summary><h3>Wann</h3></summary></details>'
    ),
    "<p>Ohne Titel.</p>": "<p>Ohne Titel.</p>",
    "<ul><li><h3>In einer Liste</h3></li></ul>": "<ul><li><h3>In einer Liste</h3></li></ul>",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), FOLDS.items())
def test_each_heading_folds_what_follows_it(text, expected):
    assert folded(text) == expected
