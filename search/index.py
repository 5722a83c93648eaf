"""An inverted index of one language, in memory: for each token the passages that contain it, with weights."""

import math
from array import array
from collections import defaultdict

from search.documents import KIND, NAME, TITLE, Document, Passage
from search.lexicon import Lexicon
from search.query import Meaning, Synonyms
from search.stop_words import STOP_WORDS
from search.tokenizer import Word, glued_neighbours, tokenize

#: Longest list of entries for one token, the highest weights first; more would only cost time.
MAX_POSTINGS = 4_000
#: Above SHORT letters the weight falls by LOSS with each doubling: a long text contains most words somewhere.
SHORT_TEXT, LENGTH_PENALTY = 160, 0.2
WEIGHT_BITS, WEIGHT_MASK = 8, 0xFF  # an entry is the number of a passage, shifted, and a weight
NO_MATCH = (0.0, 0)


class TokenCache:
    """Tokens of each text, computed once for all languages.

    Equal pairs are stored once, which saves memory on a large site.
    """

    def __init__(self):
        self.known: dict[tuple[str, bool], tuple[int, tuple[tuple[str, str], ...]]] = {}
        self.pairs: dict[tuple[str, str], tuple[str, str]] = {}

    def forms(self, passage: Passage) -> tuple[int, tuple[tuple[str, str], ...]]:
        """The number of single tokens, and pairs of token and original spelling.

        The single ones first, then glued neighbours.
        """
        key = passage.text, passage.weight >= TITLE
        if key not in self.known:
            single, joined = tokens_of(passage)
            shown = {word.form: passage.text[word.start : word.end] for word in [*single, *joined]}
            pairs = tuple(self.pairs.setdefault(pair, pair) for pair in shown.items())
            self.known[key] = len({word.form for word in single}), pairs
        return self.known[key]


class Index:
    """Filled with `add`, then closed; from then on read-only and safe for threads."""

    def __init__(self, language: str, texts: TokenCache | None = None):
        self.language = language
        self.synonyms = Synonyms(())  # the only attribute that is replaced after `close`
        self.documents: list[Document] = []
        self.passages: list[Passage] = []
        self.owners = array("I")
        self.postings: dict[str, array] = defaultdict(lambda: array("I"))
        self.single: set[str] = set()  # tokens of single words, without glued neighbours
        self.headings: set[str] = set()  # tokens of titles and names
        self.whole: set[str] = set()  # tokens that are a whole title or name
        self.shown: dict[str, str] = {}  # original spelling by token, for suggestions
        self.texts = texts or TokenCache()
        self.lexicon = Lexicon(())

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
        entry = number << WEIGHT_BITS | passage_weight(passage)
        count, forms = self.texts.forms(passage)
        single = [form for form, _shown in forms[:count]]
        self.single.update(single)
        if passage.weight >= NAME:
            self.headings.update(single)
            self.whole.update(single if len(single) == 1 else ())
        for form, shown in forms:
            entries = self.postings[form]
            if not entries or entries[-1] != entry:
                entries.append(entry)
            self.shown.setdefault(form, shown)

    def close(self):
        """Builds the lexicon and cuts long lists of entries to the highest weights.

        To be called once, after the last `add`.
        """
        self.postings, self.texts = dict(self.postings), TokenCache()
        for form, entries in self.postings.items():
            if len(entries) > MAX_POSTINGS:
                best = sorted(entries, key=self.weight_of_entry, reverse=True)[:MAX_POSTINGS]
                self.postings[form] = array("I", best)
        self.lexicon = Lexicon(self.postings, self.postings.keys() - self.single, self.headings)

    def weight_of_entry(self, entry: int) -> float:
        return (entry & WEIGHT_MASK) * self.documents[self.owners[entry >> WEIGHT_BITS]].rank

    def rarity(self, forms: dict[str, float]) -> float:
        """Inverse document frequency of tokens, weighted by their quality."""
        often = sum(len(self.postings.get(form, ())) * quality**2 for form, quality in forms.items())
        return math.log(1 + len(self.passages) / (1 + often))

    @property
    def rarest(self) -> float:
        """The rarity of a token that is in no text."""
        return self.rarity({})

    def found(self, meaning: Meaning) -> dict[int, tuple[float, int]]:
        """Score and number of the best passage, by document number."""
        best: dict[int, tuple[float, int]] = {}
        for quality, alternative in meaning.alternatives:
            for owner, (score, passage) in self.alternative(alternative).items():
                if quality * score > best.get(owner, NO_MATCH)[0]:
                    best[owner] = (quality * score, passage)
        return best

    def alternative(self, parts: list[dict[str, float]]) -> dict[int, tuple[float, int]]:
        """Documents that have all parts of a compound or of a synonym of several words; the score is their mean."""
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
        room = 3 * MAX_POSTINGS
        for form, quality in forms.items():
            entries = self.postings.get(form, ())
            for entry in entries[:room]:
                score, owner = quality * (entry & WEIGHT_MASK), self.owners[entry >> WEIGHT_BITS]
                if score > best.get(owner, NO_MATCH)[0]:
                    best[owner] = (score, entry >> WEIGHT_BITS)
            room -= len(entries)
            if room <= 0:
                break
        return best


def passage_weight(passage: Passage) -> int:
    doublings = max(0.0, math.log2(max(1, len(passage.text)) / SHORT_TEXT))
    return round(passage.weight / (1 + LENGTH_PENALTY * doublings))


def tokens_of(passage: Passage) -> tuple[list[Word], list[Word]]:
    """Tokens without stop words, and glued neighbours."""
    found = list(tokenize(passage.text))
    joined = list(glued_neighbours(passage.text, found, passage.weight >= TITLE))
    return [word for word in found if word.form not in STOP_WORDS], joined
