"""The admin: every page opens, in German, for those with the right; saving changes only what was edited."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from core.languages import OTHER_LANGUAGES
from editorial.admin import EditorialAdmin
from editorial.models import Revision
from pages.models import StandingPage
from programmes.models import Decision, Document, FundingArea, Programme
from tests import factories
from tests.editorial.office import Answer, address, hand_in, send
from tests.sampling import part_of

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
LISTS = [admin.site._registry[model] for model in MODELS]
CONTENT = [model for model in MODELS if isinstance(admin.site._registry[model], EditorialAdmin)]
LOADING = "//script/@src | //link/@href | //img/@src | //iframe/@src | //form/@action"


def pages_of(model) -> list[str]:
    row = factories.any_of(model)
    pages = [address(model, "changelist"), address(model, "change", row.pk), address(model, "history", row.pk)]
    if model is not StandingPage:
        pages += [address(model, "add"), address(model, "delete", row.pk)]
    return pages


def test_all_content_has_its_place_in_the_admin():
    assert len(CONTENT) == 19


@pytest.mark.check(36)
def test_no_address_of_a_list_contains_a_regular_expression(rf):
    """SQLite would have Python search for it, which takes for ever where a pattern goes back and back."""
    asked = [(each.opts.label, each.lookup_allowed("pk__iregex", r"(\w+\s?)+$", rf.get("/"))) for each in LISTS]

    assert [label for label, is_allowed in asked if is_allowed] == []


@pytest.mark.slow
def test_every_page_opens_in_swiss_german_and_loads_nothing_from_elsewhere(chief):
    for page in [page for model in part_of(CONTENT, 3) for page in pages_of(model)]:
        answer = Answer(chief.get(page))

        assert answer.response.status_code == 200, page
        assert answer.document.get("lang") == "de"
        assert "ß" not in answer.response.content.decode(), page
        assert [source for source in answer.document.xpath(LOADING) if source.startswith(("http", "//"))] == []


@pytest.mark.parametrize("page", ["index", "login", "password_change"])
def test_the_frame_is_swiss_german(chief, page):
    client = Client() if page == "login" else chief
    response = client.get(reverse(f"admin:{page}"))

    assert response.status_code == 200
    assert "ß" not in response.content.decode()


def test_the_start_page_lists_content_in_the_order_of_the_site(chief):
    answer = Answer(chief.get(reverse("admin:index")))
    titles = [link.text_content().strip() for link in answer.document.cssselect("#content .module caption a")]
    first = answer.document.cssselect("#content .module th a")[0].text_content().strip()

    assert titles == [
        "Integrationsprogramme", "Integrationspolitik", "Aktuelles, Fragen und Seiten", "Suche", "Dateien", "Personen und Rechte",
    ]  # fmt: skip
    assert first == "Programmphasen"


def translated_fields(chief, model, query: str = "") -> set[str]:
    document = Answer(chief.get(address(model, "change", factories.any_of(model).pk) + query)).document
    fields = document.xpath("//*[@lang and @dir and (self::input or self::textarea)]")
    assert all(field.get("spellcheck") == "true" for field in fields)
    return {field.get("lang") for field in fields}


def test_german_stands_alone_or_beside_one_other_language(chief):
    for model in part_of(CONTENT, 6):
        assert translated_fields(chief, model) == {"de"}, model
        assert translated_fields(chief, model, "?sprache=fr") == {"de", "fr"}, model


def test_an_unknown_language_is_none(chief):
    assert translated_fields(chief, Decision, "?sprache=xx") == {"de"}


@pytest.mark.slow
def test_no_field_is_left_out_of_the_form(rf, chief):
    for model in CONTENT:
        page_admin, row, shown = admin.site._registry[model], factories.any_of(model), set()
        for code in OTHER_LANGUAGES:
            request = rf.get("/admin/", {"sprache": code})
            request.user = User.objects.get()
            shown.update(page_admin.get_form(request, row).base_fields)
        fields = {field.name for field in model._meta.fields if field.editable and not field.primary_key}

        assert fields - set(page_admin.trans_opts.all_fields) - {"changed_at"} <= shown, model


def test_every_field_says_what_it_does():
    wordless = {
        field.name
        for model in CONTENT
        for field in model._meta.fields
        if field.editable and not field.primary_key and not field.help_text and not field.is_relation
    }

    assert wordless <= {"changed_at"}


@pytest.mark.slow
def test_saving_without_a_change_changes_nothing(chief):
    for model in part_of(CONTENT, 2):
        row = factories.any_of(model)
        before, revisions = values_of(row), Revision.objects.count()

        answer = hand_in(chief, address(model, "change", row.pk))

        assert answer.url.startswith(address(model, "change", row.pk))
        assert Revision.objects.count() == revisions, model
        assert values_of(model.objects.get(pk=row.pk)) == before


def values_of(row) -> dict:
    names = [field.attname for field in row._meta.concrete_fields if field.name != "changed_at"]
    return {name: getattr(row, name) or None for name in names}


def test_a_saved_text_is_on_the_page_and_other_languages_stay(chief):
    programme = Programme.objects.get(slug="kip-3")
    others = {"summary_fr": "Une phrase.", "in_brief_fr": "<p>Bref.</p>", "summary_it": None}
    Programme.objects.filter(pk=programme.pk).update(**others)

    answer = send(
        chief,
        address(Programme, "change", programme.pk),
        summary_de="Ein neuer Satz.",
        in_brief_de="<p>Ganz <b>kurz</b> <strong>gesagt</strong>.</p>",
    )

    assert answer.response.status_code == 302
    page = Client(headers={"host": "localhost"}).get("/kip-3/").content.decode()
    assert "Ein neuer Satz." in page
    assert "<strong>gesagt</strong>" in page
    programme.refresh_from_db()
    assert (programme.summary_fr, programme.in_brief_fr, programme.summary_it) == ("Une phrase.", "<p>Bref.</p>", None)


@pytest.mark.both_databases
def test_a_new_page_is_made_with_its_rows(chief):
    values = {
        "term_de": "Erstgespräch",
        "slug": "erstgespraech",
        "definition_de": "Das erste Gespräch nach dem Zuzug.",
        "citations-TOTAL_FORMS": "1",
        "citations-0-document": str(Document.objects.first().pk),
        "citations-0-position": "0",
    }

    answer = send(chief, reverse("admin:programmes_glossaryterm_add"), **values)

    assert answer.response.status_code == 302, answer.errors
    area = Programme.citations.rel.related_model.objects.get(term__slug="erstgespraech")
    assert area.document == Document.objects.first()


def test_the_page_on_the_website_is_one_click_away(chief):
    area = FundingArea.objects.first()
    document = Answer(chief.get(address(FundingArea, "change", area.pk))).document
    (link,) = document.cssselect("a.viewsitelink")

    assert link.get("href") == area.get_absolute_url()
    assert link.text_content() == "Auf der Website ansehen"


@pytest.mark.both_databases
@pytest.mark.parametrize("words", ["Volk", "volk nimmt"])
def test_lists_can_be_searched(chief, words):
    answer = Answer(chief.get(address(Decision, "changelist"), {"q": words}))

    assert "Volk nimmt Ausgabe für KIP 2bis an" in answer.document.cssselect("#result_list")[0].text_content()


def test_a_search_finds_a_translation_too(chief):
    factories.funding_area(name_fr="Petits pas")
    answer = Answer(chief.get(address(FundingArea, "changelist"), {"q": "petits"}))

    assert len(answer.document.cssselect("#result_list tbody tr")) == 1


def test_standing_pages_are_neither_added_nor_deleted(chief):
    page = StandingPage.objects.first()

    assert chief.get(address(StandingPage, "add")).status_code == 403
    assert chief.post(address(StandingPage, "delete", page.pk), {"post": "yes"}).status_code == 403
    assert StandingPage.objects.filter(pk=page.pk).exists()


@pytest.mark.both_databases
def test_a_cited_document_stays_and_the_refusal_leads_to_where_it_is_cited(chief):
    document, programme = factories.document(), factories.programme()
    factories.citation(document=document, programme=programme)
    figure = factories.figure(source=document, programme=programme)

    answer = Answer(chief.post(address(Document, "delete", document.pk), {"post": "yes"}))

    text = answer.document.text_content()
    targets = answer.document.xpath("//main//ul//a/@href")
    assert "wird noch gebraucht und lässt sich darum nicht löschen" in text
    assert {address(Programme, "change", programme.pk), address(type(figure), "change", figure.pk)} <= set(targets)
    assert Document.objects.filter(pk=document.pk).exists()
