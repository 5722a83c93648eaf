"""What Word, Outlook, Google Docs and LibreOffice put on the clipboard, and what a rich text field makes of it.

The markup has the form in which these programs write it, down to its unquoted attributes and broken lines; the words are
our own. Each case: the fragment, the text that is stored, and the beginnings of what the person is told.
"""

from typing import NamedTuple


class Case(NamedTuple):
    pasted: str
    stored: str
    told: tuple[str, ...] = ()


def head(names: str) -> str:
    return "<thead><tr>" + "".join(f'<th scope="col">{name}</th>' for name in names.split("|")) + "</tr></thead>"


# -- Word

WORD_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style>
<!--
 p.MsoNormal, li.MsoNormal {mso-style-unhide:no; margin:0cm; font-size:11.0pt;}
@list l0:level1 {mso-level-number-format:bullet; mso-level-text:\\F0B7;}
-->
</style>
</head>
<body lang=DE-CH link="#0563C1" style='tab-interval:35.4pt;word-wrap:break-word'>
<!--StartFragment-->
"""


def of_word(body: str) -> str:
    return f"{WORD_HEAD}{body}\n<!--EndFragment-->\n</body>\n</html>"


def item(sign: str, text: str, level: int = 1, place: str = "First") -> str:
    """A line of a list: a paragraph with the sign in front."""
    return f"""<p class=MsoListParagraphCxSp{place} style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>{sign}<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span
lang=DE-CH>{text}<o:p></o:p></span></p>
"""


def cell(text: str, **attributes: int) -> str:
    given = "".join(f" {name}={value}" for name, value in attributes.items())
    return f"""<td width=151{given} valign=top style='width:113.2pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'>
