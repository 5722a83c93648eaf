"""Which pages have something to show: navigation, sitemap and search leave out the others."""

from collections.abc import Iterable

from django.db.models import Exists

from core.models import EntryQuerySet

from .models import FreePage, NewsItem, Question, StandingPage

#: Prefix of the annotations, by which each page of the site learns in a query of its own what there is.
SHOWS = "shows_"
OPTIONAL = ("newcomers", "municipalities", "questions", "news")


def rows_of_lists() -> dict[str, EntryQuerySet]:
    """The rows without which a standing page has nothing to show, by its key."""
    return {"questions": Question.objects.all(), "news": NewsItem.objects.listed()}


def shown_standing_pages() -> EntryQuerySet[StandingPage]:
    empty = [key for key, rows in rows_of_lists().items() if not rows.exists()]
    return StandingPage.objects.exclude(key__in=empty).in_order()


def annotations() -> dict[str, Exists]:
    """What `shown` and `placed_pages` read, for a query that every page makes anyway."""
    rows: dict[str, EntryQuerySet] = {key: StandingPage.objects.filter(key=key) for key in OPTIONAL}
    rows |= {key: rows[key].filter(Exists(found)) for key, found in rows_of_lists().items()}
    rows["placed"] = FreePage.objects.exclude(place="")
    return {f"{SHOWS}{name}": Exists(found) for name, found in rows.items()}


def shown(annotated: Iterable) -> set[str]:
    """URL names of the optional pages that have something to show, from rows with the annotations."""
    row = next(iter(annotated), None)
    return {name for name in (*OPTIONAL, "placed") if getattr(row, f"{SHOWS}{name}", False)}


def placed_pages(annotated: Iterable) -> list[FreePage]:
    """The free pages in the menu or the footer; no query while there is none."""
    return list(FreePage.objects.placed()) if "placed" in shown(annotated) else []
