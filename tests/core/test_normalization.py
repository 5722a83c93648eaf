"""Invisible characters are removed from every input and from search queries."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.rich_text.cleaner import clean
from core.text.normalization import normalized, one_line
from editorial.models import Revision
from files.models import visible_text
from programmes.models import Measure, OrganisationalUnit
from seed.loading import load
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of

DECOMPOSED, COMPOSED = "Plu\u0308schtier", "Plüschtier"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Inte\u00adgra\u00adti\u00adon", "Integration"),
        ("\ufeffKIP\u200b 3\u2060", "KIP 3"),
        ("eins\vzwei", "eins\nzwei"),
        ("eins\u2028zwei\u2029drei\x85vier", "eins\nzwei\ndrei\nvier"),
        ("eins\r\nzwei\rdrei\tvier\ffünf", "eins\nzwei\ndrei vier fünf"),
        ("a\x00b\x1bc\x7fd\x9f\ufffee\ufffc\ud800", "abcde"),
        ("Rechnung\u202efdp.exe\u202c", "Rechnungfdp.exe"),
        ("\u2066links\u2069", "links"),
        ("Auf\u200clage", "Auflage"),
        (DECOMPOSED, COMPOSED),
        ("Plu\u00ad\u0308schtier", COMPOSED),
        ("z" + 50 * "\u0301" + "oo", "ź" + 7 * "\u0301" + "oo"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧 \u00a0« oui\u202f»", "👩\u200d👧 \u00a0« oui\u202f»"),
    ],
)
def test_what_nobody_sees_is_left_out(written, kept):
    assert normalized(written) == kept


@given(st.text())
def test_a_normalized_text_stays_as_it_is(text):
    assert normalized(normalized(text)) == normalized(text)
    assert len(one_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>eins\vzwei</p>", "<p>eins<br>zwei</p>"),
        ("<p>eins&#11;zwei&#8232;drei</p>", "<p>eins<br>zwei<br>drei</p>"),
        ("<p>In&shy;te&#173;gra&#x202e;tion</p>", "<p>Integration</p>"),
        (f"<p>{DECOMPOSED}</p>", f"<p>{COMPOSED}</p>"),
        ("<p>eins\nzwei</p>", "<p>eins\nzwei</p>"),
        ('<p><a href="/kip-3/\v">KIP 3</a></p>', '<p><a href="/kip-3/">KIP 3</a></p>'),
    ],
)
def test_of_rich_text_the_words_alone_are_normalized(written, kept):
    assert clean(written) == kept


def test_the_name_of_a_file_keeps_its_words_apart():
    assert visible_text("Kurs\vA\u202e\u200e.pdf", 50) == "Kurs A.pdf"


@pytest.mark.django_db
def test_what_is_handed_in_is_normalized_as_draft_and_as_page():
    author = person("author", "Redaktion", "Freigabe")
    changes = {
        "name_de": f"Kurs\vA {DECOMPOSED}",
        "summary_de": "eins\vzwei\u00ad\x1b",
        "description_de": "<p>eins\vzwei</p>",
    }

    draft = revision_of(hand_in(author, address(Measure, "add"), slug="kurs-a", **changes))
    act(author, draft, "publish")

    kept = {"name_de": f"Kurs A {COMPOSED}", "summary_de": "eins zwei", "description_de": "<p>eins<br>zwei</p>"}
    assert {name: draft.content[""][name] for name in kept} == kept
    assert Measure.objects.filter(slug="kurs-a").values(*kept).get() == kept


@pytest.mark.django_db
def test_a_draft_of_before_is_normalized_when_it_is_published():
    author = person("author", "Redaktion", "Freigabe")
    draft = revision_of(hand_in(author, address(Measure, "add"), slug="kurs-a", name_de="Kurs", summary_de="Ein Satz."))
    Revision.objects.filter(pk=draft.pk).update(content={"": draft.content[""] | {"name_de": "Kurs\vA"}})

    act(author, draft, "publish")

    assert Measure.objects.get(slug="kurs-a").name_de == "Kurs A"


@pytest.mark.django_db
def test_lines_of_an_address_stay_lines():
    author = person("author", "Redaktion", "Freigabe")
    page = factories.unit()

    draft = revision_of(
        hand_in(author, address(OrganisationalUnit, "change", page.pk), address_de="Amt\vWeg 1\r\n4410 Liestal")
    )

    assert draft.content[""]["address_de"] == "Amt\nWeg 1\n4410 Liestal"


@pytest.mark.django_db
def test_a_remark_is_normalized():
    author = person("author", "Redaktion", "Freigabe")
    draft = revision_of(hand_in(author, address(Measure, "add"), slug="kurs-a", name_de="Kurs", summary_de="Ein Satz."))
    act(author, draft, "submit", note="Kurs\v\u202eneu")
    act(author, draft, "give_back", remark="\u200e \u061c")
    act(author, draft, "give_back", remark="Bitte\vbald\u00ad")

    draft.refresh_from_db()
    assert (draft.note, draft.remark) == ("Kurs neu", "Bitte bald")


@pytest.mark.slow
@pytest.mark.django_db
def test_fixtures_are_normalized(tmp_path):
    fields = {"key": "kurs-a", "slug": "kurs-a", "name_de": f"Kurs\vA {DECOMPOSED}", "summary_de": "Ein\u00ad Satz."}
    fields["description_de"] = "<p>eins\vzwei</p>"
    rows = [{"model": "programmes.measure", "fields": fields}]
    (tmp_path / "measures.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")

    load(tmp_path, only="measures")

    measure = Measure.objects.get(key="kurs-a")
    assert measure.name_de == f"Kurs A {COMPOSED}"
    assert measure.summary_de == "Ein Satz."
    assert measure.description_de == "<p>eins<br>zwei</p>"


@pytest.mark.django_db
def test_the_office_finds_what_it_asks_decomposed():
    factories.measure(name_de=COMPOSED)

    found = Answer(person("author", "Redaktion").get(address(Measure, "changelist"), {"q": DECOMPOSED}))

    assert COMPOSED in found.text