<p class=MsoNormal style='margin-bottom:0cm;line-height:normal'><span lang=DE-CH>{text}<o:p></o:p></span></p>
</td>"""


def table(*rows: str) -> str:
    lines = "".join(f"<tr style='mso-yfti-irow:{n}'>{row}</tr>\n" for n, row in enumerate(rows))
    return f"""<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0
 style='border-collapse:collapse;border:none;mso-yfti-tbllook:1184'>
{lines}</table>"""


WORD = {
    "Word: bold and italic": Case(
        of_word(
            "<p class=MsoNormal><span lang=DE-CH>Der Kurs ist <b>gratis</b> und\n<i>freiwillig</i>.<o:p></o:p></span></p>"
        ),
        "<p>Der Kurs ist <strong>gratis</strong> und <em>freiwillig</em>.</p>",
    ),
    "Word: a list with points": Case(
        of_word(item("·", "Treff") + item("·", "Kurs", place="Last")),
        "<ul><li><p>Treff</p></li><li><p>Kurs</p></li></ul>",
    ),
    "Word: a list with letters in a list with numbers": Case(
        of_word(item("1.", "Anmelden") + item("a)", "Brief", 2, "Middle") + item("2.", "Warten", 1, "Last")),
        "<ol><li><p>Anmelden</p><ol><li><p>Brief</p></li></ol></li><li><p>Warten</p></li></ol>",
    ),
    "Word: headings": Case(
        of_word(
            "<h1><span lang=DE-CH>Angebote<o:p></o:p></span></h1>\n<p class=MsoNormal>Text<o:p></o:p></p>\n"
            "<h2 style='mso-list:none'><b>Kurse</b></h2>"
        ),
        "<h3>Angebote</h3><p>Text</p><h3>Kurse</h3>",
    ),
    "Word: a table": Case(
        of_word(table(cell("<b>Ort</b>") + cell("<b>Tag</b>"), cell("Liestal") + cell("Montag"))),
        f"<table>{head('Ort|Tag')}<tbody><tr><td>Liestal</td><td>Montag</td></tr></tbody></table>",
    ),
    "Word: a table with merged cells": Case(
        of_word(table(cell("Ort") + cell("Tag"), cell("Liestal", rowspan=2) + cell("Montag"), cell("Freitag"))),
        f"<table>{head('Ort|Tag')}<tbody><tr><td>Liestal</td><td>Montag</td></tr>"
        "<tr><td>Liestal</td><td>Freitag</td></tr></tbody></table>",
        ("Verbundene Zellen",),
    ),
    "Word: tracked changes and a comment": Case(
        of_word(
            '<p class=MsoNormal><span lang=DE-CH>Der Kurs kostet <del cite="mailto:A">50</del><ins cite="mailto:A">40</ins> '
            "Franken<a style='mso-comment-reference:A_1'>.</a><span class=MsoCommentReference><span style='mso-special-character:comment'>"
            '&nbsp;<a class=msocomanchor id="_anchor_1" href="#_msocom_1">[A1]</a></span></span></span></p>'
            "<div style='mso-element:comment-list'><div style='mso-element:comment'><p>Stimmt das?</p></div></div>"
        ),
        "<p>Der Kurs kostet 40 Franken.</p>",
        ("Gestrichenes und Kommentare",),
    ),
    "Word: a picture": Case(
        of_word(
            "<p class=MsoNormal><!--[if gte vml 1]><v:shape id=\"Bild_1\" style='width:45pt'><v:imagedata "
            'src="file:///C:/Temp/clip_image001.png"/></v:shape><![endif]--><![if !vml]><img width=60 height=40\n'
            'src="file:///C:/Temp/clip_image002.jpg" v:shapes="Bild_1"><![endif]>Text</p>'
        ),
        "<p>Text</p>",
        ("1 Bild",),
    ),
    "Word: a footnote": Case(
        of_word(
            '<p class=MsoNormal>Seit 2022<a style=\'mso-footnote-id:ftn1\' href="#_ftn1" name="_ftnref1" title=""><span '
            "class=MsoFootnoteReference><span style='mso-special-character:footnote'>[1]</span></span></a>.</p>"
            "<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>[1] Beschluss.</p></div></div>"
        ),
        "<p>Seit 2022[1].</p><p>[1] Beschluss.</p>",
        ("Fussnoten",),
    ),
    "Word: a link, a raised and a lowered figure": Case(
        of_word(
            "<p class=MsoNormal><a href=\"https://www.baselland.ch/\"><span style='color:#0563C1'>Kanton Basel-Landschaft</span></a>, "
            "5 m<sup>2</sup>, CO<sub>2</sub></p>"
        ),
        '<p><a href="https://www.baselland.ch/">Kanton Basel-Landschaft</a>, 5 m², CO₂</p>',
    ),
}

# -- Outlook: the program writes as Word does, the web writes elements of its own

OUTLOOK_FONT = (
    "font-family: Aptos, Aptos_EmbeddedFont, Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);"
)


def line(text: str) -> str:
    return f'<div class="elementToProof" style="{OUTLOOK_FONT}">{text}</div>'


OUTLOOK = {
    "Outlook: a mail of the program": Case(
        of_word(
            "<p class=MsoNormal><span style='mso-fareast-language:EN-US'>Guten Tag<o:p></o:p></span></p>"
            "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
            "<p class=MsoNormal>Der Treff findet <u>nicht</u> statt.<o:p></o:p></p>"
        ),
        "<p>Guten Tag</p><p>Der Treff findet nicht statt.</p>",
        ("Unterstreichungen",),
    ),
    "Outlook: a mail of the web": Case(
        line("Guten Tag")
        + line("<br>")
        + line('Der Kurs ist <b>gratis</b>, <span style="font-style: italic;">wirklich</span>.'),
        "<p>Guten Tag</p><p>Der Kurs ist <strong>gratis</strong>, <em>wirklich</em>.</p>",
    ),
    "Outlook: a list of the web": Case(
        f'<ul data-editing-info="{{}}" style="{OUTLOOK_FONT}"><li style="{OUTLOOK_FONT}"><div role="presentation" class="elementToProof">Treff</div></li>'
        f'<li style="{OUTLOOK_FONT}"><div role="presentation" class="elementToProof">Kurs</div></li></ul>',
        "<ul><li><p>Treff</p></li><li><p>Kurs</p></li></ul>",
    ),
    "Outlook: a table of the web": Case(
        '<table class="elementToProof" style="border-collapse: collapse;" data-editing-info="{}"><tbody>'
        f'<tr><td style="border: 1px solid;">{line("Ort")}</td><td>{line("Tag")}</td></tr>'
        f"<tr><td>{line('Aesch')}</td><td>{line('Dienstag')}{line('Freitag')}</td></tr></tbody></table>",
        f"<table>{head('Ort|Tag')}<tbody><tr><td>Aesch</td><td>Dienstag<br>Freitag</td></tr></tbody></table>",
    ),
    "Outlook: a picture in the text, and a mention": Case(
        line(
            '<a href="mailto:name@example.org" class="mention" id="OWAAM1">@Sekretariat</a> siehe <img src="cid:13b895d9" width="60" height="40">'
        ),
        '<p><a href="mailto:name@example.org">@Sekretariat</a> siehe</p>',
        ("1 Bild",),
    ),
}

# -- Google Docs

DOCS_TEXT = "font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:{};font-style:{};text-decoration:{};vertical-align:{};white-space:pre-wrap;"


def words(text: str, weight: int = 400, style: str = "normal", line: str = "none", place: str = "baseline") -> str:
    return f'<span style="{DOCS_TEXT.format(weight, style, line, place)}">{text}</span>'


def of_docs(body: str) -> str:
    return f'<meta charset=\'utf-8\'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-225f7a7a-7fff-443e">{body}</b>'


def paragraph(text: str) -> str:
    return f'<p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;">{text}</p>'


def docs_item(text: str, level: int = 1) -> str:
    return (
        f'<li dir="ltr" style="list-style-type:disc;font-weight:400;white-space:pre;" aria-level="{level}">'
        f'<p dir="ltr" style="line-height:1.38;" role="presentation">{words(text)}</p></li>'
    )


def docs_cell(text: str) -> str:
    return f'<td style="border:solid #000000 1pt;vertical-align:top;padding:5pt;overflow:hidden;">{paragraph(words(text))}</td>'


DOCS = {
    "Google Docs: two paragraphs": Case(
        of_docs(
            paragraph(words("Der Kurs ist ") + words("gratis", 700) + words("."))
            + paragraph(words("Kommen Sie.", style="italic"))
        ),
        "<p>Der Kurs ist <strong>gratis</strong>.</p><p><em>Kommen Sie.</em></p>",
    ),
    "Google Docs: an empty line between": Case(
        of_docs(f"{paragraph(words('eins'))}<br />{paragraph(words('zwei'))}"), "<p>eins</p><p>zwei</p>"
    ),
    "Google Docs: headings": Case(
        of_docs(f'<h1 dir="ltr" style="line-height:1.38;">{words("Angebote")}</h1>{paragraph(words("Text"))}'),
        "<h3>Angebote</h3><p>Text</p>",
    ),
    "Google Docs: a list in a list": Case(
        of_docs(
            f'<ul style="margin-top:0;">{docs_item("Treff")}<ul style="margin-top:0;">{docs_item("Frauen", 2)}</ul>{docs_item("Kurs")}</ul>'
        ),
        "<ul><li><p>Treff</p><ul><li><p>Frauen</p></li></ul></li><li><p>Kurs</p></li></ul>",
    ),
    "Google Docs: a table": Case(
        of_docs(
            '<div dir="ltr" style="margin-left:0pt;" align="left"><table style="border:none;border-collapse:collapse;table-layout:fixed;">'
            f'<colgroup><col /><col /></colgroup><tbody><tr style="height:0pt">{docs_cell("Ort")}{docs_cell("Tag")}</tr>'
            f'<tr style="height:0pt">{docs_cell("Muttenz")}{docs_cell("Mittwoch")}</tr></tbody></table></div>'
        ),
        f"<table>{head('Ort|Tag')}<tbody><tr><td>Muttenz</td><td>Mittwoch</td></tr></tbody></table>",
    ),
    "Google Docs: a link and a raised figure": Case(
        of_docs(
            paragraph(
                f'<a href="https://www.baselland.ch/" style="text-decoration:none;">{words("Kanton Basel-Landschaft", line="underline")}</a>'
                + words(", 5 m")
                + words("2", place="super")
            )
        ),
        '<p><a href="https://www.baselland.ch/">Kanton Basel-Landschaft</a>, 5 m²</p>',
    ),
    "Google Docs: a picture": Case(
        of_docs(
            paragraph(
                words(
                    '<span style="border:none;display:inline-block;overflow:hidden;"><img src="https://lh7.example.org/a" width="60" height="40" /></span>'
                )
            )
            + paragraph(words("Text"))
        ),
        "<p>Text</p>",
        ("1 Bild",),
    ),
}

# -- LibreOffice


def of_libreoffice(body: str) -> str:
    return f"""<!DOCTYPE html>
