"""The texts of the site in one language, in memory: which passages have a word, and how much it counts there."""

import math
from array import array
from collections import defaultdict

from search.documents import KIND, NAME, TITLE, Document, Passage
from search.lexicon import Lexicon
from search.query import Meaning, Synonyms
from search.stop_words import STOP_WORDS
from search.tokenizer import Word, glued, words

#: Of the most frequent words, the passages where they count most; more would cost time and tell nothing.
MOST_PASSAGES = 4_000
#: Letters from which a passage counts less with each doubling: all words stand somewhere in a long text.
SHORT, LOSS = 160, 0.2
SHIFT, MASK = 8, 0xFF  # an entry holds the number of a passage and a weight
NOTHING = (0.0, 0)


class TokenCache:
    """Taken apart into words, each text once for all languages. What many have, as most of a large site's, is kept once."""

    def __init__(self):
        self.known: dict[tuple[str, bool], tuple[int, tuple[tuple[str, str], ...]]] = {}
        self.pairs: dict[tuple[str, str], tuple[str, str]] = {}

    def forms(self, passage: Passage) -> tuple[int, tuple[tuple[str, str], ...]]:
        """How many words a passage has, and these and its neighbours glued, each with how it is written."""
        key = passage.text, passage.weight >= TITLE
        if key not in self.known:
            single, joined = words_of(passage)
            shown = {word.form: passage.text[word.start : word.end] for word in [*single, *joined]}
            pairs = tuple(self.pairs.setdefault(pair, pair) for pair in shown.items())
            self.known[key] = len({word.form for word in single}), pairs
        return self.known[key]


class Index:
    """Filled with `add`, then closed; from then on it is only read, by any number of threads."""

    def __init__(self, language: str, texts: TokenCache | None = None):
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
        self.texts = texts or TokenCache()
        self.vocabulary = Lexicon(())

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
        count, forms = self.texts.forms(passage)
        single = [form for form, _shown in forms[:count]]
        self.single.update(single)
        if passage.weight >= NAME:
            self.headings.update(single)
            self.whole.update(single if len(single) == 1 else ())
        for form, shown in forms:
            entries = self.entries[form]
            if not entries or entries[-1] != entry:
                entries.append(entry)
            self.shown.setdefault(form, shown)

    def close(self):
        """Nothing is added any more: the words are gathered, and long lists cut to what counts most."""
        self.entries, self.texts = dict(self.entries), TokenCache()
        for form, entries in self.entries.items():
            if len(entries) > MOST_PASSAGES:
                best = sorted(entries, key=self.weight_of_entry, reverse=True)[:MOST_PASSAGES]
                self.entries[form] = array("I", best)
        self.vocabulary = Lexicon(self.entries, self.entries.keys() - self.single, self.headings)

    def weight_of_entry(self, entry: int) -> float:
        return (entry & MASK) * self.documents[self.owners[entry >> SHIFT]].rank

    def rarity(self, forms: dict[str, float]) -> float:
        """The less often these words stand in the texts, the more they weigh."""
        often = sum(len(self.entries.get(form, ())) * quality**2 for form, quality in forms.items())
        return math.log(1 + len(self.passages) / (1 + often))

    @property
    def rarest(self) -> float:
        """What a word would weigh that stands nowhere."""
        return self.rarity({})

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


def weight(passage: Passage) -> int:
    doublings = max(0.0, math.log2(max(1, len(passage.text)) / SHORT))
    return round(passage.weight / (1 + LOSS * doublings))


def words_of(passage: Passage) -> tuple[list[Word], list[Word]]:
    """The words that tell something, and neighbours glued."""
    found = list(words(passage.text))
    joined = list(glued(passage.text, found, passage.weight >= TITLE))
    return [word for word in found if word.form not in STOP_WORDS], joined
