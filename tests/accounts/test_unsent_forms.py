"""What was typed and not sent is kept for its person and its form, offered again, and becomes a draft at most."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from accounts import unsent_form
from accounts.models import UnsentForm
from editorial.models import Revision
from programmes.models import FundingArea
from tests import factories
from tests.accounts.test_sessions import time_passes
from tests.editorial.office import Answer, address, at_work, hand_in, person

pytestmark = pytest.mark.django_db

TYPED = {"summary_de": "Mitten im Satz"}


@pytest.fixture
def form() -> str:
    return address(FundingArea, "change", factories.funding_area(summary_de="Ein Satz.", summary_fr="Une phrase.").pk)


def keep(client, form: str, query: str = "", **typed) -> int:
    """What the script of the form sends."""
    values = Answer(client.get(form + query)).values | TYPED | typed | {"_form": form, "_query": query}
    return client.post(reverse("admin:unsent"), values).status_code


def is_offered(client, form: str) -> bool:
    return "ungesicherte Eingaben" in Answer(client.get(form)).text


def test_it_is_offered_to_its_person_after_the_next_login(editor, form):
    assert keep(editor, form) == 204

    again = at_work(User.objects.get(username="editor"))

    assert is_offered(again, form)
    assert not is_offered(again, address(FundingArea, "add"))
    assert not is_offered(person("colleague", "Redaktion"), form)


def test_others_see_that_somebody_is_writing_for_some_minutes_and_not_what(editor, form):
    new_page = address(FundingArea, "add")
    for each in (form, new_page):
        keep(editor, each)
    colleague = person("colleague", "Redaktion")

    shown, beside = (Answer(colleague.get(each)).text for each in (form, new_page))
    UnsentForm.objects.update(saved_at=timezone.now() - unsent_form.JUST_NOW)

    assert "Gerade schreibt hier auch editor." in shown
    assert TYPED["summary_de"] not in shown
    assert "schreibt hier" not in Answer(editor.get(form)).text
    assert "schreibt hier" not in beside
    assert "schreibt hier" not in Answer(colleague.get(form)).text


def test_taken_it_becomes_a_draft_and_is_gone(editor, form):
    keep(editor, form, "?sprache=fr", summary_fr="En pleine phrase", _check="1", _popup="1")

    answer = editor.post(f"{form}?sprache=fr", {unsent_form.TAKE: "1"})

    draft = Revision.objects.open().get()
    assert (draft.content[""]["summary_de"], draft.content[""]["summary_fr"]) == ("Mitten im Satz", "En pleine phrase")
    assert answer.url == f"{form}?fassung={draft.pk}&sprache=fr"
    assert not is_offered(editor, form)
    assert FundingArea.objects.get(pk=form.split("/")[-3]).summary_de == "Ein Satz."


@pytest.mark.parametrize("act", [
    lambda client, form: client.post(form, {unsent_form.DISCARD: "1"}),
    lambda client, form: hand_in(client, form, **TYPED),
])  # fmt: skip
def test_discarded_or_sent_it_is_gone(editor, form, act):
    keep(editor, form)

    act(editor, form)

    assert not UnsentForm.objects.exists()


def test_nobody_takes_what_somebody_else_has_typed(editor, form):
    keep(editor, form)
    colleague = person("colleague", "Redaktion")

    for do in (unsent_form.TAKE, unsent_form.DISCARD):
        colleague.post(form, {do: "1"})

    assert not Revision.objects.open().exists()
    assert is_offered(editor, form)


@pytest.mark.both_databases
def test_it_is_bounded_in_size_number_and_time(editor, form):
    assert keep(editor, form, summary_de="a" * unsent_form.MAX_FORM_SIZE) == 400
    assert editor.post(reverse("admin:unsent"), {"_form": "/admin/", "name_de": "A"}).status_code == 400
    pages = [address(FundingArea, "change", number) for number in range(1000, 1003 + unsent_form.MAX_FORMS)]
    for page in pages:
        assert editor.post(reverse("admin:unsent"), {"_form": page, "name_de": "A"}).status_code == 204
    assert set(UnsentForm.objects.values_list("address", flat=True)) == set(pages[3:])

    UnsentForm.objects.update(saved_at=timezone.now() - unsent_form.KEPT_FOR - timedelta(minutes=1))

    keep(editor, form)
    assert UnsentForm.objects.get().address == form


@pytest.mark.both_databases
def test_what_no_database_takes_is_left_out(editor, form):
    assert keep(editor, form, summary_de="Mitten\0 im Satz", **{"na\0me": "\0"}) == 204

    assert "\\x00" not in repr(UnsentForm.objects.get().values)


def test_what_the_script_sends_after_the_session_is_no_form_to_go_on_with(editor, form):
    time_passes(editor, 40)

    editor.post(reverse("admin:unsent"), TYPED | {"_form": form})

    assert "lost_form" not in editor.session
