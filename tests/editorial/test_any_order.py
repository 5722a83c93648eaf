"""Whatever is edited, put together, split, published, deleted, brought back and undone, in whatever order: no text that
was public is lost, and the tables hold what the public revisions say.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.comparison.merge import same_content
from editorial.forms.form_content import PublishError
from editorial.forms.page_admin import admin_for
from editorial.models import Release, Revision
from editorial.revisions import publishing, releases, removals, snapshots
from programmes.models import FundingArea, Measure
from tests import factories
from tests.editorial.office import record
from tests.sampling import THOROUGH

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]

ACTS = ["edit", "edit", "edit", "join", "join", "split", "publish", "publish", "delete", "bring_back", "undo"]
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 9)), max_size=14)


class Office:
    """Two areas, and two measures that refer to them."""

    def __init__(self):
        areas = [factories.funding_area(name_de=f"Bereich {number}") for number in range(2)]
        measures = [factories.measure(name_de=f"Massnahme {number}") for number in range(2)]
        for measure in measures:
            measure.areas.set(areas)
        record(*areas, *measures)
        self.pages = [(type(page), page.key) for page in (*areas, *measures)]
        self.areas = sorted(area.key for area in areas)

    def live(self, page) -> Revision:
        return Revision.objects.of(*page).live().get()

    def draft(self, page) -> Revision | None:
        return Revision.objects.of(*page).open().select_related("base").order_by("pk").last()

    def edit(self, page, number):
        base = self.live(page)
        if base.is_removal:
            return
        fields = base.content[""] | {"summary_de": f"Satz {number}."}
        if page[0] is Measure and number % 2:
            fields["areas"] = [key for place, key in enumerate(self.areas) if number >> place & 1]
        identity = snapshots.identity(admin_for(page[0]), page[1])
        Revision.objects.create(name="Probe", base=base, content=base.content | {"": fields}, **identity)

    def join(self, page, number):
        if draft := self.draft(page):
            release = Release.objects.waiting().first() or Release.objects.create(name="Probe")
            self.attempt(lambda: releases.join(draft, release))

    def split(self, page, number):
        if (draft := self.draft(page)) and draft.release_id:
            releases.move(draft, None)

    def publish(self, page, number):
        if draft := self.draft(page):
            self.carry_out(draft)

    def carry_out(self, draft: Revision):
        """What conflicts with what others have published meanwhile is withdrawn."""
        together = [each.pk for each in draft.together()]
        if not self.attempt(lambda: publishing.publish(draft, None)):
            Revision.objects.filter(pk__in=together).update(state=Revision.State.WITHDRAWN)

    def attempt(self, act) -> bool:
        try:
            with transaction.atomic():
                act()
        except PublishError:
            return False
        return True

    def delete(self, page, number):
        if row := page[0].objects.filter(key=page[1]).first():
            removals.remove(admin_for(page[0]), row, None)

    def bring_back(self, page, number):
        removal = self.live(page)
        if removal.is_removal and removal.release:
            release = releases.bring_back(removal.release, removal, removal.base.content, None)
            self.carry_out(release.revisions.open().first())

    def undo(self, page, number):
        if release := Release.objects.filter(revisions__state="published", undone_by=None).first():
            self.carry_out(releases.undo(release, None).revisions.open().first())


@pytest.fixture
def office() -> Office:
    return Office()


@settings(max_examples=15 if THOROUGH else 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_public_text_is_lost_and_the_tables_hold_what_is_public(office, steps):
    seen: dict[tuple, list] = {page: [] for page in office.pages}
    with transaction.atomic():
        for act, which, number in steps:
            getattr(office, act)(office.pages[which], number)

            for page in office.pages:
                live = office.live(page)
                seen[page].append(live.content)
                history = [each.content for each in Revision.objects.of(*page).was_public()]
                assert same_content(live.content, snapshots.content_now(admin_for(page[0]), page[1])), (act, page)
                assert all(content in history for content in seen[page])
        transaction.set_rollback(True)


def test_a_deletion_and_its_return_leave_everything_as_it_was(office):
    """Whichever of the pages is deleted."""
    for page in office.pages:
        before = [snapshots.content_now(admin_for(model), key) for model, key in office.pages]

        office.delete(page, 0)
        assert not page[0].objects.filter(key=page[1]).exists()
        if page[0] is FundingArea:
            office.bring_back(page, 0)
            assert [snapshots.content_now(admin_for(model), key) for model, key in office.pages] == before
