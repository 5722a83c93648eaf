"""What somebody asks, as words, and what each of them may mean: itself, a synonym, the parts of a compound."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from search.vocabulary import Vocabulary, stem
from search.words import EMPTY, Word, glued, words

MOST_LETTERS, MOST_WORDS = 200, 12
SYNONYM, COMPOUND = 0.85, 0.8
LONGEST_SYNONYM = 4  # words


@dataclass
class Meaning:
    """One word of the question. Each alternative is a list of parts that must all be there, with its quality; a part
    is a set of words of the texts, of which one is enough."""

    word: str
    alternatives: list[tuple[float, list[dict[str, float]]]] = field(default_factory=list)

    @property
    def words(self) -> dict[str, float]:
        """Every word of the texts that may be meant."""
        return {
            form: quality * own for quality, parts in self.alternatives for part in parts for form, own in part.items()
        }

    @property
    def is_known(self) -> bool:
        return any(all(parts) for _quality, parts in self.alternatives)


class Synonyms:
    """Groups of words or short phrases that mean the same."""

    def __init__(self, groups: Iterable[Iterable[str]]):
        self.others: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for group in groups:
            phrases = [tuple(asked(phrase)) for phrase in group]
            for phrase in filter(None, phrases):
                others = [other for other in phrases if other and other != phrase]
                self.others.setdefault(stems(phrase), []).extend(others)

    def of(self, forms: list[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Each synonym with the stretch of the question that it stands for."""
        for start in range(len(forms)):
            for end in range(start + 1, min(start + LONGEST_SYNONYM, len(forms)) + 1):
                for other in self.others.get(stems(forms[start:end]), ()):
                    yield start, end, other


def stems(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(stem, forms))


def asked(text: str) -> list[str]:
    """The folded words of a question, without those that tell nothing."""
    return [word.form for word in words_asked(text)]


def words_asked(text: str) -> list[Word]:
    found = most_exact(list(words(text[:MOST_LETTERS])))
    telling = {word.form: word for word in reversed(found) if word.form not in EMPTY}  # each once, the first
    return sorted(telling.values(), key=lambda word: word.start)[:MOST_WORDS]


def most_exact(found: list[Word]) -> list[Word]:
    """Of a date or a vote the whole alone: who asks for the day does not ask for the year."""
    return [word for place, word in enumerate(found) if place == 0 or found[place - 1].start != word.start]


class Question:
    def __init__(self, text: str, vocabulary: Vocabulary, synonyms: Synonyms):
        self.text = text[:MOST_LETTERS]
        self.asked = words_asked(self.text)
        forms = [word.form for word in self.asked]
        known = {form: vocabulary.meant(form) for form in dict.fromkeys(forms)}
        self.meanings = [Meaning(form, [(1.0, [dict(known[form])])]) for form in forms]
        self.add_glued(vocabulary)
        self.add_compounds(vocabulary)
        self.add_synonyms(vocabulary, synonyms)
        self.slots = {form: place for place, each in reversed(list(enumerate(self.meanings))) for form in each.words}

    def add_glued(self, vocabulary: Vocabulary):
        """«förder bereich» and «KIP 2 bis» are asked as one word too."""
        places = {word.start: place for place, word in enumerate(self.asked)}
        for word in glued(self.text, self.asked, everything=True):
            meant = {
                form: quality
                for form, quality in vocabulary.meant(word.form, is_spelled=True).items()
                if quality >= 0.85
            }
            for place, each in enumerate(self.asked):
                if meant and places[word.start] <= place and each.end <= word.end:
                    self.meanings[place].alternatives.append((1.0, [meant]))

    def add_compounds(self, vocabulary: Vocabulary):
        for meaning in self.meanings:
            if len(parts := vocabulary.parts(meaning.word)) > 1:
                meaning.alternatives.append((COMPOUND, [vocabulary.meant(part, is_spelled=True) for part in parts]))

    def add_synonyms(self, vocabulary: Vocabulary, synonyms: Synonyms):
        for start, end, phrase in synonyms.of([meaning.word for meaning in self.meanings]):
            parts = [vocabulary.meant(form, is_spelled=True) for form in phrase]
            for meaning in self.meanings[start:end] if all(parts) else ():
                meaning.alternatives.append((SYNONYM, parts))

    @property
    def words(self) -> dict[str, int]:
        """Every word of the texts that may be meant, for marking."""
        return self.slots

    def slot_of(self, form: str) -> int | None:
        return self.slots.get(form)

    def corrected(self, vocabulary: Vocabulary, shown: dict[str, str]) -> Iterator[str]:
        """The question with another word in the place of one that stands nowhere."""
        for word, meaning in zip(self.asked, self.meanings, strict=True):
            for other in vocabulary.suggestions(meaning.word) if not meaning.is_known else ():
                yield self.text[: word.start] + shown[other] + self.text[word.end :]
