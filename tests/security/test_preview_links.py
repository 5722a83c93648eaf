"""A preview link opens one page, has one secret and an active creator, and is created by the office's actions only."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.test import Client
from django.utils import timezone

from editorial.models import PreviewLink
from editorial.revisions import preview_links
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import Answer, act, address, hand_in, person, revision_of

pytestmark = [pytest.mark.django_db, pytest.mark.check(37)]

READER = Client(headers={"host": "localhost"})


def draft_of(editor: Client, text: str):
    area = factories.funding_area(summary_de="Ein Satz.")
    return revision_of(hand_in(editor, address(FundingArea, "change", area.pk), summary_de=text))


@pytest.fixture
def link(editor) -> PreviewLink:
    draft = draft_of(editor, "Noch geheim.")
    act(editor, draft, "share", days="7")
    return draft.links.get()


def status(path: str) -> int:
    return READER.get(path).status_code


def test_no_page_of_django_leads_to_the_address_of_a_row(link):
    client = person("other", "Leitung", "Redaktion")
    rows = [link, link.revision, link.created_by, FundingArea.objects.first()]
    kinds = {row: ContentType.objects.get_for_model(row).pk for row in rows}

    assert {client.get(f"/admin/r/{kind}/{row.pk}/").status_code for row, kind in kinds.items()} == {404}


def test_no_method_of_a_model_makes_a_token(link):
    said = [name for name in dir(link) if callable(getattr(type(link), name, None)) and "url" in name]

    assert said == []


def test_a_link_ends_with_who_made_it(link):
    path = preview_links.address(link)
    for field in ("is_active", "is_staff"):
        User.objects.filter(username="editor").update(**{field: False})
        assert status(path) == 410
        User.objects.filter(username="editor").update(**{field: True})
        assert status(path) == 200


def test_after_a_restore_an_old_link_opens_no_other_draft(link, editor):
    """The number of its row is given once more."""
    path, number = preview_links.address(link), link.pk
    PreviewLink.objects.all().delete()
    other = preview_links.create(draft_of(editor, "Ein anderer Entwurf."), 7, link.created_by)
    PreviewLink.objects.filter(pk=other.pk).update(id=number)

    assert status(path) == 410


def test_a_link_whose_row_names_another_page_opens_nothing(link, editor):
    path = preview_links.address(link)
    PreviewLink.objects.update(revision=draft_of(editor, "Ein anderer Entwurf."))

    assert status(path) == 410


def test_a_link_from_before_there_were_secrets_opens_nothing(link):
    PreviewLink.objects.update(secret="")
    old = [
        link.pk,
        [link.revision.model, link.revision.key, ""],
        [link.revision.model, link.revision.key, None],
        ["", ""],
        {},
    ]

    answers = {status(f"/vorschau/{signing.dumps(token, salt=preview_links.SALT)}/") for token in old}

    assert answers == {404}


@pytest.mark.both_databases
def test_a_link_ends_after_its_days(link):
    other = preview_links.create(link.revision, 30, link.created_by)
    PreviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))

    assert status(preview_links.address(link)) == 410
    assert status(preview_links.address(other)) == 200


def test_a_link_ends_with_its_draft(link, editor):
    path = preview_links.address(link)
    act(editor, link.revision, "withdraw")

    ended, forged = READER.get(f"{path}fr/"), READER.get(path.replace(":", ":x"))
    said = Answer(ended).text
    assert (ended.status_code, forged.status_code) == (410, 404)
    assert "Ce lien vers un aperçu n’est plus valable" in said
    assert "Adressez-vous à la personne qui vous a donné le lien." in said
    assert "Noch geheim." not in said
    assert path.split("/")[2] not in ended.content.decode().replace("hreflang", "")
    assert b'lang="de-CH"' in READER.get(f"{path}es/").content, "Django knows further languages"


@pytest.mark.parametrize("start", ["/Vorschau/", "/vorschau//", "/fr/vorschau/"])
def test_a_misspelt_link_is_not_offered_as_words_to_search_for(start):
    assert b"WyJwcm9" not in READER.get(f"{start}WyJwcm9ncmFtbWVz:1xY4LT:x/").content
