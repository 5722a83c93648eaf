"""The lexicon: which tokens of the texts a typed word may mean, with a quality from 0 to 1 (1 is the word itself)."""

import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator
from copy import copy
from itertools import pairwise

from search.engine.tokenizer import NUMERALS

#: Inflectional endings in the four languages, folded.
INFLECTIONS = (
    "e en er em es n s ern erin erinnen in innen nen t te ten et st nd nde nden end ende enden a i o x nt ent ed d ing"
)
#: Derivational endings: finanzieren and Finanzierung, gleich and Gleichheit.
DERIVATIONS = "ung ungen heit keit lich liche lichen ieren iert ier tion tional"
ENDINGS = frozenset(INFLECTIONS.split()) | {""}
DERIVED_ENDINGS = ENDINGS | frozenset(DERIVATIONS.split())
INFLECTED, DERIVED, BEGINNING, END, INSIDE, ONE_ERROR, TWO_ERRORS = 0.9, 0.75, 0.85, 0.9, 0.65, 0.72, 0.5
NUMERAL, SLIP = 0.95, 0.9
NEAR = 0.8
#: Least number of letters for each kind of match: shorter words would match too much.
SHORTEST_STEM, SHORTEST_BEGINNING, SHORTEST_END, SHORTEST_INSIDE, SHORTEST_PART = 4, 3, 4, 5, 4
ONE_ERROR_FROM, TWO_ERRORS_FROM = 5, 8
SAME_MONTH = 0.6
DAY_TOKEN = re.compile(r"d\d{8}")
MAX_PARTS = 3
MAX_EXPANSIONS, MAX_CONTAINING = 120, 600
LINKING_ELEMENTS = ("", "s", "n", "en", "es")  # between the parts of a compound


def stem(word: str) -> str:
    """The word without its longest inflectional ending; at least SHORTEST_STEM letters stay."""
    for length in range(min(7, len(word) - SHORTEST_STEM), 0, -1):
        if word[-length:] in ENDINGS:
            return word[:-length]
    return word


