"""Blocks of text are found in pages, and the passage of a remark in what the draft has become."""

import pytest

from editorial.models import Remark
from editorial.remarks.blocks import blocks
from editorial.remarks.passages import GONE, MOVED, OTHER_WORDS, Passage, whereabouts

PAGE = """<!doctype html><header><h1>Kopf</h1></header><main><h1>Titel&shy;zeile</h1>
<p>Ein <b>Satz</b>,<br>und mehr.</p><ul><li>Punkt<ul><li><a href="/">Unterpunkt</a></li></ul></li></ul>
<a href="/"><h2>Karte</h2></a><details><summary><h3>Frage?</h3></summary><p>Antwort.</p></details>
<nav><p>Weiter</p></nav><script>var p = "<p>Nein</p>"</script><table><tr><th>Jahr<td>2027</table></main><p>Fuss</p>"""


def test_the_blocks_of_a_page_and_where_a_link_may_follow():
    found = [(words, PAGE[end - 8 : end + 6] if end > 0 else None) for words, end in blocks(PAGE, within="main")]

    assert found == [
        ("Titelzeile", "ile</h1>\n<p>Ei"), ("Ein Satz, und mehr.", "nd mehr.</p><u"), ("Punkt", "li>Punkt<ul><l"),
        ("Unterpunkt", "unkt</a></li><"), ("Karte", None), ("Frage?", "summary><p>Ant"), ("Antwort.", "Antwort.</p></"),
        ("Jahr", "<th>Jahr<td>20"), ("2027", "<td>2027</tabl"),
    ]  # fmt: skip


CONTENT = {"": {"lead_de": "Eins.", "body_de": "Zwei.", "body_fr": "Zwei."}, "rows a": {"text_de": "Drei."}}
KNOWN = [Passage(place, name, words) for place, values in CONTENT.items() for name, words in values.items()]
#: Field and words of a remark, and where they are now.
MOVES = [
    (("", "lead_de", "Eins."), ("", "lead_de", "")),
    (("", "lead_de", "Drei."), ("rows a", "text_de", MOVED)),
    (("", "lead_fr", "Zwei."), ("", "body_fr", MOVED)),
    (("", "lead_de", "Vier."), ("", "lead_de", OTHER_WORDS)),
    (("rows b", "text_de", "Drei."), ("rows a", "text_de", MOVED)),
    (("rows b", "text_de", "Fünf."), ("", "", GONE)),
    (("", "body_de", ""), ("", "body_de", "")),
    (("", "", ""), ("", "", "")),
]


@pytest.mark.parametrize(("was", "is_now"), MOVES)
def test_a_passage_is_found_by_its_field_and_then_by_its_words(was, is_now):
    place, field, words = was

    assert whereabouts(CONTENT, KNOWN, Remark(place=place, field=field, words=words)) == is_now
