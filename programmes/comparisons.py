"""Pairs of phases: their names and addresses, and what the search is told about them."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from modeltranslation.utils import get_language

from core.languages import languages_of
from core.pages.addresses import cached_reverse
from core.pages.metadata import Label
from search.engine.documents import LEAD, TITLE, Document, Passage

from .models import Programme

Pair = tuple[Programme, Programme]
NEWEST_PHASES = 8  # in the timeline and the matrix of areas; earlier ones are on further pages
CHOICE = gettext_noop("Zwei Phasen vergleichen")
CHOICE_DESCRIPTION = gettext_noop(
    "Was sich von einer Phase zur anderen geändert hat: Ziele, Bereiche, Geld, Stimmen und Massnahmen."
)
NAME = gettext_noop("%(earlier)s und %(later)s im Vergleich")
DESCRIPTION = gettext_noop(
    "%(earlier)s und %(later)s nebeneinander: Jahre, Ziele, Förderbereiche, Geld, Stimmen und Massnahmen."
)
NO_BREAK_SPACE = "\u00a0"


def newest_pairs() -> list[Pair]:
    """Every pair of the newest phases, each with the earlier one first; further pairs have pages, but nothing leads there."""
    newest = list(Programme.objects.in_order().reverse()[:NEWEST_PHASES])
    return list(combinations(reversed(newest), 2))


def pair_address(earlier: Programme, later: Programme) -> str:
    return cached_reverse("comparison", earlier.slug, later.slug)


def languages_of_all(programmes: Iterable[Programme]) -> list[str]:
    """Languages that all of them are written in."""
    found = [languages_of(programme, "summary") for programme in programmes]
    return [code for code, _name in settings.LANGUAGES if all(code in each for each in found)]


def of_both(text: str, programmes: Iterable[Programme]) -> Label:
    """A text with both names; in German if one of the names is."""
    programmes = list(programmes)
    found = {Label.of(programme, "name").language for programme in programmes}
    language = get_language() if found == {get_language()} else settings.LANGUAGE_CODE
    with override(language):
        names = [Label.of(programme, "name").text.replace(" ", NO_BREAK_SPACE) for programme in programmes]
        return Label(_(text) % dict(zip(("earlier", "later"), names, strict=True)), language)


class Comparisons:
    """The choice of two phases, and each pair; after the phases themselves for somebody who names one alone."""

    def rows(self):
        return [pairs] if (pairs := newest_pairs()) else []

    def documents(self, pairs: list[Pair]) -> Iterator[Document]:
        here = reverse("comparisons")
        told = Passage.plain(_(CHOICE_DESCRIPTION), LEAD, here)
        names = set.intersection(*(set(programme.name.split()) for pair in pairs for programme in pair))  # {"KIP"}
        title = Passage.plain(_(CHOICE), TITLE, here)
        yield Document.of(here, _("Übersicht"), title, [told], names=tuple(sorted(names)))
        yield from map(self.of_pair, pairs)

    def of_pair(self, pair: Pair) -> Document:
        here = pair_address(*pair)
        title, told = of_both(NAME, pair), of_both(DESCRIPTION, pair)
        passages = [Passage.plain(told.text, LEAD, here, language=told.language)]
        titled = Passage.plain(title.text, TITLE, here, language=title.language)
        return Document.of(here, _("Phasen vergleichen"), titled, passages, rank=0.7)
