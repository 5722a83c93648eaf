"""Paginated lists: a URL for each page; no row is missing or duplicated, in any language."""

import re
from urllib.parse import urldefrag

import pytest
from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils.translation import override

from pages.models import StandingPage
from pages.views import Questions
from programmes import views
from programmes.models import Decision, Document, FundingArea, GlossaryTerm, Programme
from tests.factories import citation, decision, evaluation, measure, partner

from .page import Page, fetch, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: Each list with a length of its pages that cuts the shipped content into several, and what stands for one row.
LISTS = {
    "/": (views.Home, 2, ".timeline li"),
    "/foerderbereiche/": (views.FundingAreas, 4, ".cards > li"),
    "/massnahmen/": (views.Measures, 4, ".cards > li"),
    "/partner/": (views.Partners, 3, ".cards > li"),
    "/evaluationen/": (views.Evaluations, 3, "main .wrap > section[id]"),
    "/entscheide/": (views.Decisions, 4, ".decision"),
    "/dokumente/": (views.Documents, 40, ".documents > li"),
    "/glossar/": (views.Glossary, 8, ".term-entry"),
    "/haeufige-fragen/": (Questions, 7, ".folds > details"),
}
LANGUAGES = ["", "/fr", "/it", "/en"]
WORDS = {"": "Seite 2 von", "/fr": "Page 2 sur", "/it": "Pagina 2 di", "/en": "Page 2 of"}
NEXT = {"": "Nächste Seite", "/fr": "Page suivante", "/it": "Pagina successiva", "/en": "Next page"}

