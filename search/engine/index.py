"""An inverted index of one language, in memory: for each token the passages that contain it, with weights."""

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence

from search.engine.documents import KIND, NAME, TITLE, Document, Passage
from search.engine.lexicon import Lexicon
from search.engine.packing import digest, packed, unpacked
from search.engine.query import Meaning, Synonyms
from search.engine.stop_words import STOP_WORDS
from search.engine.tokenizer import Word, glued_neighbours, tokenize

#: Most entries of one token that a query reads, the highest weights first; more would only cost time.
MAX_POSTINGS = 4_000
#: Above SHORT letters the weight falls by LOSS with each doubling: a long text contains most words somewhere.
SHORT_TEXT, LENGTH_PENALTY = 160, 0.2
#: An entry is the number of a passage, what the token is there, and a weight. So 4 million passages have room.
WEIGHT_MASK, USE_SHIFT, USE_MASK, PASSAGE_SHIFT = 0xFF, 8, 0b11, 10
#: Neighbours as one token; a word of a text; a word of a title or name; a whole title or name.
GLUED, SINGLE, HEADING, WHOLE = range(4)
NO_MATCH = (0.0, 0)
Entries = int | bytes  # most tokens of a large site have one entry: a number takes less memory than a list of one


class TokenCache:
    """Tokens of each text, computed once for all languages. Equal tokens are one object."""

    def __init__(self):
        self.known: dict[tuple[str, bool], tuple[int, tuple[str, ...]]] = {}
        self.tokens: dict[str, str] = {}

    def forms(self, passage: Passage) -> tuple[int, tuple[str, ...]]:
        """The number of single tokens; these, then glued neighbours."""
        key = passage.text, passage.weight >= TITLE
        if key not in self.known:
            single, joined = (dict.fromkeys(word.form for word in words) for words in tokens_of(passage))
            forms = tuple(self.tokens.setdefault(form, form) for form in single | joined)
            self.known[key] = len(single), forms
        return self.known[key]


