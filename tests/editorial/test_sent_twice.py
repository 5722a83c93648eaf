"""Two clicks at once, and what no browser sends."""

from functools import partial
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory

from accounts.permissions import SystemRequest
from core.models import Edition
from editorial.forms.form_content import PageForm
from editorial.forms.page_admin import admin_for
from editorial.models import ChangedPage, Release, Revision
from editorial.revisions import releases, snapshots, workflow
from programmes.models import FundingArea, Programme
from tests import factories
from tests.editorial.office import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def removal() -> Revision:
    """Published together with another revision."""
    area = factories.funding_area()
    record(area)
    before = Revision.objects.of(FundingArea, area.key).live().get()
    Revision.objects.filter(pk=before.pk).update(state=Revision.State.SUPERSEDED)
    FundingArea.objects.filter(pk=area.pk).delete()
    ChangedPage.objects.all().delete()
    return Revision.objects.create(
        model=before.model, key=area.key, name="Weg", base=before, content={}, release=Release.objects.create(),
        state=Revision.State.PUBLISHED, published_at=before.published_at,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "lock"), [("restore", Edition.objects), ("undo", releases)])
def test_of_two_clicks_at_once_one_makes_drafts(removal, monkeypatch, name, lock):
    """The other click is done while this one waits for the lock."""
    request = RequestFactory().post("/", {"language": ""})
    request.user = User.objects.create_superuser("chief")
    perform = partial(workflow.ACTIONS[name].perform, request, removal.base if name == "restore" else removal)

    def hold(*_args, **_kwargs):
        monkeypatch.undo()
        perform()

    monkeypatch.setattr(lock, "hold", hold)
    perform()
    for again in ("restore", "undo"):
        workflow.ACTIONS[again].perform(request, removal.base if again == "restore" else removal)

    (undone,) = Release.objects.filter(undoes=removal.release)
    assert undone.revisions.get() == Revision.objects.drafts().get()


@pytest.mark.parametrize(("said", "kept"), [("1000000000", 3), ("3", 3), ("2", 2), ("0", 0), ("abc", 0), ("-1", 0)])
def test_no_row_is_made_of_which_nothing_was_sent(said, kept):
    """One row is there, and two are sent with it."""
    row = factories.figure(programme=factories.programme())
    data = {"figures-TOTAL_FORMS": said, "figures-INITIAL_FORMS": "1", "figures-0-id": str(row.pk)}
    data |= {f"figures-{number}-label_de": "Kurse" for number in range(3)}

    form = PageForm(admin_for(Programme), SystemRequest(), row.programme, QueryDict(urlencode(data)))

    (rows,) = [len(each.forms) for each in form.formsets if each.prefix == "figures"]
    assert rows == kept


def test_a_page_that_cannot_be_looked_at_yet_stays_noted():
    """All pages are noted while the notes are being read."""

    found = iter([ChangedPage])

    def note_all(execute, *said):
        answer = execute(*said)
        for model in found:
            model.objects.create()
        return answer

    with connection.execute_wrapper(note_all):
        next(snapshots.record_external_changes(), None)

    assert ChangedPage.objects.exists()
