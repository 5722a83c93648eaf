"""Synonyms, missed queries (searches without a sufficient hit), and what was asked, by week."""

import datetime
import re
from collections import defaultdict
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone

from core.languages import LANGUAGE_CODES
from core.models import Entry, EntryManager, EntryQuerySet
from search.engine.query import query_tokens

LANGUAGES = [("", "alle Sprachen"), ("de", "Deutsch"), *settings.LANGUAGES_IN_GERMAN.items()]
KEPT_DAYS = 90
MAX_MISSED_ROWS = 1_000  # rows
MAX_MISSED_LENGTH = 60  # letters
MAX_WEEK_ROWS = 300  # different queries of one week


class SynonymQuerySet(EntryQuerySet["Synonym"]):
    def groups(self) -> dict[str, list[list[str]]]:
        """Groups of synonyms by language code."""
        found = defaultdict(list)
        for synonym in self.order_by("key"):
            for code in LANGUAGE_CODES:
                if synonym.language in ("", code):
                    found[code].append(synonym.as_list)
        return found


class Synonym(Entry):
    """Words and short phrases that mean the same to those who search."""

    words = models.CharField(
        "Wörter",
        max_length=500,
        help_text="Wörter oder kurze Wendungen, die dasselbe meinen, mit Kommas getrennt: «Sprachkurs, Deutschkurs, "
        "Deutsch lernen». Wer nach einem davon sucht, findet auch die anderen. Gross und klein, Umlaute und Endungen sind "
        "gleichgültig.",
    )
    language = models.CharField(
        "Sprache", max_length=2, choices=LANGUAGES, blank=True, help_text="In welcher Sprache der Website sie gelten."
    )

    objects: ClassVar = EntryManager.from_queryset(SynonymQuerySet)()
    is_shown = False  # only the search reads it

    class Meta:
        verbose_name = "Synonym"
        verbose_name_plural = "Synonyme"
        ordering = ["words", "key"]
        default_permissions = ()

    def __str__(self):
        return self.words

    @property
    def as_list(self) -> list[str]:
        return [word.strip() for word in self.words.split(",") if word.strip()]

    def clean(self):
        if len({tuple(query_tokens(word)) for word in self.as_list} - {()}) < 2:
            raise ValidationError({"words": "Mindestens zwei verschiedene Wörter, mit einem Komma getrennt."})


PERSONAL_DATA = re.compile(r"@|https?:|\d(?:[\s'’./-]?\d){4}")


def without_personal_data(words: str) -> str:
    """The words of a query as they may be stored; "" for one that may contain personal data (long numbers, mail
    addresses, sentences)."""
    plain = " ".join(words.casefold().split())
    return "" if len(plain) > MAX_MISSED_LENGTH or PERSONAL_DATA.search(plain) else plain


class MissedQueryQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(last_on__gt=timezone.localdate() - datetime.timedelta(days=KEPT_DAYS))

    def discard(self):
        """Deletes rows older than KEPT_DAYS and those beyond MAX_MISSED_ROWS: the rarest and oldest first."""
        self.filter(last_on__lte=timezone.localdate() - datetime.timedelta(days=KEPT_DAYS)).delete()
        surplus = self.order_by("-count", "-last_on", "-pk").values_list("pk", flat=True)[MAX_MISSED_ROWS:]
        self.filter(pk__in=list(surplus)).delete()

    def note(self, words: str, language: str, count: int):
        today = timezone.localdate()
        row, is_new = self.get_or_create(
            words=words, language=language, defaults={"count": count, "first_on": today, "last_on": today}
        )
        if not is_new:
            self.filter(pk=row.pk).update(count=F("count") + count, last_on=today)


class MissedQuery(models.Model):
    """A query without a sufficient hit, and how often it was made. Neither the person nor the time of day is stored."""

    words = models.CharField("gesucht", max_length=MAX_MISSED_LENGTH)
    language = models.CharField("Sprache der Seite", max_length=2, choices=LANGUAGES[1:])
    count = models.PositiveIntegerField("wie oft", default=1)
    first_on = models.DateField("zuerst am")
    last_on = models.DateField("zuletzt am")

    objects = MissedQueryQuerySet.as_manager()

    class Meta:
        verbose_name = "Suche ohne Treffer"
        verbose_name_plural = "Suchen ohne Treffer"
        ordering = ["-count", "-last_on", "words"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["words", "language"], name="missed_query_once_in_a_language")]

    def __str__(self):
        return self.words


def week_of(day: datetime.date) -> datetime.date:
    """The Monday of its week."""
    return day - datetime.timedelta(days=day.weekday())


class QueryWeekQuerySet(models.QuerySet):
    def note(self, words: str, is_missed: bool, count: int):
        row, _ = self.get_or_create(week=week_of(timezone.localdate()), words=words)
        missed = count if is_missed else 0
        self.filter(pk=row.pk).update(asked=F("asked") + count, missed=F("missed") + missed)

    def discard(self):
        """Deletes weeks that began KEPT_DAYS ago, and of this week the rarest queries beyond MAX_WEEK_ROWS."""
        today = timezone.localdate()
        self.filter(week__lte=today - datetime.timedelta(days=KEPT_DAYS)).delete()
        this_week = self.queries().filter(week=week_of(today)).order_by("-asked", "-pk")
        self.filter(pk__in=list(this_week.values_list("pk", flat=True)[MAX_WEEK_ROWS:])).delete()

    def sums(self):
        return self.filter(words="")

    def queries(self):
        return self.exclude(words="")


class QueryWeek(models.Model):
    """How often words were asked in a week, and how often in vain; without words, the sum of all queries of the week.

    A query that found something consists of words that the site has; other words are as in `MissedQuery`.
    """

    week = models.DateField("Woche ab")
    words = models.CharField("gesucht", max_length=MAX_MISSED_LENGTH, blank=True, default="", db_default="")
    asked = models.PositiveIntegerField("wie oft", default=0, db_default=0)
    missed = models.PositiveIntegerField("davon ohne Treffer", default=0, db_default=0)

    objects = QueryWeekQuerySet.as_manager()

    class Meta:
        verbose_name = "Suchen einer Woche"
        verbose_name_plural = "Suchen nach Wochen"
        ordering = ["-week", "-asked", "words"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["week", "words"], name="query_once_in_a_week")]

    def __str__(self):
        return f"{self.words or 'alle'}, {self.week}"