<html>
<head>
\t<meta http-equiv="content-type" content="text/html; charset=utf-8"/>
\t<title></title>
\t<meta name="generator" content="LibreOffice 24.2.7.2 (Linux)"/>
\t<style type="text/css">
\t\t@page {{ size: 21cm 29.7cm; margin: 2cm }}
\t\tp {{ line-height: 115%; margin-bottom: 0.25cm; background: transparent }}
\t</style>
</head>
<body lang="de-CH" link="#000080" vlink="#800000" dir="ltr">{body}</body>
</html>"""


LIBREOFFICE = {
    "LibreOffice: bold and italic": Case(
        of_libreoffice(
            '<p style="line-height: 100%; margin-bottom: 0cm">\nDer Kurs ist <b>gratis</b> und\n<i>freiwillig</i>.</p>\n'
        ),
        "<p>Der Kurs ist <strong>gratis</strong> und <em>freiwillig</em>.</p>",
    ),
    "LibreOffice: headings and a language": Case(
        of_libreoffice(
            '<h1 class="western">Angebote</h1>\n<p><span lang="en-GB">Der Kurs <font color="#c9211e">beginnt</font>.</span></p>\n'
        ),
        "<h3>Angebote</h3><p>Der Kurs beginnt.</p>",
    ),
    "LibreOffice: lists": Case(
        of_libreoffice(
            '<ul>\n\t<li><p style="margin-bottom: 0cm">Treff</p></li>\n\t<li><p style="margin-bottom: 0cm">Kurs</p></li>\n</ul>\n'
            "<ol>\n\t<li><p>eins</p></li>\n</ol>\n"
        ),
        "<ul><li><p>Treff</p></li><li><p>Kurs</p></li></ul><ol><li><p>eins</p></li></ol>",
    ),
    "LibreOffice: a table with a head": Case(
        of_libreoffice(
            '<table width="100%" cellpadding="4" cellspacing="0"><col width="128*"/><col width="128*"/>\n<thead><tr valign="top">'
            '<th width="50%" style="border: 1px solid #000000"><p>Ort</p></th><th width="50%"><p>Tag</p></th></tr></thead>\n'
            '<tbody><tr valign="top"><td><p>Sissach</p></td><td><p>Donnerstag</p></td></tr></tbody></table>\n<p><br/>\n<br/>\n</p>\n'
        ),
        f"<table>{head('Ort|Tag')}<tbody><tr><td>Sissach</td><td>Donnerstag</td></tr></tbody></table>",
    ),
    "LibreOffice: a sheet of Calc": Case(
        of_libreoffice(
            '<table cellspacing="0" border="0">\n\t<colgroup span="2" width="85"></colgroup>\n\t<tr>\n\t\t<td height="17" align="left"><b>Jahr</b></td>\n'
            '\t\t<td align="left"><b>Kurse</b></td>\n\t</tr>\n\t<tr>\n\t\t<td height="17" align="right" sdval="2025" sdnum="2055;">2025</td>\n'
            '\t\t<td align="right" sdval="12" sdnum="2055;">12</td>\n\t</tr>\n</table>\n'
        ),
        f"<table>{head('Jahr|Kurse')}<tbody><tr><td>2025</td><td>12</td></tr></tbody></table>",
    ),
    "LibreOffice: a footnote and a picture": Case(
        of_libreoffice(
            '<p>Seit 2022<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>. <img src="data:image/png;base64,AA==" name="Bild1" width="60" height="40" border="0"/></p>\n'
            '<div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>Beschluss.</p></div>'
        ),
        "<p>Seit 2022¹.</p><p>1Beschluss.</p>",
        ("1 Bild", "Fussnoten"),
    ),
}

CASES = WORD | OUTLOOK | DOCS | LIBREOFFICE
