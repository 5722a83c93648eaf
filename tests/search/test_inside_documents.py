"""What is inside documents is found: PDFs as Chromium prints them, uploaded, searched, and led to by page."""

import subprocess
from pathlib import Path

import pytest

from files.models import StoredFile
from tests import factories
from tests.browser.conftest import ARGUMENTS
from tests.site.page import visitor
from tests.tools import chromium

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: A page of a report in each line; each sentence answers one question, and stands nowhere else on the site.
PAGES = [
    [
        ("Wie lange wartet man auf einen Platz im Abendkurs?", "Auf einen Platz im Abendkurs warten Erwerbstätige im Mittel elf Wochen."),
        ("Hüteangebot während des Unterrichts", "An vier Standorten gibt es während des Unterrichts ein Hüteangebot für kleine Kinder."),
        ("Anfahrt mit dem Postauto", "Für Teilnehmende aus den Seitentälern ist die Anfahrt mit dem Postauto das grösste Hindernis."),
    ],
    [
        ("Schlüsselpersonen Entschädigung Stunde", "Schlüsselpersonen erhalten für jede Stunde eine Entschädigung, die seit dem Start gleich blieb."),
        ("Alphabetisierung in der Zweitschrift", "Die Alphabetisierung in der Zweitschrift dauert doppelt so lange, wie die Planung annahm."),
        ("Bibliothek als Treffpunkt", "Die Bibliothek hat sich als Treffpunkt bewährt, vor allem am Mittwochnachmittag."),
    ],
    [
        ("Telefondolmetschen im Spital", "Telefondolmetschen im Spital wird vor allem nachts und am Wochenende verlangt."),
        ("Rücklaufquote der Befragung", "Die Rücklaufquote der Befragung lag mit 41 Prozent höher als bei der ersten Erhebung."),
        ("Lehrpersonen ohne Zertifikat", "Drei Lehrpersonen ohne Zertifikat holten es während der Laufzeit nach."),
    ],
    [
        ("Velokurs für Frauen", "Der Velokurs für Frauen war nach zwei Tagen ausgebucht."),
        ("Gemeindeversammlung verstehen", "Wie eine Gemeindeversammlung abläuft, erklärten Freiwillige in sechs Sprachen."),
        ("Kompostieren und Abfall trennen", "Kompostieren und Abfall trennen waren die Themen mit den meisten Nachfragen."),
    ],
    [
        ("Sozialdienst Überweisung", "Der Sozialdienst stellt die Überweisung aus; ohne sie beginnt die Abklärung nicht."),
        ("Potenzialabklärung Dauer", "Eine Potenzialabklärung hat die Dauer von zwei Halbtagen."),
        ("Vorlehre im Gartenbau", "In der Vorlehre im Gartenbau blieben alle bis zum Schluss."),
    ],
    [
        ("Nothilfe bei Diskriminierung am Arbeitsplatz", "Bei Diskriminierung am Arbeitsplatz vermittelt die Nothilfe innert dreier Tage."),
        ("Mietwohnung Bewerbungsdossier", "Für die Mietwohnung zählt ein Bewerbungsdossier, das Betreibungsauszug und Referenz enthält."),
        ("Elternabend mit Kinderbetreuung", "Ein Elternabend mit Kinderbetreuung erreicht fast alle Familien der Klasse."),
    ],
    [
        ("Spielgruppenleiterin Weiterbildung", "Jede Spielgruppenleiterin hat die Weiterbildung zur Sprachförderung besucht."),
        ("Wickeltisch Begegnungsort", "Ein Wickeltisch machte den Begegnungsort erst für junge Mütter brauchbar."),
        ("Fussballplatz Öffnungszeit", "Die Öffnungszeit am Fussballplatz wurde auf Wunsch der Jugendlichen verlängert."),
    ],
    [
        ("Kulturvermittlung Museum Eintritt", "Die Kulturvermittlung im Museum war ohne Eintritt zugänglich."),
        ("Zwischenbericht Empfehlung neun", "Die Empfehlung neun im Zwischenbericht betrifft die Wege zwischen den Ämtern."),
        ("Ombudsstelle Anfragen", "An die Ombudsstelle gelangten deutlich weniger Anfragen als vermutet."),
    ],
    [
        ("Nachbarschaftshilfe Einkauf", "Die Nachbarschaftshilfe begann mit dem Einkauf für Ältere."),
        ("Schwimmunterricht im Lehrschwimmbecken", "Der Schwimmunterricht im Lehrschwimmbecken fand in Kleingruppen statt."),
        ("Grippeimpfung Merkblatt", "Ein Merkblatt zur Grippeimpfung lag in neun Sprachen auf."),
    ],
    [
        ("Effizienz der Koordination", "Die Effizienz der Koordination hängt an wenigen Personen."),
        ("Flüchtlingstag Kochstand", "Am Flüchtlingstag war der Kochstand der meistbesuchte."),
        ("Seniorinnen Tandem Gespräch", "Im Tandem üben Seniorinnen mit Jugendlichen das Gespräch."),
    ],
]  # fmt: skip
#: Two narrow columns: words are divided at the ends of lines, and letters are drawn as ligatures.
STYLE = "column-count: 2; hyphens: auto; font: 20px serif; font-variant-ligatures: common-ligatures"
FILLER = "Dieser Absatz füllt die Seite, damit mehr als ein Satz auf ihr steht. "


def printed(folder: Path, pages: list[list[str]]) -> bytes:
    bodies = [
        f'<div style="{STYLE}; break-after: page">{"".join(f"<p>{FILLER} {sentence} {FILLER}</p>" for sentence in page)}</div>'
        for page in pages
    ]
    (folder / "bericht.html").write_text(
        f'<html lang="de"><meta charset="utf-8"><title>Bericht</title>{"".join(bodies)}</html>'
    )
    command = [
        chromium(),
        *ARGUMENTS,
        "--headless",
        f"--print-to-pdf={folder / 'bericht.pdf'}",
        str(folder / "bericht.html"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603
    return (folder / "bericht.pdf").read_bytes()


@pytest.fixture
def report(tmp_path):
    content = printed(tmp_path, [[sentence for _question, sentence in page] for page in PAGES])
    file = StoredFile.objects.take_in("bericht.pdf", content)
    return factories.document(
        slug="schlussbericht", title="Schlussbericht", language="de", file=file, kind="programme", url=""
    )


def first_hits(question: str) -> list[str]:
    document = visitor().get("/suche/", {"q": question}).content.decode()
    return [
        part.partition('"')[0]
        for part in document.partition('<ol class="hits"')[2].split("<h2")[1:4]
        for part in part.split('href="')[1:2]
    ]


def test_thirty_questions_that_only_the_text_of_a_report_answers(report):
    """A hit says the page, and shows the passage."""
    wanted = [
        (question, f"/dateien/schlussbericht.pdf#page={number}")
        for number, page in enumerate(PAGES, 1)
        for question, _ in page
    ]
    found = {question: first_hits(question) for question, _address in wanted}
    wrong = {question: found[question] for question, address in wanted if address not in found[question]}

    assert len(wanted) == 30
    assert len(wrong) <= 3, wrong
    page = visitor().get("/fr/suche/", {"q": "Lehrschwimmbecken"}).content.decode()

    assert "Document, PDF, page 9" in page
    assert "<mark>Lehrschwimmbecken</mark>" in page


def test_a_file_that_no_public_document_has_is_not_searched(tmp_path):
    StoredFile.objects.take_in("bericht.pdf", printed(tmp_path, [[PAGES[0][0][1]]]))

    assert first_hits("Erwerbstätige im Mittel elf Wochen") == []
