"""Every page declares the language of each of its texts, and links to the other languages."""

import re
from collections import defaultdict

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, TextField
from django.utils.translation import override
from modeltranslation.translator import translator

from core.models import Entry
from core.pages.metadata import changes_of
from core.rich_text.field import RichTextField
from kip_site import sitemaps
from pages.models import StandingPage
from programmes.models import Decision, FundingArea, Measure, Programme
from tests.sampling import part_of

from .page import SITEMAP, Page, entries, faults, fetch, locations, one_of_each_kind

pytestmark = pytest.mark.slow

CODES = [code for code, _name in settings.LANGUAGES]
OTHERS = CODES[1:]
#: Words of German that are words of no other language of this site.
GERMAN_WORDS = re.compile(
    r"\b(und|oder|nicht|ist|sind|wird|werden|wurde|für|auch|dem|ein|eine|einen|zum|zur|vom|durch|über|nach|mit|auf|sich|dass|"
    r"Kanton|Fachabteilung|Staatssekretariat|Gemeinden?|Förderbereiche?|Massnahmen?|Entscheide?|Seite)\b"
)
SENTINEL = "Deutschsatz"


def translated_columns():
    for model in apps.get_models():
        if issubclass(model, Entry) and model in translator.get_registered_models():
            yield model, sorted(translator.get_options_for_model(model).all_fields)


def fill(text: str, code: str):
    """Every text of the site in one language, each told by its column; no other language has any."""
    filled = 0
    for model, names in translated_columns():
        values = {f"{name}_{other}": None for name in names for other in CODES}
        for name in names:
            field = model._meta.get_field(f"{name}_{code}")
            is_rich = isinstance(field.translated_field, RichTextField)
            words = f"{text} {model._meta.model_name} {name}"[: getattr(field, "max_length", None)]
            values[f"{name}_{code}"] = f"<p>{words}</p>" if is_rich else words
        filled += model.objects.update(**values)
    assert filled > 200


def addresses_in(code: str) -> list[str]:
    return [path for path in sitemaps.public_paths() if path.startswith(f"/{code}/")] + unlisted(code)


def unlisted(code: str) -> list[str]:
    """What readers see and the sitemap does not name: prints, changes, the search and its answers, errors."""
    pages = [
        model.objects.order_by("pk").first() for model in (Programme, FundingArea, Measure, Decision, StandingPage)
    ]
    with override(code):
        changes = [changes_of(page) for page in pages]
    others = ["druck/", "kip-1/druck/", "kip-3/druck/", "suche/", "suche/?q=kip", "suche/?q=zzzzzzz", "gibt-es-nicht/"]
    return [f"/{code}/{path}" for path in others] + changes


# -- what stands on the pages that come with the site


def test_there_are_as_many_pages_in_each_language(pages):
    by_language = defaultdict(set)
    for page in pages:
        by_language[page.language].add(page.path.removeprefix("" if page.language == "de" else f"/{page.language}"))

    assert list(by_language) == CODES
    assert all(paths == by_language["de"] - {"/leichte-sprache/"} for paths in list(by_language.values())[1:])


def german_words(page: Page) -> list[str]:
    """Addresses are German in every language."""
    spoken = [(re.sub(r"\S*/\S*", "", text), language) for text, language in page.spoken]
    return [text for text, language in spoken if language not in ("de", "ja") and GERMAN_WORDS.search(text)]


@pytest.mark.django_db
def test_no_german_stands_in_another_language_unsaid(pages):
    foreign = [page for page in pages if page.language != "de"]
    foreign += [fetch(path) for code in OTHERS for path in unlisted(code)]

    found = {page.path: words for page in foreign if (words := german_words(page))}

    assert len(foreign) > 140
    assert found == {}


@pytest.mark.django_db
def test_the_search_for_german_words_finds_them():
    page = fetch("/kip-3/")
    page.document.attrib["lang"] = "fr"

    assert len(german_words(page)) > 20


def test_pages_name_each_other(pages):
    """Both ways, each itself, and the German one for everybody else."""
    named = {page.path: alternates(page) for page in pages if page.path != "/leichte-sprache/"}

    assert len(named) > 190
    for path, links in named.items():
        assert set(links) == {*CODES, "x-default"}, path
        assert path in links.values(), path
        assert links["x-default"] == links["de"], path
        assert all(named[other] == links for other in links.values()), path