each_list = pytest.mark.parametrize("path", LISTS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def shorten(monkeypatch: pytest.MonkeyPatch):
    for view, length, _row in LISTS.values():
        monkeypatch.setattr(view, "per_page", length)


@pytest.fixture
def short_pages(monkeypatch):
    shorten(monkeypatch)


@pytest.fixture(scope="module")
def in_parts(django_db_setup, django_db_blocker, collected_static_files) -> dict[str, list[Page]]:
    """The pages of every list of the shipped content, cut short, by the address of the list: fetched once."""
    with django_db_blocker.unblock(), override("de"), pytest.MonkeyPatch.context() as monkeypatch:
        shorten(monkeypatch)
        return {language + path: pages_of(language + path) for language in LANGUAGES for path in LISTS}


def pages_of(path: str) -> list[Page]:
    """All pages of a list, by following the link to the next one."""
    pages = [fetch(path)]
    while following := pages[-1].attribute("head link[rel=next]", "href"):
        pages.append(fetch(following))
    return pages


def last_number(path: str) -> int:
    view = LISTS[path][0]()
    return view.listing.num_pages


@each_list
def test_the_shipped_content_fits_on_one_page(path):
    page = fetch(path)

    assert last_number(path) == 1
    assert not page.all(".pagination, link[rel=next], link[rel=prev]")
    assert visitor().get(f"{path}seite/2/").status_code == 404


@each_list
@each_language
def test_the_pages_of_a_list_hold_every_row_once(in_parts, path, language):
    view, length, selector = LISTS[path]
    pages, expected = in_parts[language + path], len(view().in_order())
    rows = [len(page.all(selector)) for page in pages]

    assert len(pages) >= 2
    assert rows == [length] * (len(pages) - 1) + [expected - length * (len(pages) - 1)]
    links = [link.get("href") or link.get("id") for page in pages for link in page.all(f"{selector} a, {selector}[id]")]
    assert len(set(links)) >= expected


@each_list
def test_a_page_that_does_not_exist_is_not_found(short_pages, path):
    assert resolve(f"{path}seite/2/").kwargs == {"number": 2}
    for number in ["0", "9" * 5_000, "-1", "x", "２"]:
        with pytest.raises(Resolver404):
            resolve(f"{path}seite/{number}/")
    for number in [last_number(path) + 1, 999_999]:
        with pytest.raises(Http404):
            LISTS[path][0]().listing.part(number)

    assert visitor().get(f"{path}seite/{last_number(path) + 1}/").status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", "9" * 5_000, "x", "２"], ids=lambda number: number[:9])
def test_a_number_that_is_none_is_not_found(number):
    assert visitor().get(f"/dokumente/seite/{number}/").status_code == 404


@each_list
@each_language
@pytest.mark.parametrize(("number", "canonical"), [("1", ""), ("01", ""), ("0" * 20 + "1", ""), ("002", "seite/2/")])
def test_a_page_of_a_list_has_one_address(path, language, number, canonical):
    response = visitor().get(f"{language}{path}seite/{number}/")

    assert (response.status_code, response["Location"]) == (301, language + path + canonical)


@each_list
@each_language
def test_every_page_of_a_list_says_which_it_is(in_parts, settings, path, language):
    first, second = in_parts[language + path][:2]

    words = f"{WORDS[language]} {len(in_parts[path])}" if not second.all("title[lang]") else "Seite 2 von"
    assert words in second.texts("title")[0]
    assert words in second.texts("h1")[0]
    in_german = second.attribute("meta[name=description]", "lang") == "de"
    number = WORDS["" if in_german else language]
    assert second.attribute("meta[name=description]", "content").startswith(number)
    assert first.texts("title") != second.texts("title")
    assert words in second.texts("nav.crumbs [aria-current=page]")[0]
    if not second.all(".notice"):
        assert second.attribute("link[rel=canonical]", "href") == settings.SITE_URL + second.path


@each_list
@each_language
def test_the_navigation_leads_to_the_pages_around_in_words(in_parts, path, language):
    first, second = in_parts[language + path][:2]
    if path != "/":  # the home page has a link of its own to the phases before
        assert NEXT[language] in first.texts(".pagination a[rel=next]")

    here = second.texts(".pagination [aria-current=page]")
    assert here == [f"{WORDS[language].split()[0]} 2"]
    assert second.attribute(".pagination a[rel=prev]", "href") == language + path
    assert second.attribute("nav.pagination", "aria-label")
    assert {link.get("href") for link in second.all(".pagination a")} <= {
        page.path for page in in_parts[language + path]
    }


def test_no_german_words_leak_into_a_translated_page(short_pages):
    for intro in StandingPage.objects.all():
        for code in ("fr", "it", "en"):
            setattr(intro, f"title_{code}", "Titre")
            setattr(intro, f"summary_{code}", "Résumé")
        intro.save()

    for path in LISTS:
        page = fetch(f"/fr{path}seite/2/")
        said = " ".join(page.texts(".pagination") + page.texts("h1") + page.texts("title"))
        assert not re.search(r"Seite|Phasen|weitere|von \d", said), said


def test_a_fallen_back_title_is_numbered_in_its_own_language(short_pages):
    StandingPage.objects.filter(key="decisions").update(title_fr=None)
    page = fetch("/fr/entscheide/seite/2/")

    assert page.attribute("title", "lang") == "de"
    assert page.texts("h1") == ["Entscheide Seite 2 von 2"]
    assert page.texts(".pagination [aria-current=page]") == ["Page 2"]


def test_only_the_first_page_introduces_the_list(short_pages):
    first, second = pages_of("/entscheide/")

    assert first.all(".sources, .prose, .brief")
    assert not second.all(".sources, .prose, .brief")


def test_a_year_goes_on_under_its_heading_on_the_next_page(monkeypatch):
    monkeypatch.setattr(views.Decisions, "per_page", 3)
    years = [each.date.year for each in Decision.objects.in_order()]

    for number, page in enumerate(pages_of("/entscheide/")):
        of_page = list(dict.fromkeys(years[3 * number : 3 * number + 3]))
        assert page.texts("h2[id^='jahr-']") == [str(year) for year in of_page]


def test_documents_stay_in_their_groups_and_a_group_says_how_many_it_has(short_pages):
    kinds = list(Document.Kind)
    headings = [heading for page in pages_of("/dokumente/") for heading in page.texts("main section > h2")]
    groups = [heading for heading in headings if heading != "Quellen"]
    names = [str(kind.label) for kind in kinds if Document.objects.filter(kind=kind).exists()]

    assert list(dict.fromkeys(group.rpartition(" ")[0] for group in groups)) == names
    for kind in kinds:
        count = Document.objects.filter(kind=kind).count()
        assert {group for group in groups if group.startswith(str(kind.label))} <= {f"{kind.label} {count}"}


@each_language
@pytest.mark.parametrize("path", ["/dokumente/", "/glossar/", "/evaluationen/"])
def test_a_row_without_a_page_has_an_address_that_leads_to_its_place(in_parts, short_pages, path, language):
    for page in in_parts[language + path]:
        slug = page.all(LISTS[path][2])[-1].get("id")
        response = visitor().get(f"{language}{path}{slug}/")

        assert (response.status_code, response["Location"]) == (302, f"{page.path}#{slug}")


@pytest.mark.parametrize("path", ["/dokumente/", "/glossar/", "/evaluationen/"])
def test_an_unknown_row_of_a_list_is_not_found(path):
    assert visitor().get(f"{path}gibt-es-nicht/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/kip-3/", "/massnahmen/deutschkurse/", "/partner/ald/", "/dokumente/"])
