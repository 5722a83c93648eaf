"""A text that the office may write is told everywhere: on its page, in print, by the search, and, if it is plain, as data."""

import pytest
from modeltranslation.translator import translator

from core.rich_text.cleaner import plain_text
from core.rich_text.field import RichTextField
from programmes.models import Decision, Evaluation, FundingArea, Measure, PartnerOrganisation, Programme
from programmes.open_data.data_sets import DATA_SETS
from search.engine.documents import document_sources
from tests.site.page import fetch, visitor

pytestmark = pytest.mark.django_db

#: By model and field: «In Kürze» stands instead of the summary, and the short name is for lists.
NOT_ON_ITS_PAGE = {(Programme, "summary"), (Measure, "summary"), (PartnerOrganisation, "short_name")}


def is_rich(model, name: str) -> bool:
    return isinstance(model._meta.get_field(name), RichTextField)


def write_everything(row) -> dict[str, str]:
    """Each translated field with a text of its own, by the name of the field."""
    texts = {
        name: f"Probesatz {name.replace('_', '')}" for name in translator.get_options_for_model(type(row)).all_fields
    }
    values = {f"{name}_de": f"<p>{text}</p>" if is_rich(type(row), name) else text for name, text in texts.items()}
    type(row).objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    return texts


def in_search() -> str:
    documents = [each for source in document_sources for row in source.rows() for each in source.documents(row)]
    return " ".join(passage.text for each in documents for passage in (each.title, *each.passages))


def in_data(model) -> str:
    names = [each.name for each in DATA_SETS if each.rows().model is model]
    return " ".join(visitor().get(f"/daten/{name}.csv").content.decode() for name in names)


@pytest.mark.parametrize("model", [Programme, FundingArea, Measure, PartnerOrganisation, Evaluation, Decision])
def test_a_text_is_told_everywhere(model):
    row = model.objects.first()
    texts = write_everything(row)
    told = {
        "page": plain_text(fetch(row.get_absolute_url().partition("#")[0]).response.content.decode()),
        "print": plain_text(fetch("/druck/").response.content.decode()),
        "search": in_search(),
        "data": in_data(model),
    }

    untold = {(place, name) for place, words in told.items() for name, text in texts.items() if text not in words}

    left_out = {("page", name) for name in texts if (model, name) in NOT_ON_ITS_PAGE}
    assert untold == left_out | {("data", name) for name in texts if is_rich(model, name)}