class Lexicon:
    """All tokens of an index, with lookups. What is not among `words` (numbers, dates, neighbours) matches exactly only."""

    def __init__(self, tokens: Collection[str], headings: Iterable[str] = ()):
        self.all: Container[str] = frozenset(tokens)
        self.headings = frozenset(headings)  # words of titles and names
        self.take(tokens)

    def take(self, words: Iterable[str]):
        self.words = sorted({word for word in words if word.isalpha()})
        self.text = "\n" + "\n".join(self.words) + "\n"
        self.trigrams: dict[str, array] = defaultdict(lambda: array("I"))
        for place, word in enumerate(self.words):
            for trigram in trigrams(word):
                self.trigrams[trigram].append(place)

    def renewed(self, tokens: Container[str], words: Collection[str], headings: frozenset[str]) -> "Lexicon":
        """A lexicon of other tokens. Equal words are shared."""
        other = copy(self)
        other.all, other.headings = tokens, headings
        if sorted(word for word in words if word.isalpha()) != self.words:
            other.take(words)
        return other

    def expansions(self, word: str, *, is_spelled: bool = False) -> dict[str, float]:
        """Tokens that the word may mean, with quality, the best first. `is_spelled` rules out typing errors."""
        found = {word: 1.0} if word in self.all else {}
        if (number := NUMERALS.get(word, "")) in self.all:
            found[number] = NUMERAL
        if word.endswith("%") and not found and word[:-1] in self.all:
            found[word[:-1]] = INFLECTED
        if DAY_TOKEN.fullmatch(word) and (month := f"m{word[1:7]}") in self.all:
            found[month] = SAME_MONTH
        elif word.isalpha():
            for way in (self.inflected, self.compounds, *([] if is_spelled else [self.mistyped])):
                for other, quality in way(word, found):
                    found[other] = max(quality, found.get(other, 0))
        best = sorted(found.items(), key=lambda item: -item[1])[:MAX_EXPANSIONS]
        return dict(best)

    def near(self, word: str) -> dict[str, float]:
        """The word with its inflections, for a synonym: not what only contains it, as Einwanderung does Änderung."""
        found = self.expansions(word, is_spelled=True)
        return {other: quality for other, quality in found.items() if quality >= NEAR} or found

    def inflected(self, word: str, _found) -> Iterator[tuple[str, float]]:
        yield from self.with_same_stem(word)
        if word.startswith("ge") and len(word) - 2 > SHORTEST_STEM:  # gestimmt: stimmen
            yield from self.with_same_stem(word[2:])

    def with_same_stem(self, word: str) -> Iterator[tuple[str, float]]:
        least = max(SHORTEST_STEM, len(word) - 4)
        if len(word) < SHORTEST_STEM:
            return
        for other in self.beginning_with(word[:least]):
            same = shared_length(word, other)
            if word[same:] in ENDINGS and other[same:] in ENDINGS and 3 * same >= 2 * len(word):
                yield other, INFLECTED
            elif word[same:] in DERIVED_ENDINGS and other[same:] in DERIVED_ENDINGS and same >= SHORTEST_INSIDE:
                yield other, DERIVED

    def beginning_with(self, start: str) -> Iterator[str]:
        place = bisect_left(self.words, start)
        while place < len(self.words) and self.words[place].startswith(start):
            yield self.words[place]
            place += 1

    def compounds(self, word: str, _found) -> Iterator[tuple[str, float]]:
        """Compounds that contain the word: integration in Integrationsagenda, Bereich in Förderbereiche."""
        if len(word) < SHORTEST_BEGINNING:
            return
        root = stem(word) if len(stem(word)) >= SHORTEST_INSIDE else word
        for before, other, after in self.containing(root):
            fits = 0.6 + 0.4 * len(root) / len(other)
            if not before:
                yield other, BEGINNING * fits
            elif after in ENDINGS and len(root) >= SHORTEST_END:
                yield other, END * fits
            elif len(root) >= SHORTEST_INSIDE:
                yield other, INSIDE * fits

    def containing(self, root: str) -> Iterator[tuple[str, str, str]]:
        """Words that contain the root: what stands before it, the word, what stands after it."""
        place, seen = self.text.find(root), 0
        while place >= 0 and (seen := seen + 1) <= MAX_CONTAINING:
            start, end = self.text.rfind("\n", 0, place) + 1, self.text.find("\n", place)
            yield self.text[start:place], self.text[start:end], self.text[place + len(root) : end]
            place = self.text.find(root, end)

    def mistyped(self, word: str, found: dict) -> Iterator[tuple[str, float]]:
        if word in self.all:
            return
        if len(word) < ONE_ERROR_FROM:
            yield from ((other, SLIP) for other in slips(word) if other in self.headings)
            return
        allowed = 2 if len(word) >= TWO_ERRORS_FROM and not found else 1
        for other in self.alike(word, 4 * allowed):
            yield from typing_errors(word, other, allowed)

    def alike(self, word: str, lost: int) -> list[str]:
        """Words that share all but `lost` of its trigrams, in alphabetical order: equal answers in each process."""
        own = trigrams(word)
        shared = Counter(place for trigram in own for place in self.trigrams.get(trigram, ()))
        least = max(min(2, len(own) - 1), len(own) - lost)
        return [self.words[place] for place, count in sorted(shared.items()) if count >= least]

    def parts(self, word: str) -> list[str]:
        """The parts of a compound that consists of known words (integrationsmassnahmen); else an empty list."""
        return self.rest_of_parts(word, MAX_PARTS) if len(word) >= 2 * SHORTEST_PART else []

    def rest_of_parts(self, word: str, most: int) -> list[str]:
        """At most `most` parts, the longest first part preferred."""
        for length in range(len(word) - (most == MAX_PARTS), SHORTEST_PART - 1, -1):
            part, rest = word[:length], word[length:]
            if not self.is_part(part):
                continue
            if not rest:
                return [part]
            for link in LINKING_ELEMENTS if most > 1 else ():
                if rest.startswith(link) and (others := self.rest_of_parts(rest[len(link) :], most - 1)):
                    return [part, *others]
        return []

    def is_part(self, part: str) -> bool:
        return part in self.all or any(quality for _other, quality in self.inflected(part, {}))

    def suggestions(self, word: str) -> list[str]:
        """At most three words of titles within a small edit distance, the nearest first."""
        if not word.isalpha() or len(word) < ONE_ERROR_FROM:
            return []
        most = max(2, len(word) // 3)
        near = [(edit_distance(word, other, most), other) for other in self.alike(word, len(word) - 1)]
        near = [(far, other) for far, other in near if other in self.headings]
        return [other for far, other in sorted(near) if far <= most and other[0] == word[0]][:3]


def trigrams(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def slips(word: str) -> Iterator[str]:
    """Corrections of a short word: two letters transposed, or one of two equal letters removed."""
    for place, (one, two) in enumerate(pairwise(word)) if len(word) >= SHORTEST_BEGINNING else ():
        yield word[:place] + (two + one if one != two else one) + word[place + 2 :]


def shared_length(one: str, other: str) -> int:
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    return length


def typing_errors(word: str, other: str, allowed: int) -> Iterator[tuple[str, float]]:
    """`other` with its quality, if `word` is it with `allowed` errors: the whole, or the start or end of a compound."""
    qualities = {1: ONE_ERROR, 2: TWO_ERRORS}
    whole = edit_distance(word, other, allowed)
    if 0 < whole <= allowed and (whole == 1 or word[0] == other[0]):
        yield other, qualities[whole]
    elif len(word) >= TWO_ERRORS_FROM - 1 and len(other) > len(word) + 1:
        sides = min(edit_distance(word, other[: len(word)], allowed), edit_distance(word, other[-len(word) :], allowed))
        if sides == 1:
            yield other, 0.7 * ONE_ERROR


def edit_distance(one: str, other: str, most: int) -> int:
    """Damerau–Levenshtein distance in letters; `most` + 1 for anything above `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, last = None, list(range(len(other) + 1))
    for row, mine in enumerate(one, start=1):
        line = [row]
        for column, theirs in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (mine != theirs))
            if before and column > 1 and mine == other[column - 2] and one[row - 2] == theirs:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]
