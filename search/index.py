"""The texts of the site in one language, in memory, and which of them answer a question best.

A word of the question counts by how rare it is, by how well a word of the text fits it and by where that stands. A
document is as good as its best passage for each word; one that has all the words stands above one that has some.
"""

import math
from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from search.documents import KIND, NAME, TITLE, Document, Passage
from search.empty import EMPTY
from search.question import DIRECT, Meaning, Question, Synonyms
from search.vocabulary import Vocabulary
from search.words import Word, glued, words

#: Of the most frequent words, the passages where they count most; more would cost time and tell nothing.
MOST_PASSAGES = 4_000
#: Documents that are looked at more closely, for their title and for words that stand together.
MOST_COMPARED = 30
#: The share of the question's weight that a document must answer, if none of its words is a title.
LEAST_ANSWERED = 0.499
#: As rare as a word must be, as a share of what the rarest weighs, that a title with it answers what else is unknown.
TELLING = 0.5
#: How much more counts who answers more of the question.
COMPLETE = 1.25
#: What a document gains: by the share of its title that is asked for, when all of it is, by neighbours, by a passage
#: that has all of the question.
ASKED, WHOLE, NEIGHBOURS, TOGETHER = 0.5, 0.3, 0.15, 0.25
#: Letters from which a passage counts less with each doubling: all words stand somewhere in a long text.
SHORT, LOSS = 160, 0.2
HEADING = DIRECT * NAME
SHIFT, MASK = 8, 0xFF  # an entry holds the number of a passage and a weight


@dataclass(slots=True)
class Hit:
    document: Document
    score: float
    answered: float  # the share of the question's weight
    passages: list[Passage] = field(default_factory=list)  # the best first