class Index:
    """Filled with `add`, then closed; from then on read-only and safe for threads.

    With a `base`, the index of an earlier edition, only documents that the base does not have are tokenised. All that
    did not change is shared with the base.
    """

    def __init__(self, language: str, texts: TokenCache | None = None, base: "Index | None" = None):
        self.language = language
        self.synonyms = Synonyms(())  # the only attribute that is replaced after `close`
        self.texts = texts or TokenCache()
        self.base = base if base and not base.is_sparse else None
        before = self.base
        self.numbers: dict[bytes, int] = {}  # of each document, by its digest, in the order of the content
        self.packed: list[bytes] = list(before.packed) if before else []  # by number; empty: no longer there
        self.ranks: array = before.ranks[:] if before else array("d")
        self.firsts: array = before.firsts[:] if before else array("I")  # the passage that is the title, by document
        self.owners: array = before.owners[:] if before else array("I")  # the document, by passage
        self.postings: dict[str, Entries] = before.postings if before else {}
        self.added: dict[str, int | array] = {}
        self.places = array("I")  # in the order of the content, by document
        self.passage_count = 0
        self.lexicon: Lexicon = before.lexicon if before else Lexicon(())
        self.whole: frozenset[str] = before.whole if before else frozenset()  # tokens that are a whole title or name

    @property
    def is_sparse(self) -> bool:
        """Whether more than half of the passages are former ones, whose numbers only a new index frees."""
        return len(self.owners) > 2 * self.passage_count

    @property
    def documents(self) -> Iterator[Document]:
        return map(self.document, self.numbers.values())

    def document(self, number: int) -> Document:
        return unpacked(self.packed[number])

    def add(self, document: Document):
        key = digest(document)
        number = self.numbers.get(key, self.base.numbers.get(key) if self.base else None)
        self.numbers[key] = self.enter(document) if number is None else number

    def enter(self, document: Document) -> int:
        number, title = len(self.packed), len(self.owners)
        self.packed.append(packed(document))
        self.ranks.append(document.rank)
        self.firsts.append(title)
        self.owners.extend([number] * (1 + len(document.passages)))
        for place, passage in passages_of(document):
            count, forms = self.texts.forms(passage)
            for nth, form in enumerate(forms):
                entry = (title + place) << PASSAGE_SHIFT | use(passage, nth, count) << USE_SHIFT | weight_of(passage)
                self.put(form, entry)
        return number

    def put(self, form: str, entry: int):
        entries = self.added.setdefault(form, entry)
        if isinstance(entries, array):
            entries.append(entry)
        elif entries != entry:
            self.added[form] = array("I", [entries, entry])

    def close(self):
        """Takes in what was added and leaves out what is gone. To be called once, after the last `add`."""
        gone = set(self.base.numbers.values()).difference(self.numbers.values()) if self.base else ()
        touched = self.forget(gone) | self.added.keys()
        if touched:
            self.postings = dict(self.postings)
            self.replace_entries(touched)
            self.name_words(touched)
        self.places = array("I", bytes(self.places.itemsize * len(self.packed)))
        for place, number in enumerate(self.numbers.values()):
            self.places[number] = place
        self.passage_count = sum(bool(self.packed[owner]) for owner in self.owners)
        self.base, self.texts, self.added = None, TokenCache(), {}

    def forget(self, gone: Iterable[int]) -> set[str]:
        """Frees former documents; returns their tokens."""
        touched: set[str] = set()
        for number in gone:
            for _place, passage in passages_of(self.document(number)):
                touched.update(self.texts.forms(passage)[1])
            self.packed[number] = b""
        return touched

    def replace_entries(self, touched: Iterable[str]):
        for form in touched:
            kept = [each for each in self.entries(form) if self.packed[self.owner(each)]]
            added = self.added.pop(form, ())
            entries = list(dict.fromkeys([*kept, added] if isinstance(added, int) else [*kept, *added]))
            if len(entries) > MAX_POSTINGS:
                entries.sort(key=self.weight_of_entry, reverse=True)
            if entries:
                self.postings[form] = entries[0] if len(entries) == 1 else array("I", entries).tobytes()
            else:
                del self.postings[form]

    def name_words(self, touched: Iterable[str]):
        """Renews the sets of words and the lexicon."""
        uses = {form: max((e >> USE_SHIFT & USE_MASK for e in self.entries(form)), default=GLUED) for form in touched}
        words, headings, whole = (
            frozenset(names).difference(uses) | {form for form, use in uses.items() if use >= least}
            for names, least in ((self.lexicon.words, SINGLE), (self.lexicon.headings, HEADING), (self.whole, WHOLE))
        )
        self.whole = whole
        self.lexicon = self.lexicon.renewed(self.postings.keys(), words, headings)

    def entries(self, form: str) -> Sequence[int]:
        entries = self.postings.get(form, b"")
        return (entries,) if isinstance(entries, int) else memoryview(entries).cast("I")

    def owner(self, entry: int) -> int:
        return self.owners[entry >> PASSAGE_SHIFT]

    def weight_of_entry(self, entry: int) -> float:
        return (entry & WEIGHT_MASK) * self.ranks[self.owner(entry)]

    def rarity(self, forms: dict[str, float]) -> float:
        """Inverse document frequency of tokens, weighted by their quality."""
        often = sum(min(MAX_POSTINGS, len(self.entries(form))) * quality**2 for form, quality in forms.items())
        return math.log(1 + self.passage_count / (1 + often))

    @property
    def rarest(self) -> float:
        """The rarity of a token that is in no text."""
        return self.rarity({})

    def spelling(self, form: str) -> str:
        """A token as a text has it."""
        for _place, passage in passages_of(self.document(self.owner(self.entries(form)[0]))):
            for word in tokenize(passage.text):
                if word.form == form:
                    return passage.text[word.start : word.end]
        return form

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
        first, *others = [self.matches(forms) for forms in parts]
        for other in others:
            first = {
                owner: ((score + other[owner][0]) / 2, passage)
                for owner, (score, passage) in first.items()
                if owner in other
            }
        return first

    def matches(self, forms: dict[str, float]) -> dict[int, tuple[float, int]]:
        best: dict[int, tuple[float, int]] = {}
        room, owners = 3 * MAX_POSTINGS, self.owners
        for form, quality in forms.items():
            entries = self.entries(form)[: min(room, MAX_POSTINGS)]
            for entry in entries:
                score, owner = quality * (entry & WEIGHT_MASK), owners[entry >> PASSAGE_SHIFT]
                if score > best.get(owner, NO_MATCH)[0]:
                    best[owner] = (score, entry >> PASSAGE_SHIFT)
            room -= len(entries)
            if room <= 0:
                break
        return best


def passages_of(document: Document) -> Iterator[tuple[int, Passage]]:
    """All that is searched, each with the place of the passage that a hit shows: 0 is the title."""
    yield from enumerate((document.title, *document.passages))
    yield from ((0, Passage(name, "", NAME, document.address)) for name in document.names)
    yield 0, Passage(document.kind, "", KIND, document.address)


def use(passage: Passage, nth: int, count: int) -> int:
    """What the nth token of a passage is, of whose tokens `count` are single words."""
    if nth >= count:
        return GLUED
    if passage.weight < NAME:
        return SINGLE
    return WHOLE if count == 1 else HEADING


def weight_of(passage: Passage) -> int:
    doublings = max(0.0, math.log2(max(1, len(passage.text)) / SHORT_TEXT))
    return round(passage.weight / (1 + LENGTH_PENALTY * doublings))


def tokens_of(passage: Passage) -> tuple[list[Word], list[Word]]:
    """Tokens without stop words, and glued neighbours."""
    found = list(tokenize(passage.text))
    joined = list(glued_neighbours(passage.text, found, passage.weight >= TITLE))
    return [word for word in found if word.form not in STOP_WORDS], joined
