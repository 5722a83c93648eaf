"""The wording on a day, for pages of every kind: the whole text is what the page said then, word for word."""

import datetime
import random
from bisect import bisect_right
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from django.utils import timezone
from modeltranslation.translator import translator

from core.models import AddressedEntry
from editorial.forms.page_admin import PageAdmin, page_admins
from editorial.mementos.timeline import timeline_at
from editorial.models import Revision
from editorial.revisions import snapshots
from tests.sampling import THOROUGH
from tests.site.page import Page, fetch, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIRST_DAY = datetime.date(2025, 3, 1)
DAYS = 600
#: Random days of each page; with `THOROUGH=1` about 1000 pages on a day.
STATES = 72 if THOROUGH else 2
PAGES_OF_A_KIND = 2 if THOROUGH else 1
LANGUAGES = ("", "/fr")


@dataclass
class Told:
    """What a page said in each language, from each of these days on."""

    address: str
    days: list[datetime.date] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)

    def on(self, day: datetime.date) -> list[str]:
        """Nothing before the first day."""
        number = bisect_right(self.days, day)
        return self.texts[number - 1] if number else []


def wording(page: Page) -> str:
    """The text without what a state says of itself, and without how to cite it."""
    for own in page.all("aside.preview, .cite"):
        own.drop_tree()
    return " ".join(page.texts("main"))


def state_on(day: datetime.date, address: str) -> list[str]:
    found = [visitor().get(f"{prefix}/fassung/{day}{address}", follow=True) for prefix in LANGUAGES]
    return [wording(Page(each.request["PATH_INFO"], each)) for each in found if each.status_code == 200]


def publish(page_admin: PageAdmin, page: AddressedEntry, number: int, day: datetime.date):
    for name in {"summary", "in_brief"} & set(translator.get_options_for_model(type(page)).fields):
        for code in ("de", "fr"):
            setattr(page, f"{name}_{code}", f"Wortlaut {number} in {code}.")
    page.save()
    revision = snapshots.snapshot_external_change(page_admin, page.key)
    moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9, number)))
    Revision.objects.filter(pk=revision.pk).update(published_at=moment)


def published_a_few_times(page_admin: PageAdmin, page: AddressedEntry) -> Told:
    Revision.objects.of(type(page), page.key).delete()
    told = Told(page.get_absolute_url())
    for number, offset in enumerate(sorted(random.sample(range(DAYS), 3))):
        day = FIRST_DAY + datetime.timedelta(days=offset)
        publish(page_admin, page, number, day)
        told.days.append(day)
        told.texts.append([wording(fetch(f"{prefix}{told.address}")) for prefix in LANGUAGES])
    return told


def pages_with_states(page_admin: PageAdmin) -> list[AddressedEntry]:
    """Some of the pages that have an address of their own."""
    found = []
    for page in page_admin.model.objects.all() if issubclass(page_admin.model, AddressedEntry) else ():
        timeline = timeline_at(page.get_absolute_url()[1:])
        if timeline and (timeline.admin, timeline.key) == (page_admin, page.key):
            found.append(page)
    return random.sample(found, min(PAGES_OF_A_KIND, len(found)))


def test_each_day_reads_as_its_page_did_then():
    cache.clear()  # primary keys and editions come again in each test
    asked, wrong = 0, []
    for page_admin in page_admins():
        for page in pages_with_states(page_admin):
            told = published_a_few_times(page_admin, page)
            for offset in random.sample(range(DAYS), STATES):
                day = FIRST_DAY + datetime.timedelta(days=offset)
                asked += 1
                if (said := state_on(day, told.address)) != told.on(day):
                    wrong.append((told.address, day, said, told.on(day)))

    assert asked >= 7 * STATES
    assert wrong == []
