"""The search page: hits in one list, marked and in their language; suggestions without hits; never an error."""

import html
import re
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.edition_clock import clock
from core.models import Edition
from programmes.models import GlossaryTerm
from search.index_registry import registry
from search.models import Synonym
from tests import factories
from tests.site.page import Page, locations, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

GREETINGS = """привет Γειά שלום مرحبا नमस्ते สวัสดี 你好 こんにちは 안녕 გამარჯობა բարեւ ሰላም ᏏᏲ ஹலோ హలో ಹಲೋ ഹലോ හලෝ
မင်္ဂလာပါ ជំរាបសួរ ສະບາຍດີ བཀྲ་ཤིས ਸਤਿ નમસ્તે হ্যালো سلام сайн здраво merhaba hej çok łódź ürün ñandú"""
ODD = {
    "nothing": "",
    "spaces": "   ",
    "operators": '" ( ) * : ^ - + ~ AND OR NOT NEAR { } [ ] \\ / % _ ; --',
    "a regular expression": "(a+)+$ .* [ \\",
    "SQL": "'; DROP TABLE search_synonym; --",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x85\u202e\u200b\ufeff",
    "ten thousand letters": 10_000 * "a",
    "ten thousand words": 5_000 * "kip ",
    "ten thousand umlauts": 10_000 * "ä",
    "numbers": "1" * 5_000,
    "marks of numbers": "1'" * 5_000,
    "many languages": GREETINGS,
    "pictures": "🇨🇭 👩‍👩‍👧 ①②③ ½ ²",
    "empty words only": "wer wie was",
    "a surrogate": "\ud800 kip".encode("utf-8", "replace").decode(),
    "a date that is none": "45. Juni 2023 0.0.0000",
}


def ask(text: str, prefix: str = "", **query) -> Page:
    return Page(f"{prefix}/suche/", visitor().get(f"{prefix}/suche/", {"q": text, **query}))


def firsts(page: Page) -> list[str]:
    """The first link of each hit."""
    return [hit.cssselect("a")[0].get("href") for hit in page.all("main ol.hits > li")]


def test_hits_are_one_ordered_list():
    page = ask("60 zu 20")

    assert page.response.status_code == 200
    assert len(page.all("main ol")) == 1
    assert firsts(page)[0].partition("#")[0] == "/entscheide/kip-3-landrat/"


@pytest.mark.parametrize("text", ["kip", "wer bezahlt", "deutschkurs", "referendum", "AIG", "evaluation"])
def test_every_hit_leads_to_a_page_and_a_place_on_it(text):
    addresses = {link.get("href") for link in ask(text).all("ol.hits a")}

    assert addresses
    for found in addresses:
        path, _, place = found.partition("#")
        target = Page(path, visitor().get(path, follow=True))
        assert target.response.status_code == 200
        assert not place or place in target.ids, found


def test_the_place_is_named_where_it_answers_and_not_the_whole_page():
    assert firsts(ask("wer bezahlt"))[0] == "/#finanzierung"
    assert "/entscheide/kip-2bis-volksabstimmung/#resultat" in firsts(ask("62'957 zu 43'908"))


def test_a_hit_says_what_it_is_and_shows_the_words_marked():
    hit = ask("chancengleichheit").all("ol.hits > li")[0]

    assert hit.cssselect(".eyebrow")[0].text_content() == "Grundsatz"
    assert "Chancen" in [mark.text_content() for mark in hit.cssselect("mark")]


@pytest.mark.parametrize("text", ["28.11.2021", "2021/70", "keystone-sda"])
def test_a_hit_shows_more_than_a_date_or_a_name(text):
    hits = ask(text).all("ol.hits > li")[:3]

    assert hits
    assert all(len(hit.cssselect("p:nth-of-type(2)")[0].text_content().split()) >= 2 for hit in hits)
    assert text != "28.11.2021" or "Stimmberechtigten" in hits[0].text_content() or "Volk" in hits[0].text_content()


def test_of_a_phrase_that_means_the_same_no_single_word_is_marked():
    factories.measure(name_de="Deutschkurs am See", summary_de="Wer lernen will, kommt an den See und bleibt dort.")
    Synonym.objects.create(words="Deutschkurs, Schwimmen lernen", language="de")

    marks = {mark.text_content() for mark in ask("deutschkurs see").all("ol.hits > li:first-child mark")}

    assert {"Deutschkurs", "See"} <= marks
    assert "lernen" not in marks