class Index:
    """Filled with `add`, then closed; from then on it is only read, by any number of threads."""

    def __init__(self, language: str, seen: dict | None = None):
        self.language = language
        self.synonyms = Synonyms(())  # the one thing that may be put in the place of another afterwards
        self.documents: list[Document] = []
        self.passages: list[Passage] = []
        self.owners = array("I")
        self.entries: dict[str, array] = defaultdict(lambda: array("I"))
        self.single: set[str] = set()  # words as they stand, not glued to their neighbours
        self.headings: set[str] = set()  # words of titles and names
        self.whole: set[str] = set()  # words that are a title or a name
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
        self.enter(title, Passage(document.kind, "", KIND, document.address))

    def enter(self, number: int, passage: Passage):
        entry = number << SHIFT | weight(passage)
        single, forms = self.forms(passage)
        self.single |= single
        if passage.weight >= NAME:
            self.headings |= single
            self.whole |= single if len(single) == 1 else set()
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
        self.vocabulary = Vocabulary(self.entries, self.entries.keys() - self.single, self.headings)

    def weight_of_entry(self, entry: int) -> float:
        return (entry & MASK) * self.documents[self.owners[entry >> SHIFT]].rank

    # -- asking

    def ask(self, text: str) -> tuple[Question, list[Hit]]:
        """All hits, the best first; only the first have been compared closely."""
        question = Question(text, self.vocabulary, self.synonyms)
        hits = self.ranked(question.meanings, [self.found(meaning) for meaning in question.meanings])
        for hit in hits[:MOST_COMPARED]:
            self.compare(hit, question)
        return question, sorted(hits, key=lambda hit: -hit.score)

    def rarity(self, forms: dict[str, float]) -> float:
        often = sum(len(self.entries.get(form, ())) * quality**2 for form, quality in forms.items())
        return math.log(1 + len(self.passages) / (1 + often))

    def is_telling(self, meaning: Meaning) -> bool:
        """Whether a title with this word tells what a page is about: no title says «Basel» or «Kanton» for that."""
        is_rare = self.rarity(meaning.direct) >= TELLING * math.log(1 + len(self.passages))
        return is_rare and not meaning.word.isdecimal() or not self.whole.isdisjoint(meaning.direct)

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

    def ranked(self, meanings: list[Meaning], found: list[dict]) -> list[Hit]:
        """Where a word stands nowhere, only telling titles answer; where that is a figure, nothing does."""
        known = [place for place, of_word in enumerate(found) if of_word]
        if not known or any(
            meaning.is_figure and not of_word for meaning, of_word in zip(meanings, found, strict=True)
        ):
            return []
        weights = {place: self.rarity(meanings[place].words) for place in known}
        most, total = max(weights.values()), sum(weights.values())
        tallies: dict[int, Tally] = defaultdict(Tally)
        for place, weight in weights.items():
            is_telling = self.is_telling(meanings[place])
            heading = most if is_telling else (weight + most) / 2  # however frequent a word is, in a title it counts
            for owner, (score, passage) in found[place].items():
                is_heading = score >= HEADING
                more = (heading - weight) * min(1, self.documents[owner].rank) ** 2 if is_heading else 0
                tallies[owner].add(weight, weight + more, score, passage)
                tallies[owner].is_telling |= is_heading and is_telling
        figures = [set(found[place]) for place in known if meanings[place].is_figure]
        hits = [
            self.hit(owner, tally, min(1, tally.answered / total))
            for owner, tally in sorted(tallies.items())  # the content's own order where answers are alike
            if all(owner in each for each in figures)
            and (tally.is_telling or len(known) == len(found) and tally.answered / total >= LEAST_ANSWERED)
        ]
        return sorted(hits, key=lambda hit: -hit.score)

    def hit(self, owner: int, tally: "Tally", answered: float) -> Hit:
        document = self.documents[owner]
        in_order = dict.fromkeys(passage for _score, passage in sorted(tally.passages, reverse=True))
        score = tally.score * document.rank * answered**COMPLETE
        return Hit(document, score, answered, [self.passages[each] for each in in_order])

    def compare(self, hit: Hit, question: Question):
        """A title that is asked for as a whole is what is meant; words that stand together are asked for together."""
        asked = max(share_asked(name, question) for name in names_of(hit.document))
        neighbours, all_of_it = together(hit.passages, question)
        hit.score *= 1 + ASKED * asked + (WHOLE if asked >= DIRECT else 0)
        hit.score *= 1 + NEIGHBOURS * neighbours + (TOGETHER if all_of_it else 0)

    def suggested(self, question: Question) -> list[str]:
        """Other questions that would find something."""
        return [text for text in question.corrected(self.vocabulary, self.shown) if self.ask(text)[1]]


NOTHING = (0.0, 0)


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


def weight(passage: Passage) -> int:
    doublings = max(0.0, math.log2(max(1, len(passage.text)) / SHORT))
    return round(passage.weight / (1 + LOSS * doublings))


def words_of(passage: Passage) -> tuple[list[Word], list[Word]]:
    """The words that tell something, and neighbours glued."""
    found = list(words(passage.text))
    joined = list(glued(passage.text, found, passage.weight >= TITLE))
    return [word for word in found if word.form not in EMPTY], joined


def names_of(document: Document) -> list[str]:
    return [document.title.text, *(each.text for each in document.passages if each.weight == NAME)]


@lru_cache(maxsize=4_096)
def telling(text: str) -> tuple[str, ...]:
    """Its words that tell something, in order."""
    return tuple(word.form for word in words(text) if word.form not in EMPTY)


def share_asked(name: str, question: Question) -> float:
    forms = telling(name)
    return sum(question.words.get(form, 0) for form in forms) / len(forms) if forms else 0.0


def together(passages: list[Passage], question: Question) -> tuple[int, bool]:
    """How many neighbours of the question are neighbours in one of the best passages too, and whether one has it all."""
    most, all_of_it = 0, False
    for passage in passages[:3]:
        slots = [question.slot_of(form) for form in telling(passage.text)]
        pairs = {(one, two) for one, two in pairwise(slots) if one is not None and two == one + 1}
        most = max(most, len(pairs))
        all_of_it |= len(question.meanings) > 1 and len({*slots} - {None}) >= len(question.meanings)
    return most, all_of_it
