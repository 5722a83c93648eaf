"""The texts of the site in one language, in memory, and which of them answer a question best.

A word of the question counts by how rare it is, by how well a word of the text fits it and by where that stands. A
document is as good as its best passage for each word; one that has all the words stands above one that has some.
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from search.documents import NAME, TITLE, Document, Passage
from search.question import Meaning, Question, Synonyms
from search.vocabulary import Vocabulary
from search.words import EMPTY, Word, glued, words

#: Of the most frequent words, the passages where they count most; more would cost time and tell nothing.
MOST_PASSAGES = 4_000
#: Documents that are looked at more closely, for their title and for words that stand together.
MOST_COMPARED = 30
#: The share of the question's weight that a document must answer.
LEAST_ANSWERED = 0.5
#: What a document gains: by the share of its title that is asked for, when all of it is, by neighbours.
ASKED, WHOLE, NEIGHBOURS = 0.5, 0.3, 0.15
SHIFT, MASK = 8, 0xFF  # an entry holds the number of a passage and a weight


@dataclass(slots=True)
class Hit:
    document: Document
    score: float
    answered: float  # the share of the question's weight
    passages: list[Passage] = field(default_factory=list)  # the best first


class Index:
    """Filled with `add`, then closed; from then on it is only read, by any number of threads."""

    def __init__(self, language: str, synonyms: Iterable[Iterable[str]] = (), seen: dict | None = None):
        self.language = language
        self.synonyms = Synonyms(synonyms)
        self.documents: list[Document] = []
        self.passages: list[Passage] = []
        self.owners = array("I")
        self.entries: dict[str, array] = defaultdict(lambda: array("I"))
        self.single: set[str] = set()  # words as they stand, not glued to their neighbours
        self.shown: dict[str, str] = {}  # how a word is written, for suggestions
        self.seen = {} if seen is None else seen  # texts that were taken apart already, perhaps for another language
        self.vocabulary = Vocabulary(())

    def add(self, document: Document):
        number = len(self.documents)
        self.documents.append(document)
        for passage in (document.title, *document.passages):
            self.passages.append(passage)
            self.owners.append(number)
            self.enter(len(self.passages) - 1, passage)
        title = len(self.passages) - 1 - len(document.passages)
        for name in document.names:
            self.enter(title, Passage(name, "", NAME, document.address))

    def enter(self, number: int, passage: Passage):
        entry = number << SHIFT | passage.weight
        single, forms = self.forms(passage)
        self.single |= single
        for form, shown in forms:
            entries = self.entries[form]
            if not entries or entries[-1] != entry:
                entries.append(entry)
            self.shown.setdefault(form, shown)

    def forms(self, passage: Passage) -> tuple[set[str], list[tuple[str, str]]]:
        """The words of a passage as they stand, and those and their neighbours glued, each with how it is written."""
        key = passage.text, passage.weight >= TITLE
        if key not in self.seen:
            single, joined = words_of(passage)
            shown = {word.form: passage.text[word.start : word.end] for word in [*single, *joined]}
            self.seen[key] = {word.form for word in single}, list(shown.items())
        return self.seen[key]

    def close(self):
        """Nothing is added any more: the words are gathered, and long lists cut to what counts most."""
        self.entries, self.seen = dict(self.entries), {}
        for form, entries in self.entries.items():
            if len(entries) > MOST_PASSAGES:
                best = sorted(entries, key=self.weight_of_entry, reverse=True)[:MOST_PASSAGES]
                self.entries[form] = array("I", best)
        self.vocabulary = Vocabulary(self.entries, self.entries.keys() - self.single)

    def weight_of_entry(self, entry: int) -> float:
        return (entry & MASK) * self.documents[self.owners[entry >> SHIFT]].rank

    # -- asking

    def ask(self, text: str) -> tuple[Question, list[Hit]]:
        """All hits, the best first; only the first have been compared closely."""
        question = Question(text, self.vocabulary, self.synonyms)
        weights = [self.rarity(meaning) for meaning in question.meanings]
        found = [self.found(meaning) for meaning in question.meanings]
        hits = self.ranked(weights, found)
        for hit in hits[:MOST_COMPARED]:
            self.compare(hit, question)
        return question, sorted(hits, key=lambda hit: (-hit.score, hit.document.address))

    def rarity(self, meaning: Meaning) -> float:
        """A word that stands nowhere counts as much as the rarest, so that the rest alone does not answer."""
        often = sum(len(self.entries.get(form, ())) * quality**2 for form, quality in meaning.words.items())
        return math.log(1 + len(self.passages) / (1 + often)) if meaning.words else math.log(1 + len(self.passages)) / 2

    def found(self, meaning: Meaning) -> dict[int, tuple[float, int]]:
        """By the number of a document, how well its best passage fits, and which that is."""
        best: dict[int, tuple[float, int]] = {}
        for quality, alternative in meaning.alternatives:
            for owner, (score, passage) in self.alternative(alternative).items():
                if quality * score > best.get(owner, NOTHING)[0]:
                    best[owner] = (quality * score, passage)
        return best

    def alternative(self, parts: list[dict[str, float]]) -> dict[int, tuple[float, int]]:
        """Where all parts of a compound or of a synonym of several words stand."""
        first, *others = [self.places(forms) for forms in parts]
        for other in others:
            first = {
                owner: ((score + other[owner][0]) / 2, passage)
                for owner, (score, passage) in first.items()
                if owner in other
            }
        return first

    def places(self, forms: dict[str, float]) -> dict[int, tuple[float, int]]:
        best: dict[int, tuple[float, int]] = {}
        room = 3 * MOST_PASSAGES
        for form, quality in forms.items():
            entries = self.entries.get(form, ())
            for entry in entries[:room]:
                score, owner = quality * (entry & MASK), self.owners[entry >> SHIFT]
                if score > best.get(owner, NOTHING)[0]:
                    best[owner] = (score, entry >> SHIFT)
            room -= len(entries)
            if room <= 0:
                break
        return best

    def ranked(self, weights: list[float], found: list[dict]) -> list[Hit]:
        total, scores, answered = sum(weights), defaultdict(float), defaultdict(float)
        passages = defaultdict(list)
        for weight, of_word in zip(weights, found, strict=True):
            for owner, (score, passage) in of_word.items():
                scores[owner] += weight * score
                answered[owner] += weight / total
                passages[owner].append((weight * score, passage))
        hits = [
            self.hit(owner, score, answered[owner], passages[owner])
            for owner, score in scores.items()
            if answered[owner] >= LEAST_ANSWERED
        ]
        return sorted(hits, key=lambda hit: -hit.score)

    def hit(self, owner: int, score: float, answered: float, passages: list[tuple[float, int]]) -> Hit:
        document = self.documents[owner]
        in_order = dict.fromkeys(passage for _score, passage in sorted(passages, reverse=True))
        return Hit(document, score * document.rank * answered**2, answered, [self.passages[each] for each in in_order])

    def compare(self, hit: Hit, question: Question):
        """A title that is asked for as a whole is what is meant; words that stand together are asked for together."""
        asked = max(share_asked(name, question) for name in names_of(hit.document))
        hit.score *= (1 + ASKED * asked + (WHOLE if asked == 1 else 0)) * (
            1 + NEIGHBOURS * together(hit.passages, question)
        )

    def suggested(self, question: Question) -> list[str]:
        """Other questions that would find something."""
        return [text for text in question.corrected(self.vocabulary, self.shown) if self.ask(text)[1]]


NOTHING = (0.0, 0)


def words_of(passage: Passage) -> tuple[list[Word], list[Word]]:
    """The words that tell something, and neighbours glued."""
    found = list(words(passage.text))
    joined = list(glued(passage.text, found, passage.weight >= TITLE))
    return [word for word in found if word.form not in EMPTY], joined


def names_of(document: Document) -> list[str]:
    return [document.title.text, *(each.text for each in document.passages if each.weight == NAME)]


def share_asked(name: str, question: Question) -> float:
    forms = [word.form for word in words(name) if word.form not in EMPTY]
    return sum(form in question.words for form in forms) / len(forms) if forms else 0.0


def together(passages: list[Passage], question: Question) -> int:
    """How many neighbours of the question are neighbours in one of the best passages too."""
    most = 0
    for passage in passages[:2]:
        slots = [question.slot_of(word.form) for word in words(passage.text) if word.form not in EMPTY]
        pairs = {(one, two) for one, two in zip(slots, slots[1:], strict=False) if one is not None and two == one + 1}
        most = max(most, len(pairs))
    return most