def test_what_turns_the_direction_of_writing_is_left_out():
    page = ask("\u202e\u2066kip\u2069 \u200f3\u202c")

    assert page.attribute("#suchwort", "value") == "kip 3"
    assert firsts(page)[0] == "/kip-3/"


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.check(28)
def test_odd_questions_are_answered(text, prefix):
    page = ask(text, prefix)

    assert page.response.status_code == 200
    assert len(page.all("h1")) == 1
    assert page.all("main .links a")[0].get("href") if not firsts(page) else True


@pytest.mark.parametrize(
    "query", ["", "?q=%ff%fe", "?q=%00", "?q[]=1", "?seite=-1&q=kip", "?seite=99999&q=kip", "?seite=²&q=kip"]
)
def test_odd_addresses_are_answered(query):
    assert visitor().get(f"/suche/{query}").status_code == 200


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_any_text_is_answered(text):
    assert ask(text).response.status_code == 200


ATTACKS = [
    '<script>alert("kip")</script>',
    '"><img src=x onerror=alert(1)> kip',
    "&lt;kip&gt; &amp;",
    "kip' onfocus='x",
]


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.check(15)
def test_nothing_that_is_asked_becomes_markup(text):
    page = ask(text)

    assert not page.all("main script, main img, [onerror], [onfocus]")
    assert page.attribute("#suchwort", "value") == " ".join(text.split())


def test_a_mark_never_breaks_what_is_escaped():
    factories.measure(
        name_de="Kurs & <Tee> «KIP»", summary_de="Ein &amp; ist kein amp; und <b>fett</b> ist kein Kurs & Tee."
    )
    words = ["amp", "tee", "kurs", "b", "lt", "fett", "kip"]
    for text in [*words, *map(" ".join, permutations(words[:5], 2))]:
        source = ask(text).response.content.decode()
        main = source[source.index("<main") : source.index("</main")]

        assert not re.search(r"&(?!(?:amp|lt|gt|quot|#x27|#39);)", re.sub(r"</?mark>", "", main))
        assert not re.search(r"&[^;\s]*</?mark>", main)
        assert html.unescape(main).count("<mark>") == html.unescape(main).count("</mark>")


def test_where_nothing_is_found_the_page_helps():
    page = ask("skipass")

    assert firsts(page) == []
    assert "Zu «skipass» gibt es keinen Treffer." in page.texts(".count")
    assert "/foerderbereiche/sprache/" in [link.get("href") for link in page.all("main .links a")]
    assert "/kontakt/" in [link.get("href") for link in page.all("main a")]


def test_what_somebody_may_have_meant_is_offered_and_found():
    offered = list(ask("dolkwtxchen").all("main .large a"))

    assert offered
    assert firsts(Page("", visitor().get(offered[0].get("href"))))


def all_pages(text: str, prefix: str = "") -> list[Page]:
    """From the first page to the last, as «Weitere Treffer» leads."""
    pages = [ask(text, prefix)]
    while following := pages[-1].attribute("nav.neighbours a[rel=next]", "href"):
        pages.append(Page(following, visitor().get(following)))
        assert len(pages) <= 25, "«Weitere Treffer» leads in a circle"
    return pages


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_further_hits_go_on_to_the_end_and_each_stands_once(prefix):
    pages = all_pages("kip", prefix)
    counts = [len(page.all("ol.hits > li")) for page in pages]
    titles = [
        (hit.cssselect("a")[0].get("href"), hit.cssselect("h2")[0].text_content())
        for page in pages
        for hit in page.all("ol.hits > li")
    ]

    assert len(pages) >= 3
    assert counts[:-1] == [15] * (len(pages) - 1)
    assert 1 <= counts[-1] <= 15
    assert len(set(titles)) == len(titles) == int(pages[0].texts(".count")[0].split()[0])
    starts = [page.attribute("ol.hits", "start") for page in pages]
    assert starts == [str(1 + 15 * number) for number in range(len(pages))]


def test_the_way_back_leads_through_the_same_pages():
    pages = all_pages("kip")
    back = [page.attribute("nav.neighbours a[rel=prev]", "href") for page in pages]

    assert back[0] is None
    assert back[1] == "/suche/?q=kip"
    assert back[2:] == [page.path for page in pages[1:-1]]
    assert [f"Seite {number}" in page.texts(".count")[0] for number, page in enumerate(pages, 1)] == [
        False, *[True] * (len(pages) - 1),
    ]  # fmt: skip


