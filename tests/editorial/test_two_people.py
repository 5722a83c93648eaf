"""Two people edit the same row of a page: one removes it, the other changes it. No conflict goes unnamed."""

import pytest

from editorial.models import Revision
from programmes.models import Citation, FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, person, revision_of, send

pytestmark = pytest.mark.django_db

PROVES = "citations-0-supports_de"


@pytest.fixture
def editor():
    return person("editor", "Redaktion", "Freigabe")


@pytest.fixture
def other():
    return person("other", "Redaktion", "Freigabe")


@pytest.fixture
def row() -> Citation:
    return factories.citation(funding_area=factories.funding_area(), supports_de="Am Anfang")


def form_of(row: Citation) -> str:
    return address(FundingArea, "change", row.funding_area_id)


def place(row: Citation) -> str:
    return f"citations {row.key}|"


def texts(row: Citation) -> list[str]:
    return list(Citation.objects.filter(key=row.key).values_list("supports_de", flat=True))


def test_a_row_that_one_removed_and_the_other_changed_is_named_until_somebody_chooses(editor, other, row):
    mine = Answer(editor.get(form_of(row))).values
    send(other, form_of(row), **{"citations-0-DELETE": "on"})
    assert texts(row) == []

    draft = revision_of(editor.post(form_of(row), mine | {PROVES: "Noch besser", "_check": "1"}))
    refused = act(editor, draft, "publish")

    assert "wählen Sie, was gilt: Quelle" in Answer(editor.get(refused.url)).text
    assert Revision.objects.get(pk=draft.pk).state == Revision.State.DRAFT
    again = Answer(editor.get(form_of(row))).values
    decided = revision_of(editor.post(form_of(row), again | {"_check": "1"}))
    act(editor, decided, "publish")
    assert texts(row) == ["Noch besser"]


def test_i_removed_what_the_other_changed_meanwhile(editor, other, row):
    mine = Answer(editor.get(form_of(row))).values
    send(other, form_of(row), **{PROVES: "Von der anderen"})

    draft = revision_of(editor.post(form_of(row), mine | {"citations-0-DELETE": "on", "_check": "1"}))
    refused = act(editor, draft, "publish")

    assert "wählen Sie, was gilt: Quelle" in Answer(editor.get(refused.url)).text
    assert texts(row) == ["Von der anderen"]
    again = Answer(editor.get(form_of(row))).values
    decided = revision_of(editor.post(form_of(row), again | {"_check": "1", "_theirs": [place(row)]}))
    act(editor, decided, "publish")
    assert texts(row) == ["Von der anderen"]


def test_each_adds_a_row_and_both_stay(editor, other, row):
    """Rows are known by their keys, not by their place in the form."""
    one, two = factories.document(), factories.document()
    mine = Answer(editor.get(form_of(row))).values
    added = {"citations-TOTAL_FORMS": "2", "citations-1-position": "2"}
    send(other, form_of(row), **added, **{"citations-1-document": str(one.pk)})

    sent = mine | added | {"citations-1-document": str(two.pk), "_check": "1"}
    act(editor, revision_of(editor.post(form_of(row), sent)), "publish")

    cited = set(Citation.objects.filter(funding_area=row.funding_area_id).values_list("document_id", flat=True))
    assert cited == {row.document_id, one.pk, two.pk}
