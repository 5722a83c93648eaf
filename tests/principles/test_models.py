"""Principles, legal bases and standing pages."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from pages.models import StandingPage
from principles.models import LegalBasis, Principle
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("build", [factories.principle, factories.legal_basis])
def test_an_address_belongs_to_one_row(build):
    row = build()
    twin = type(row)(slug=row.slug)

    with pytest.raises(ValidationError) as refusal:
        twin.full_clean()
    assert "existiert bereits" in refusal.value.message_dict["slug"][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_title_must_be_there_in_german():
    with pytest.raises(ValidationError) as refusal:
        Principle(slug="probe", name_fr="Diversité").full_clean()

    assert {"name_de", "summary_de"} <= set(refusal.value.message_dict)


def test_principles_come_in_their_order():
    last, first = (factories.principle(position=place) for place in (1001, 1000))

    assert list(Principle.objects.in_order())[-2:] == [first, last]


def test_every_standing_page_has_an_address():
    pages = StandingPage.objects.all()

    assert len(pages) > 4
    assert all(page.get_absolute_url().startswith("/") for page in pages)


def test_a_legal_basis_is_called_by_article_and_abbreviation():
    assert str(LegalBasis(article_de="Art. 58", abbreviation_de="AIG", title_de="Gesetz")) == "Art. 58 AIG"
    assert str(LegalBasis(title_de="Integrationsgesetz")) == "Integrationsgesetz"


@pytest.mark.parametrize(
    ("url", "language", "wording"),
    [
        ("https://www.fedlex.admin.ch/eli/cc/2007/758/de#art_53", "it", "/eli/cc/2007/758/it#art_53"),
        ("https://www.fedlex.admin.ch/eli/cc/2007/758/de#art_53", "en", "/eli/cc/2007/758/de#art_53"),
        ("https://bl.clex.ch/app/de/texts_of_law/114", "fr", "/app/de/texts_of_law/114"),
    ],
)
def test_the_wording_of_a_law_is_in_the_language_of_the_reader_where_its_collection_has_it(url, language, wording):
    with override(language):
        assert LegalBasis(url=url).wording.endswith(wording)


@pytest.mark.parametrize(("language", "name"), [("de", "SR"), ("fr", "RS"), ("it", "RS"), ("en", "SR")])
def test_the_federal_collection_has_the_name_of_each_language(language, name):
    with override(language):
        assert LegalBasis(collection="SR").get_collection_display() == name
