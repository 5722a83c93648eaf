"""A query as tokens, and what each may mean: the word itself, a synonym, the parts of a compound."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from search.engine.lexicon import Lexicon, stem
from search.engine.stop_words import STOP_WORDS
from search.engine.tokenizer import Word, glued_neighbours, tokenize

MAX_LETTERS, MAX_WORDS = 200, 12
#: Quality factors. A synonym in a title counts less than the word itself in a heading.
SYNONYM_QUALITY, COMPOUND_QUALITY, DIRECT_QUALITY = 0.5, 0.8, 0.75
TRANSLATED_QUALITY = 0.8  # for the synonym of a word that no text has
KNOWN_COMPOUND_QUALITY = 0.6  # for the parts of a compound that itself stands in a title
#: Tokens that must match exactly: amounts, dates, votes, percentages; not small numbers and years («4», «2030»).
EXACT_TOKEN = re.compile(r"d\d{8}|m\d{6}|\d+zu\d+|\d+(?:\.\d+)?%|\d+\.\d+|(?!(?:19|20)\d\d$)\d{3,}")
MAX_SYNONYM_WORDS = 4  # words


@dataclass
class Meaning:
    """One word of the query, with alternatives and their quality.

    An alternative is a list of parts that must all occur. A part maps tokens of the texts, of which one must occur, to
    their quality.
    """

    word: str
    alternatives: list[tuple[float, list[dict[str, float]]]] = field(default_factory=list)
    has_synonym: bool = False

    @property
    def words(self) -> dict[str, float]:
        """All tokens of the texts that may be meant, with their best quality."""
        best: dict[str, float] = {}
        for quality, parts in self.alternatives:
            for form, own in (pair for part in parts for pair in part.items()):
                best[form] = max(quality * own, best.get(form, 0))
        return best

    @property
    def direct(self) -> dict[str, float]:
        """The word itself with its inflections and spellings."""
        return {form: own for form, own in self.alternatives[0][1][0].items() if own >= DIRECT_QUALITY}

    @property
    def is_translated(self) -> bool:
        """Whether no text has the word, and only its synonyms are known: words of other languages and dialect."""
        return not self.alternatives[0][1][0] and self.is_known

    def marks(self, present: set[str]) -> Iterator[str]:
        """Tokens to highlight in a text with the tokens `present`: of a phrase or compound all parts or none."""
        for _quality, parts in self.alternatives:
            if len(parts) == 1 or not any(present.isdisjoint(part) for part in parts):
                yield from (form for part in parts for form in part)

    @property
    def is_known(self) -> bool:
        return any(all(parts) for _quality, parts in self.alternatives)

    @property
    def is_figure(self) -> bool:
        return EXACT_TOKEN.fullmatch(self.word) is not None


class Synonyms:
    """Groups of words or short phrases that mean the same."""

    def __init__(self, groups: Iterable[Iterable[str]]):
        self.others: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for group in groups:
            phrases = [tuple(query_tokens(phrase)) for phrase in group]
            for phrase in filter(None, phrases):
                others = [other for other in phrases if other and other != phrase]
                self.others.setdefault(stems(phrase), []).extend(others)
        self.lexicon = Lexicon({form for others in self.others.values() for phrase in others for form in phrase})

    def spelled(self, form: str) -> str:
        """A word that is in no text, corrected to the nearest word of the synonyms."""
        near = dict(self.lexicon.mistyped(form, {}))
        return max(near, key=near.__getitem__, default=form)

    def of(self, forms: list[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Each synonym with start and end of the words that it replaces."""
        for start in range(len(forms)):
            for end in range(start + 1, min(start + MAX_SYNONYM_WORDS, len(forms)) + 1):
                for other in self.others.get(stems(forms[start:end]), ()):
                    yield start, end, other


def stems(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(stem, forms))


def query_tokens(text: str) -> list[str]:
    """The tokens of a query, without stop words."""
    return [word.form for word in query_words(text)]


def query_words(text: str) -> list[Word]:
    found = most_exact(list(tokenize(text[:MAX_LETTERS])))
    telling = {
        word.form: word for word in reversed(found) if word.form not in STOP_WORDS
    }  # the first occurrence of each
    return sorted(telling.values(), key=lambda word: word.start)[:MAX_WORDS]


def most_exact(found: list[Word]) -> list[Word]:
    """Of a date or a vote only the most exact token: a query for a day is not a query for its year."""
    return [word for place, word in enumerate(found) if place == 0 or found[place - 1].start != word.start]


class Query:
    def __init__(self, text: str, lexicon: Lexicon, synonyms: Synonyms):
        self.text = text[:MAX_LETTERS]
        self.words_asked = query_words(self.text)
        forms = [word.form for word in self.words_asked]
        known = {form: lexicon.expansions(form) for form in dict.fromkeys(forms)}
        self.meanings = [Meaning(form, [(1.0, [dict(known[form])])]) for form in forms]
        self.add_glued(lexicon)
        self.add_compounds(lexicon)
        self.add_synonyms(lexicon, synonyms)
        each_word = [(place, each.words) for place, each in enumerate(self.meanings)]
        self.slots = {form: place for place, forms in reversed(each_word) for form in forms}
        #: All tokens of the texts that may be meant, with their quality.
        self.words = {form: quality for _place, forms in reversed(each_word) for form, quality in forms.items()}

    def add_glued(self, lexicon: Lexicon):
        """Adds neighbours written as one word: «förder bereich», «KIP 2 bis»."""
        places = {word.start: place for place, word in enumerate(self.words_asked)}
        for word in glued_neighbours(self.text, self.words_asked, everything=True):
            meant = {
                form: quality
                for form, quality in lexicon.expansions(word.form, is_spelled=True).items()
                if quality >= 0.85
            }
            for place, each in enumerate(self.words_asked):
                if meant and places[word.start] <= place and each.end <= word.end:
                    self.meanings[place].alternatives.append((1.0, [meant]))

    def add_compounds(self, lexicon: Lexicon):
        for meaning in self.meanings:
            quality = KNOWN_COMPOUND_QUALITY if meaning.word in lexicon.headings else COMPOUND_QUALITY
            if len(parts := lexicon.parts(meaning.word)) > 1:
                meaning.alternatives.append((quality, [lexicon.expansions(part, is_spelled=True) for part in parts]))

    def add_synonyms(self, lexicon: Lexicon, synonyms: Synonyms):
        words = [each.word for each in self.meanings]
        forms = [word if word in lexicon.all else synonyms.spelled(word) for word in words]
        for start, end, phrase in synonyms.of(forms):
            parts = [lexicon.near(form) for form in phrase]
            for meaning in self.meanings[start:end] if all(parts) else ():
                quality = SYNONYM_QUALITY if meaning.alternatives[0][1][0] else TRANSLATED_QUALITY
                meaning.alternatives.append((quality, parts))
                meaning.has_synonym = True

    def marks(self, present: set[str]) -> set[str]:
        return {form for meaning in self.meanings for form in meaning.marks(present)} & present

    @property
    def is_known(self) -> bool:
        return all(meaning.is_known for meaning in self.meanings)

    def slot_of(self, form: str) -> int | None:
        return self.slots.get(form)

    def corrected(self, lexicon: Lexicon, spelling: Callable[[str], str]) -> Iterator[str]:
        """The query with one unknown word replaced by a suggestion."""
        for word, meaning in zip(self.words_asked, self.meanings, strict=True):
            for other in lexicon.suggestions(meaning.word) if not meaning.is_known else ():
                yield self.text[: word.start] + spelling(other) + self.text[word.end :]