def alternates(page: Page) -> dict[str, str]:
    links = page.all("link[rel=alternate][hreflang]")
    return {link.get("hreflang"): link.get("href").removeprefix(settings.SITE_URL) for link in links}


@pytest.mark.django_db
def test_the_sitemap_names_the_same_pages_as_the_pages_do(pages):
    named = {page.path: alternates(page) for page in pages}
    in_files = {}
    for file in locations("/sitemap.xml"):
        for url in entries(file).xpath("//s:url", namespaces=SITEMAP):
            links = url.xpath("*[local-name()='link']")
            path = url.findtext("s:loc", namespaces=SITEMAP).removeprefix(settings.SITE_URL)
            in_files[path] = {link.get("hreflang"): link.get("href").removeprefix(settings.SITE_URL) for link in links}

    assert in_files == named


def test_each_translation_says_that_the_german_wording_prevails(pages):
    notices = {"fr": "fait foi", "it": "Fa stato", "en": "prevails"}

    assert (
        faults(
            pages,
            lambda page: page.language == "de" or notices[page.language] in page.texts(".site-footer .changed")[0],
        )
        == []
    )


def test_links_in_texts_lead_to_the_page_in_the_readers_language(pages):
    foreign = [page for page in pages if page.language != "de"]
    own = [
        (page.path, link.get("href"))
        for page in foreign
        for link in page.all("main .prose a, main .brief a, main section a")
        if link.get("href", "").startswith("/") and link.get("hreflang") != "de"
    ]

    assert len(own) > 500
    assert [(path, href) for path, href in own if not href.startswith((f"/{path[1:3]}/", "/dateien/", "/daten/"))] == []


@pytest.mark.parametrize(("path", "language"), [("/", "de"), ("/fr/", "fr"), ("/it/", "it"), ("/en/", "de")])
def test_links_in_texts_to_the_confederation_lead_to_what_it_has_in_the_readers_language(pages, path, language):
    (page,) = [page for page in pages if page.path == f"{path}kip-3/"]

    links = [link.get("href") for link in page.all("main .prose a") if "//www.sem.admin.ch/" in link.get("href")]

    assert len(links) == 1
    assert links[0].startswith(f"https://www.sem.admin.ch/sem/{language}/")


@pytest.mark.django_db
def test_easy_language_is_german_and_linked_by_name(pages):
    def named(page):
        return [a.get("lang") for a in page.all("header a") if a.text_content() == "Leichte Sprache"]

    assert faults(pages, lambda page: named(page) == ["de"]) == []
    assert fetch("/fr/leichte-sprache/").all("meta[name=robots][content=noindex]")


# -- with texts that only a test could have written


@pytest.mark.django_db
def test_each_german_text_on_a_page_of_another_language_says_so():
    """On one page of each kind, and on every third French one."""
    fill(SENTINEL, "de")
    french = addresses_in("fr")
    paths = {*part_of(french, 3), *one_of_each_kind(french)}
    paths |= {path for code in ("it", "en") for path in one_of_each_kind(addresses_in(code))}

    spoken = [(path, text, language) for path in paths for text, language in fetch(path).spoken if SENTINEL in text]

    assert len(paths) > 60
    assert len(spoken) > 400
    assert [each for each in spoken if each[2] != "de"] == []


@pytest.mark.django_db
def test_no_german_text_is_left_where_all_are_translated():
    fill("Phrase", "fr")
    for model, names in translated_columns():
        model.objects.update(**{f"{name}_de": SENTINEL for name in names})

    found = [path for path in addresses_in("fr") if any(SENTINEL in text for text, _language in fetch(path).spoken)]

    assert found == []


@pytest.mark.django_db
def test_the_columns_without_a_language_are_never_read():
    """They hold whatever language was active when a row was last saved."""
    rubbish = "UNBESTIMMT"
    for model, names in translated_columns():
        columns = {name: rubbish for name in names if isinstance(model._meta.get_field(name), CharField | TextField)}
        model.objects.rewrite(False).update(**columns)

    paths = one_of_each_kind(list(sitemaps.public_paths())) + unlisted("fr")

    assert len(paths) > 80
    assert [path for path in paths if rubbish in fetch(path).response.content.decode()] == []
