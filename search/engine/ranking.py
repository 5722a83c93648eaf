"""Ranking: which documents fit a query best.

A word of the query counts by its rarity (inverse document frequency), by the quality of the match and by the weight of
the field. For each word the best passage of a document counts; documents with more of the words rank higher. Words in
titles count as the topic of the page.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from search.engine.documents import NAME, Document, Passage
from search.engine.index import Index
from search.engine.query import DIRECT_QUALITY, SYNONYM_QUALITY, Meaning, Query
from search.engine.stop_words import STOP_WORDS
from search.engine.tokenizer import tokenize

#: Documents that are compared in detail: the share of the title, and words that stand together.
MAX_COMPARED = 30
#: Share of the query's weight that a document must answer if none of its words is in a title: a half, less rounding
#: errors.
MIN_ANSWERED = 0.499
#: Least rarity of a word, as a share of the highest, for a title with it to be a hit though other words are unknown.
TOPIC_RARITY = 0.5
#: Exponent of the answered share: documents with more of the query's words rank higher.
COMPLETENESS_EXPONENT = 1.25
#: Bonuses of a document: for the share of its title in the query, for the whole title, for neighbouring words, for a
#: passage with all words.
TITLE_SHARE_BONUS, WHOLE_TITLE_BONUS, NEIGHBOUR_BONUS, ALL_WORDS_BONUS = 0.5, 0.3, 0.15, 0.25
#: From this score on, a word matches directly in a title or name.
HEADING_SCORE = DIRECT_QUALITY * NAME


@dataclass
class Hit:
    index: Index
    number: int  # of the document
    score: float
    answered: float  # share of the query's weight
    places: list[int]  # numbers of passages, the best first

    @cached_property
    def document(self) -> Document:
        return self.index.document(self.number)

    @property
    def passages(self) -> list[Passage]:
        every, first = (self.document.title, *self.document.passages), self.index.firsts[self.number]
        return [every[place - first] for place in self.places]


@dataclass(slots=True)
class DocumentScore:
    """The scores of one document, summed over the words of a query."""

    score: float = 0.0
    answered: float = 0.0
    is_telling: bool = False  # whether its title has a word that names the topic
    passages: list[tuple[float, int]] = field(default_factory=list)

    def add(self, weight: float, answers: float, score: float, passage: int):
        self.score += (weight + answers) / 2 * score
        self.answered += answers
        self.passages.append((weight * score, passage))


class Ranking:
    def __init__(self, index: Index, query: Query):
        self.index, self.query = index, query
        found = [(meaning, index.found(meaning)) for meaning in query.meanings]
        self.known = [(meaning, places, index.rarity(meaning.words)) for meaning, places in found if places]
        self.unknown = [meaning for meaning, places in found if not places]
        self.figures = [places for meaning, places, _weight in self.known if meaning.is_figure]
        self.total = sum(weight for _meaning, _places, weight in self.known)

    def hits(self) -> list[Hit]:
        """All hits, the best first; none where a figure of the query is in no text."""
        if any(meaning.is_figure for meaning in self.unknown):
            return []
        hits = sorted(self.answers(), key=by_score)
        for hit in hits[:MAX_COMPARED]:
            self.compare(hit)
        return sorted(hits, key=by_score)

    def answers(self) -> Iterator[Hit]:
        """In the order of the content, which decides between equal scores."""
        all_scores = self.all_scores()
        for owner in sorted(all_scores, key=self.index.places.__getitem__):
            scores = all_scores[owner]
            if self.is_answer(owner, scores):
                yield self.hit(owner, scores)

    def is_answer(self, owner: int, scores: DocumentScore) -> bool:
        """Whether the document is a hit. Where a word of the query is unknown, only titles that name the topic are."""
        is_half = not self.unknown and scores.answered >= MIN_ANSWERED * self.total
        return (scores.is_telling or is_half) and all(owner in places for places in self.figures)

    def all_scores(self) -> dict[int, DocumentScore]:
        all_scores: dict[int, DocumentScore] = defaultdict(DocumentScore)
        for meaning, places, weight in self.known:
            is_telling = self.is_telling(meaning)
            more = self.more_in_title(weight, is_telling)
            least = HEADING_SCORE * (SYNONYM_QUALITY if self.counts_by_synonym(meaning) else 1)
            for owner, (score, passage) in places.items():
                is_heading = score >= least
                gain = more * min(1, self.index.ranks[owner]) ** 2 if is_heading else 0
                all_scores[owner].add(weight, weight + gain, score, passage)
                all_scores[owner].is_telling |= is_heading and is_telling
        return all_scores

    def more_in_title(self, weight: float, is_telling: bool) -> float:
        """Extra weight in a title.

        As much as the rarest word of the query has, or half of that, whatever its frequency.
        """
        more = max(weight for _meaning, _places, weight in self.known) - weight
        return more if is_telling else more / 2

    def counts_by_synonym(self, meaning: Meaning) -> bool:
        """Whether a synonym in a title is enough: of a word of another language, or beside a word that is unknown."""
        return meaning.is_translated or bool(self.unknown) and meaning.has_synonym

    def is_telling(self, meaning: Meaning) -> bool:
        """Whether the word names a topic when it is in a title; the name of the canton does not."""
        forms = meaning.words if meaning.is_translated else meaning.direct
        is_rare = self.index.rarity(forms) >= TOPIC_RARITY * self.index.rarest
        return is_rare and not meaning.word.isdecimal() or not self.index.whole.isdisjoint(forms)

    def hit(self, owner: int, scores: DocumentScore) -> Hit:
        answered = min(1, scores.answered / self.total)
        in_order = dict.fromkeys(passage for _score, passage in sorted(scores.passages, reverse=True))
        score = scores.score * self.index.ranks[owner] * answered**COMPLETENESS_EXPONENT
        return Hit(self.index, owner, score, answered, list(in_order))

    def compare(self, hit: Hit):
        """Adds the bonuses for title and neighbouring words."""
        asked = max(title_share(name, self.query) for name in titles_of(hit.document))
        neighbours, all_of_it = proximity(hit.passages, self.query)
        hit.score *= 1 + TITLE_SHARE_BONUS * asked + (WHOLE_TITLE_BONUS if asked >= DIRECT_QUALITY else 0)
        hit.score *= 1 + NEIGHBOUR_BONUS * neighbours + (ALL_WORDS_BONUS if all_of_it else 0)


def by_score(hit: Hit) -> float:
    return -hit.score


def titles_of(document: Document) -> list[str]:
    return [document.title.text, *(each.text for each in document.passages if each.weight == NAME)]


@lru_cache(maxsize=4_096)
def content_tokens(text: str) -> tuple[str, ...]:
    """The tokens of the text without stop words, in order."""
    return tuple(word.form for word in tokenize(text) if word.form not in STOP_WORDS)


def title_share(name: str, query: Query) -> float:
    forms = content_tokens(name)
    return sum(query.words.get(form, 0) for form in forms) / len(forms) if forms else 0.0


def proximity(passages: list[Passage], query: Query) -> tuple[int, bool]:
    """Pairs of neighbours in query and passage (the most in one passage), and whether one passage has all words."""
    most, all_of_it = 0, False
    for passage in passages[:3]:
        slots = [query.slot_of(form) for form in content_tokens(passage.text)]
        pairs = {(one, two) for one, two in pairwise(slots) if one is not None and two == one + 1}
        most = max(most, len(pairs))
        all_of_it |= len(query.meanings) > 1 and len({*slots} - {None}) >= len(query.meanings)
    return most, all_of_it
