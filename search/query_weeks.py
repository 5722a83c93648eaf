"""The queries of the last weeks as a chart, drawn on the server."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from search.models import KEPT_DAYS, QueryWeek, week_of

WEEKS = KEPT_DAYS // 7
STEP, BAR, HEIGHT, ABOVE, BELOW = 48, 32, 120, 20, 22  # units of the drawing; what numbers above and days below need


@dataclass(frozen=True)
class Week:
    day: datetime.date  # its Monday
    asked: int
    missed: int


def recent() -> list[Week]:
    """The last WEEKS weeks, the current one last; also those without a query."""
    last = week_of(timezone.localdate())
    days = [last - datetime.timedelta(weeks=back) for back in reversed(range(WEEKS))]
    sums = {each.week: each for each in QueryWeek.objects.sums().filter(week__in=days)}
    return [Week(day, sums[day].asked, sums[day].missed) if day in sums else Week(day, 0, 0) for day in days]


@dataclass(frozen=True)
class Bar:
    week: Week
    left: int
    missed_top: int
    found_top: int

    @property
    def middle(self) -> int:
        return self.left + BAR // 2

    @property
    def missed_height(self) -> int:
        return ABOVE + HEIGHT - self.missed_top

    @property
    def found_height(self) -> int:
        return self.missed_top - self.found_top

    @property
    def number_at(self) -> int:
        return self.found_top - 5


@dataclass(frozen=True)
class Chart:
    """One bar for each week: in vain below, found above it."""

    weeks: list[Week]

    @property
    def width(self) -> int:
        return STEP * len(self.weeks)

    @property
    def height(self) -> int:
        return ABOVE + HEIGHT + BELOW

    @property
    def ground(self) -> int:
        return ABOVE + HEIGHT

    @property
    def days_at(self) -> int:
        return self.height - 6

    @property
    def bar_width(self) -> int:
        return BAR

    @property
    def bars(self) -> Iterator[Bar]:
        most = max(1, *(each.asked for each in self.weeks))
        for number, week in enumerate(self.weeks):
            missed, asked = (round(HEIGHT * count / most) for count in (week.missed, week.asked))
            yield Bar(week, STEP * number + (STEP - BAR) // 2, self.ground - missed, self.ground - asked)