def test_links_to_rows_of_a_long_list_lead_to_them(in_parts, short_pages, path):
    ids = {page.path: page.ids for parts in in_parts.values() for page in parts}
    links = [link.get("href") for link in fetch(path).all("main a[href^='/']")]
    to_rows = [link for link in links if re.match(r"/(dokumente|glossar|evaluationen)/[\w-]+/$", link)]
    marks = [link for link in links if re.match(r"/(dokumente|glossar|evaluationen)/#", link)]

    assert marks == []
    assert to_rows
    for link in set(to_rows):
        place = urldefrag(visitor().get(link)["Location"])
        assert place.fragment in ids[place.url], link


def test_a_link_in_a_text_to_a_term_leads_to_it(short_pages):
    page = fetch("/kip-1/")

    assert page.all(".prose a[href='/glossar/regelstrukturen/']")


def test_the_home_page_shows_the_newest_phases_and_leads_to_the_others(short_pages):
    home, earlier = pages_of("/")
    names = [programme.name_de for programme in Programme.objects.in_order()]

    assert home.texts(".timeline h3") == names[2:]
    assert earlier.texts(".timeline h3") == names[:2]
    assert home.texts("#phasen") == ["Vier Phasen seit 2014"]
    assert earlier.texts("h1") == ["Frühere Phasen Seite 2 von 2"]
    assert "Frühere Phasen" in home.texts(".actions a")


def test_the_matrix_shows_the_newest_phases_and_leads_to_the_others(short_pages, monkeypatch):
    monkeypatch.setattr("programmes.views.funding_areas.NEWEST_PHASES", 2)
    page = fetch("/foerderbereiche/")

    assert page.texts(".matrix thead th a") == [programme.name_de for programme in Programme.objects.in_order()][2:]
    assert page.attribute(".more a[href='/seite/2/']", "href")


@pytest.mark.parametrize(
    ("relation", "list_page", "make"),
    [("measures", "/massnahmen/", measure), ("partners", "/partner/", partner)],
)
def test_a_phase_shows_many_rows_and_leads_to_all(relation, list_page, make):
    programme = Programme.objects.get(slug="kip-3")
    getattr(programme, relation).add(*[make() for _ in range(70)])
    section = fetch("/kip-3/").all(f"section[aria-labelledby={list_page.strip('/')}]")[0]

    assert len(section.cssselect(".links > li")) == 60
    assert section.cssselect(f".more a[href='{list_page}']")


@pytest.mark.parametrize(
    ("section", "list_page", "row", "make"),
    [
        ("finanzierung", "/entscheide/", ".decision", decision),
        ("evaluationen", "/evaluationen/", ".links > li", evaluation),
    ],
)
def test_a_phase_shows_many_rows_of_its_own_and_leads_to_all(section, list_page, row, make):
    programme = Programme.objects.get(slug="kip-3")
    for _ in range(70):
        make(programme=programme)
    (part,) = fetch("/kip-3/").all(f"section[aria-labelledby={section}]")

    assert len(part.cssselect(row)) == 60
    assert part.cssselect(f".more a[href='{list_page}']")


def test_a_document_that_everything_rests_on_names_some_of_it():
    document = Document.objects.in_order().first()
    for _ in range(40):
        citation(document=document, measure=measure())
    (entry,) = fetch("/dokumente/").all(f"#{document.slug}")

    assert len(entry.cssselect("p:last-child a")) == 30
    assert "und weitere" in entry.text_content()


def test_a_page_says_the_same_last_change_as_the_sitemap(short_pages):
    row = Decision.objects.in_order().last()
    Decision.objects.filter(pk=row.pk).update(changed_at="2150-01-01T12:00Z", changed_in={})
    first, second = pages_of("/entscheide/")

    assert first.all("footer time") == []
    assert second.attribute("footer time", "datetime") == "2150-01-01"


def test_the_glossary_is_cut_by_the_alphabet_of_the_reader(short_pages):
    term = GlossaryTerm.objects.get(slug="regelstrukturen")
    term.term_fr = "aaa"
    term.save()

    assert "aaa" in fetch("/fr/glossar/").texts(".term-entry h2")[0]
    assert "Regelstrukturen" not in fetch("/glossar/").texts(".term-entry h2")


def test_the_order_of_every_list_is_total(short_pages):
    Programme.objects.update(first_year=2014, last_year=2014)
    FundingArea.objects.update(position=0)
    Document.objects.update(published_on=None, year=2014, title="Gleich")

    for path in ["/", "/foerderbereiche/", "/dokumente/"]:
        with override("de"):
            rows = [
                link.get("id") or link.cssselect("a")[0].get("href")
                for page in pages_of(path)
                for link in page.all(LISTS[path][2])
            ]
        assert len(rows) == len(set(rows)) == len(LISTS[path][0]().in_order())
