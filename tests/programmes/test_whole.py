"""A phase, or the whole programme, on one page: complete, with contents first and sources last."""

import pytest
from django.conf import settings
from modeltranslation.translator import translator

from core.rich_text.cleaner import plain_text
from core.templatetags.figures import chf, percent
from principles.models import LegalBasis, Principle
from programmes.models import (
    Citation,
    Decision,
    Document,
    Evaluation,
    FundingArea,
    GlossaryTerm,
    KeyFigure,
    Measure,
    PartnerOrganisation,
    Pillar,
    Programme,
    ProgrammeArea,
)
from tests.site.page import fetch, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WHOLE = ["/druck/", "/kip-1/druck/", "/kip-3/druck/"]


@pytest.mark.parametrize("prefix", ["", "/fr", "/it", "/en"])
@pytest.mark.parametrize("path", WHOLE)
def test_it_answers_and_is_for_readers_alone(path, prefix):
    page = fetch(prefix + path)
    canonical = page.attribute("link[rel=canonical]", "href")

    assert page.response.status_code == 200
    assert page.attribute("meta[name=robots]", "content") == "noindex"
    assert canonical in {settings.SITE_URL + start + path.removesuffix("druck/") for start in ("", prefix)}
    assert len(page.all("h1")) == 1
    assert len(page.ids) == len(set(page.ids))
    assert not page.all("script:not([type='application/ld+json']), [style]")


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("path", ["/druck/", "/kip-3/druck/"])
def test_a_link_to_a_place_leads_to_it_or_to_its_page(path, prefix):
    page = fetch(prefix + path)
    addresses = {link.get("href") for link in page.all("a[href*='#']")}
    elsewhere = {tuple(address.split("#")) for address in addresses if address.startswith("/")}
    ids = {place: fetch(place).ids for place, _anchor in elsewhere}

    assert {address[1:] for address in addresses if address.startswith("#")} <= set(page.ids)
    assert [place + anchor for place, anchor in elsewhere if anchor not in ids[place]] == []
    assert path != "/druck/" or (f"{prefix}/glossar/", "integrationspauschale") in elsewhere


@pytest.mark.parametrize("path", WHOLE)
def test_the_contents_lead_to_every_chapter_in_its_order(path):
    page = fetch(path)

    listed = [link.get("href") for link in page.all(".whole-contents > ol > li > a")]

    assert listed == [f"#{each.get('aria-labelledby')}" for each in page.all(".whole > section")]
    assert len(listed) >= 5
    assert {link.get("href")[1:] for link in page.all(".whole-contents a")} <= set(page.ids)


#: Everything that has a text for readers; of documents, what they are cited for and their titles.
KINDS = [
    Programme, Pillar, ProgrammeArea, FundingArea, Measure, PartnerOrganisation, Evaluation, Decision, KeyFigure, Citation,
    Principle, LegalBasis, GlossaryTerm,
]  # fmt: skip


def published_texts():
    """Each German text of what belongs to the programme: not of the office, nor of the standing pages."""
    for model in KINDS:
        names = sorted(translator.get_options_for_model(model).all_fields)
        rows = model.objects.all()
        rows = rows.filter(standing_page=None, unit=None) if model is Citation else rows
        yield from (
            (f"{row._meta.label} {row.key} {name}", getattr(row, f"{name}_de")) for row in rows for name in names
        )


def test_all_of_it_is_there():
    page = fetch("/druck/")
    shown = " ".join(page.document.text_content().split())
    texts = {where: plain_text(text) for where, text in published_texts() if text}
    figures = [percent(each.turnout_percent) for each in Decision.objects.exclude(turnout_percent=None)]
    figures += [chf(each.amount_chf) for each in Decision.objects.exclude(amount_chf=None)]
    figures += [chf(each.volume_chf) for each in Evaluation.objects.exclude(volume_chf=None)]

    assert len(texts) > 400
    assert {where: text for where, text in texts.items() if text not in shown} == {}
    assert len(figures) >= 4
    assert [figure for figure in figures if " ".join(figure.split()) not in shown] == []
    assert len(page.all("section[aria-labelledby^='phase-']")) == Programme.objects.count()


def test_each_source_stands_once_with_its_address():
    page = fetch("/druck/")
    links = [link.get("href") for link in page.all(".sources a:not([href$='/kontakt/'])")]
    cited = Document.objects.filter(figures__programme__isnull=False, url__gt="").order_by("url").distinct()

    assert {document.url for document in cited} <= set(links)
    assert len(links) == len(set(links)) > 20


def test_a_phase_is_about_itself_alone():
    page = fetch("/kip-1/druck/")

    assert page.texts("h2")[1].startswith("KIP 1")
    assert len(page.all("section[aria-labelledby^='phase-']")) == 1


def test_it_moves_with_its_phase():
    Programme.objects.filter(slug="kip-1").update(slug="erste-phase")

    response = visitor().get("/kip-1/druck/")

    assert (response.status_code, response.url) == (301, "/erste-phase/druck/")
    assert visitor().get("/nie/druck/").status_code == 404


@pytest.mark.parametrize(("path", "target"), [("/", "/druck/"), ("/kip-3/", "/kip-3/druck/"), ("/fr/", "/fr/druck/")])
def test_pages_lead_to_it(path, target):
    assert target in [link.get("href") for link in fetch(path).all("main a")]


@pytest.mark.parametrize("path", WHOLE)
def test_the_number_of_questions_is_fixed(path, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        assert visitor().get(path).status_code == 200