def test_a_page_beyond_the_last_is_the_last():
    pages = all_pages("kip")

    beyond = ask("kip", seite=str(len(pages) + 1))

    assert firsts(beyond) == firsts(pages[-1])


def test_a_text_in_another_language_says_so():
    factories.funding_area(name_de="Brücken", summary_de="Stege über die Ergolz.")
    page = ask("Ergolz", "/fr")

    (hit,) = page.all("ol.hits > li")
    assert hit.cssselect("h2")[0].get("lang") == "de"
    assert hit.cssselect(".eyebrow")[0].text_content().endswith(", en allemand")
    assert [text.text_content() for text in hit.cssselect("p[lang=de] mark")] == ["Ergolz"]
    assert page.all("nav.languages a")[0].get("href") == "/suche/?q=Ergolz"


def test_a_written_translation_is_found_in_its_language_and_not_in_german():
    factories.funding_area(
        name_de="Brücken", summary_de="Über Flüsse.", name_fr="Passerelles", summary_fr="Franchir l’Ergolz."
    )

    assert firsts(ask("franchir", "/fr"))[0].startswith("/fr/foerderbereiche/")
    assert firsts(ask("franchir")) == []


@pytest.mark.both_databases
def test_a_change_of_content_is_found_at_once():
    assert firsts(ask("Zwetschgenwähe")) == []
    term = factories.make(GlossaryTerm, term_de="Zwetschgenwähe", definition_de="Ein Gebäck.")

    assert firsts(ask("zwetschgenwaehe")) == [f"/glossar/#{term.slug}"]
    term.delete()
    assert firsts(ask("Zwetschgenwähe")) == []


@pytest.mark.both_databases
def test_a_synonym_holds_at_once_and_in_its_language():
    assert firsts(ask("Palaver")) == []
    Synonym.objects.create(words="Palaver, Dolmetschen", language="de")

    assert "/foerderbereiche/dolmetschen/" in firsts(ask("palaver"))[:3]
    assert firsts(ask("palaver", "/it")) == []


@pytest.mark.both_databases
def test_a_synonym_needs_no_new_index_and_no_new_page():
    index_set, edition = registry.current(), Edition.objects.number()
    Synonym.objects.create(words="Palaver, Dolmetschen", language="de")
    Synonym.objects.update(words="Geschwätz, Dolmetschen")

    assert "/foerderbereiche/dolmetschen/" in firsts(ask("geschwaetz"))[:3]
    assert registry.index_set is index_set
    assert Edition.objects.number() == edition


def test_the_page_is_kept_by_nobody_and_listed_nowhere():
    page = ask("kip")

    assert "no-store" in page.response["Cache-Control"]
    assert page.attribute("meta[name=robots]", "content") == "noindex"
    assert not page.response.cookies
    assert not any("/suche/" in path for file in locations("/sitemap.xml") for path in locations(file))
    assert visitor().post("/suche/", {"q": "kip"}).status_code == 405


def test_every_page_has_the_box(pages):
    forms = [page.all("header form[role=search]") for page in pages]

    assert all(len(form) == 1 and form[0].get("method", "get") == "get" for form in forms)
    assert {form[0].get("action") for form in forms} == {"/suche/", "/fr/suche/", "/it/suche/", "/en/suche/"}


def test_a_question_needs_no_database_once_there_is_an_index(monkeypatch):
    registry.renewed("7 2026-11-24")
    monkeypatch.setattr(clock, "edition", "7 2026-11-24")
    with CaptureQueriesContext(connection) as queries:
        page = ask("kip 3")

    assert firsts(page)[0] == "/kip-3/"
    assert [query["sql"] for query in queries] == []


def test_the_search_outlives_the_database_and_says_so_where_it_has_read_nothing(monkeypatch):
    registry.renewed("7 2026-11-24")
    monkeypatch.setattr(clock, "edition", "7 2026-11-24")
    monkeypatch.setattr(clock, "is_silent", True)

    assert ask("kip 3").response.status_code == 200
    monkeypatch.setattr(registry, "index_set", None)
    refused = ask("kip 3")

    assert refused.response.status_code == 503
    assert refused.texts("h1") == ["Das geht im Moment nicht"]


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2060", "\u200d", "\u200e", "\ufeff", "\x1f"])
def test_a_sign_inside_a_word_that_nobody_sees_is_nothing(sign):
    copied = sign.join(["Inte", "gra", "ti", "ons", "pro", "gramme"])

    assert firsts(ask(copied)) == firsts(ask("Integrationsprogramme")) != []
