"""Pasting into the rich text editor from programs and web pages, under the admin's policy."""

from itertools import zip_longest

import pytest

from core.rich_text.cleaner import clean

from .clipboard import CASES, head

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AREA = ".field-description_de .ProseMirror[contenteditable]"
VALUE = "id_description_de"
PASTE = """(area, [kind, text]) => {
  area.editor.commands.clearContent(true)
  area.focus()
  const clipboardData = new DataTransfer()
  clipboardData.setData(kind, text)
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""

WORD = '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {{margin:0}}</style></head><body lang=DE-CH><!--StartFragment-->{}<!--EndFragment--></body></html>'


def of_word(sign: str, text: str, level: int = 1) -> str:
    """A line of a list as Word copies it: a paragraph with the sign in front."""
    return (
        f"<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'><![if !supportLists]>"
        f"<span\nstyle='font-family:Symbol'><span style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>"
        f"&nbsp;&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>"
    )


PASTED = {
    "Google Docs wraps all in bold that is not": (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:400;">a </span>'
        '<span style="font-weight:700;font-style:italic;">b</span></p><p dir="ltr">c</p></b>',
        '<p>a <strong><em>b</em></strong></p><p>c</p>',
    ),
    "bold that is not": ('<p>a <b style="font-weight:normal">nicht fett</b></p>', "<p>a nicht fett</p>"),
    "italic that is not": ("<p>a <i style='color:red;font-style: normal'>gerade</i></p>", "<p>a gerade</p>"),
    "a part of bold that is not": ('<p><b>a <span style="font-weight:400">b</span></b></p>', "<p><strong>a </strong>b</p>"),
    "bold by style": ('<p style="font-weight:bold">a<span style="font-weight: 300">b</span></p>', "<p><strong>a</strong>b</p>"),
    "bold and italic by element": ("<p><strong>a</strong> <em>b</em></p>", "<p><strong>a</strong> <em>b</em></p>"),
    "a heading is not bold as well": ('<h2 style="font-weight:700"><b>Titel</b></h2>', "<h3>Titel</h3>"),
    "headings": ("<h1>Titel</h1><p>x</p><h2>zwei</h2><h4>vier</h4>", "<h3>Titel</h3><p>x</p><h3>zwei</h3><h3>vier</h3>"),
    "the title of Word": (WORD.format("<p class=MsoTitle>Titel</p><p class=MsoNormal>x</p>"), "<h3>Titel</h3><p>x</p>"),
    "a list of Word": (
        WORD.format(of_word("·", "Treff") + of_word("·", "Kurs")), "<ul><li><p>Treff</p></li><li><p>Kurs</p></li></ul>"
    ),
    "a numbered list of Word": (
        WORD.format(of_word("1.", "eins") + of_word("2.", "zwei") + "<p class=MsoNormal>x</p>" + of_word("a)", "drei")),
        "<ol><li><p>eins</p></li><li><p>zwei</p></li></ol><p>x</p><ol><li><p>drei</p></li></ol>",
    ),
    "a list of Word in a list": (
        WORD.format(of_word("1.", "a") + of_word("o", "b", 2) + of_word("§", "c", 3) + of_word("2.", "d") + of_word("·", "e")),
        "<ol><li><p>a</p><ul><li><p>b</p><ul><li><p>c</p></li></ul></li></ul></li><li><p>d</p></li></ol><ul><li><p>e</p></li></ul>",
    ),
    "a list as it was reported": (
        2 * "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span>Treff</p>",
        "<ul><li><p>Treff</p></li><li><p>Treff</p></li></ul>",
    ),
    "signs without a list": ("<p>•&nbsp;eins</p><p>•\tzwei</p><div>x</div>", "<ul><li><p>eins</p></li><li><p>zwei</p></li></ul><p>x</p>"),
    "a list of Google Docs": (
        "<ul><li><p>a</p></li><ul><li><p>b</p></li></ul></ul>", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"
    ),
    "a table": (
        "<table><tr><td>Ort</td><td>Tag</td></tr><tr><td>Liestal</td><td>Montag</td></tr></table>",
        f"<table>{head('Ort|Tag')}<tbody><tr><td>Liestal</td><td>Montag</td></tr></tbody></table>",
    ),
    "a table that is too wide": (
        f"<table>{2 * ('<tr>' + 9 * '<td>x</td>' + '</tr>')}</table>", 2 * f"<p>{' – '.join(9 * 'x')}</p>"
    ),
    "a table in a table": (
        "<table><tr><td><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table></td><td>e</td></tr><tr><td>f</td><td>g</td></tr></table>",
        '<table><thead><tr><th scope="col">a – b<br>c – d</th><th scope="col">e</th></tr></thead>'
        "<tbody><tr><td>f</td><td>g</td></tr></tbody></table>",
    ),
    "a table of Excel": (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><!--StartFragment--><col width=80><tr height=20>'
        "<td class=xl65>Ort</td><td><b>Tag</b></td></tr><tr><td></td><td>Montag</td></tr><!--EndFragment--></table></body></html>",
        f"<table>{head('Ort|Tag')}<tbody><tr><td></td><td>Montag</td></tr></tbody></table>",
    ),
    "rows without their table": ("<tr><td>Ort</td><td><p>Mo</p><p>Di</p></td></tr>", "<p>Ort – Mo Di</p>"),
    "a table that only lays out": ("<table><tr><td><p>a</p><ul><li>b</li></ul></td></tr></table>", "<p>a</p><ul><li><p>b</p></li></ul>"),
    "languages of Word": (
        WORD.format("<p class=MsoNormal><span lang=EN-US>Der Kurs beginnt.</span></p>"), "<p>Der Kurs beginnt.</p>"
    ),
    "languages of Word, without its head": (
        "<p class=MsoNormal><span lang=EN-US>Der Kurs beginnt.</span></p>", "<p>Der Kurs beginnt.</p>"
    ),
    "a language that a page means": ('<p><span lang="fr">Oui</span></p>', '<p><span lang="fr">Oui</span></p>'),
    "what was not to be read": (
        WORD.format("<p>a<span style='display:none;mso-hide:all'>geheim</span><del>alt</del><span class=MsoCommentReference>[K1]</span></p>"),
        "<p>a</p>",
    ),
    "raised and lowered figures": ("<p>5 m<sup>2</sup> CO<sub>2</sub></p>", "<p>5 m² CO₂</p>"),
    "a link": ('<p><a style="font-weight:400" href="/kip-3/">KIP <b>3</b></a></p>', '<p><a href="/kip-3/">KIP <strong>3</strong></a></p>'),
    "markup without words": ("<style>p {color: red}</style><title>Seite</title><p>a</p>", "<p>a</p>"),
}  # fmt: skip


@pytest.fixture
def form(window, administrator):
    page = window(1280, storage_state=administrator)
    page.goto("/admin/programmes/measure/add/")
    page.wait_for_selector(AREA)
    return page


def pasted(form, html: str) -> str:
    form.eval_on_selector(AREA, PASTE, ["text/html", html])
    return clean(form.input_value(f"#{VALUE}"))


def test_what_is_pasted_becomes_what_it_looked_like(form):
    assert {name: pasted(form, html) for name, (html, _kept) in PASTED.items()} == {
        name: kept for name, (_html, kept) in PASTED.items()
    }


def told(form) -> list[str]:
    return form.locator(".field-description_de .pasted li").all_inner_texts()


def test_each_program_is_read_as_it_looked_and_what_is_lost_is_said(form):
    found = {name: (pasted(form, case.pasted), told(form)) for name, case in CASES.items()}

    assert len(CASES) >= 20
    assert {name: stored for name, (stored, _said) in found.items()} == {
        name: case.stored for name, case in CASES.items()
    }
    for name, (_stored, said) in found.items():
        assert [line.startswith(begins) for line, begins in zip_longest(said, CASES[name].told, fillvalue="")] == [
            True for _ in CASES[name].told
        ], (name, said)


def test_a_picture_alone_is_not_pasted_silently(form):
    form.eval_on_selector(
        AREA,
        """area => {
          const clipboardData = new DataTransfer()
          clipboardData.items.add(new File(["x"], "bild.png", { type: "image/png" }))
          area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
        }""",
    )

    assert told(form)[0].startswith("Ein Bild lässt sich nicht einfügen")


def test_what_was_copied_in_the_editor_comes_back_as_it_was(form):
    html = '<p data-pm-slice="1 1 []"><span lang="en-GB">Yes</span> <strong>und</strong></p>'

    assert pasted(form, html) == '<p><span lang="en-GB">Yes</span> <strong>und</strong></p>'


def test_a_language_is_seen_and_can_be_removed(form):
    button = form.locator(".field-description_de [data-name=removeLanguage]")
    form.eval_on_selector(
        AREA,
        "(area, html) => area.editor.commands.setContent(html)",
        '<p lang="en">x</p><p>Das <span lang="fr" dir="ltr">Oui</span></p>',
    )
    seen = form.eval_on_selector(f"{AREA} span[lang]", "part => getComputedStyle(part, '::after').content")
    form.eval_on_selector(AREA, "area => area.editor.commands.focus('start')")
    button.click()
    form.eval_on_selector(AREA, "area => area.editor.commands.focus('end')")
    button.click()

    assert seen == '" fr"'
    assert form.input_value(f"#{VALUE}") == "<p>x</p><p>Das Oui</p>"
    assert not button.is_visible()
