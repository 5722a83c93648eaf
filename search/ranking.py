"""Which documents answer a question best.

A word of the question counts by how rare it is, by how well a word of the text fits it and by where that stands. A
document is as good as its best passage for each word; one that has all the words stands above one that has some. What
stands in a title counts as what the page is about.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from search.documents import NAME, Document, Passage
from search.index import Index
from search.query import DIRECT, Meaning, Query
from search.stop_words import STOP_WORDS
from search.tokenizer import words

#: Documents that are looked at more closely, for their title and for words that stand together.
MOST_COMPARED = 30
#: The share of the question's weight that a document must answer, if none of its words is a title: half, and what
#: rounding takes from it.
LEAST_ANSWERED = 0.499
#: As rare as a word must be, as a share of what the rarest weighs, that a title with it answers what else is unknown.
TELLING = 0.5
#: How much more counts who answers more of the question.
COMPLETE = 1.25
#: What a document gains: by the share of its title that is asked for, when all of it is, by neighbours, by a passage
#: that has all of the question.
ASKED, WHOLE, NEIGHBOURS, TOGETHER = 0.5, 0.3, 0.15, 0.25
#: From here on a word stands in a title or a name, and fits.
HEADING = DIRECT * NAME


@dataclass(slots=True)
class Hit:
    document: Document
    score: float
    answered: float  # the share of the question's weight
    passages: list[Passage] = field(default_factory=list)  # the best first


@dataclass(slots=True)
class Tally:
    """What a document has of a question."""

    score: float = 0.0
    answered: float = 0.0
    is_telling: bool = False  # whether a title of it has a word that tells what it is about
    passages: list[tuple[float, int]] = field(default_factory=list)

    def add(self, weight: float, answers: float, score: float, passage: int):
        self.score += (weight + answers) / 2 * score
        self.answered += answers
        self.passages.append((weight * score, passage))


class Ranking:
    def __init__(self, index: Index, question: Query):
        self.index, self.question = index, question
        found = [(meaning, index.found(meaning)) for meaning in question.meanings]
        self.known = [(meaning, places, index.rarity(meaning.words)) for meaning, places in found if places]
        self.unknown = [meaning for meaning, places in found if not places]
        self.figures = [places for meaning, places, _weight in self.known if meaning.is_figure]
        self.total = sum(weight for _meaning, _places, weight in self.known)

    def hits(self) -> list[Hit]:
        """A figure that stands nowhere is answered by nothing."""
        if any(meaning.is_figure for meaning in self.unknown):
            return []
        hits = sorted(self.answers(), key=worth)
        for hit in hits[:MOST_COMPARED]:
            self.compare(hit)
        return sorted(hits, key=worth)

    def answers(self) -> Iterator[Hit]:
        """In the content's own order, which holds where answers are alike."""
        for owner, tally in sorted(self.tallies().items()):
            if self.is_answer(owner, tally):
                yield self.hit(owner, tally)

    def is_answer(self, owner: int, tally: Tally) -> bool:
        """Where a word stands nowhere, only titles answer that tell what a page is about."""
        is_half = not self.unknown and tally.answered >= LEAST_ANSWERED * self.total
        return (tally.is_telling or is_half) and all(owner in places for places in self.figures)

    def tallies(self) -> dict[int, Tally]:
        tallies: dict[int, Tally] = defaultdict(Tally)
        for meaning, places, weight in self.known:
            is_telling = self.is_telling(meaning)
            more = self.more_in_title(weight, is_telling)
            for owner, (score, passage) in places.items():
                is_heading = score >= HEADING
                gain = more * min(1, self.index.documents[owner].rank) ** 2 if is_heading else 0
                tallies[owner].add(weight, weight + gain, score, passage)
                tallies[owner].is_telling |= is_heading and is_telling
        return tallies

    def more_in_title(self, weight: float, is_telling: bool) -> float:
        """However frequent a word is, in a title it weighs like the rarest of the question, or half of that."""
        more = max(weight for _meaning, _places, weight in self.known) - weight
        return more if is_telling else more / 2

    def is_telling(self, meaning: Meaning) -> bool:
        """Whether a title with this word tells what a page is about: no title says «Basel» or «Kanton» for that."""
        is_rare = self.index.rarity(meaning.direct) >= TELLING * self.index.rarest
        return is_rare and not meaning.word.isdecimal() or not self.index.whole.isdisjoint(meaning.direct)

    def hit(self, owner: int, tally: Tally) -> Hit:
        document, answered = self.index.documents[owner], min(1, tally.answered / self.total)
        in_order = dict.fromkeys(passage for _score, passage in sorted(tally.passages, reverse=True))
        score = tally.score * document.rank * answered**COMPLETE
        return Hit(document, score, answered, [self.index.passages[each] for each in in_order])

    def compare(self, hit: Hit):
        """A title that is asked for as a whole is what is meant; words that stand together are asked for together."""
        asked = max(share_asked(name, self.question) for name in names_of(hit.document))
        neighbours, all_of_it = together(hit.passages, self.question)
        hit.score *= 1 + ASKED * asked + (WHOLE if asked >= DIRECT else 0)
        hit.score *= 1 + NEIGHBOURS * neighbours + (TOGETHER if all_of_it else 0)


def worth(hit: Hit) -> float:
    return -hit.score


def names_of(document: Document) -> list[str]:
    return [document.title.text, *(each.text for each in document.passages if each.weight == NAME)]


@lru_cache(maxsize=4_096)
def telling(text: str) -> tuple[str, ...]:
    """Its words that tell something, in order."""
    return tuple(word.form for word in words(text) if word.form not in STOP_WORDS)


def share_asked(name: str, question: Query) -> float:
    forms = telling(name)
    return sum(question.words.get(form, 0) for form in forms) / len(forms) if forms else 0.0


def together(passages: list[Passage], question: Query) -> tuple[int, bool]:
    """How many neighbours of the question are neighbours in one of the best passages too, and whether one has it all."""
    most, all_of_it = 0, False
    for passage in passages[:3]:
        slots = [question.slot_of(form) for form in telling(passage.text)]
        pairs = {(one, two) for one, two in pairwise(slots) if one is not None and two == one + 1}
        most = max(most, len(pairs))
        all_of_it |= len(question.meanings) > 1 and len({*slots} - {None}) >= len(question.meanings)
    return most, all_of_it
