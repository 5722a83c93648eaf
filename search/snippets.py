"""Snippets: the excerpt of a passage that a hit shows, with the words of the query marked."""

from search.documents import Passage
from search.query import Query
from search.stop_words import STOP_WORDS
from search.tokenizer import glued, words

LENGTH = 220  # letters
SENTENCE = 4  # least number of words of a sentence; less is a date or a name
Snippet = list[tuple[str, bool]]


def marked(text: str, question: Query) -> Snippet:
    """The whole text, in pieces: text, and whether it is marked."""
    return pieces(text, 0, len(text), spans(text, question))


def snippet(passage: Passage, question: Query) -> Snippet:
    """About LENGTH letters around the most marks, cut between words."""
    found = spans(passage.text, question)
    start, end = window(passage.text, found)
    shown = pieces(passage.text, start, end, found)
    return [*([("… ", False)] if start else []), *shown, *([(" …", False)] if end < len(passage.text) else [])]


def best(passages: list[Passage], question: Query) -> Passage | None:
    """The passage with most words of the query; without sentences, the first passage; None without passages."""
    told = [each for each in passages if len(each.text.split()) >= SENTENCE]
    return max(told, key=lambda each: said(each, question), default=next(iter(passages), None))


def said(passage: Passage, question: Query) -> int:
    """The number of words of the query in the passage."""
    forms = question.marks({word.form for word in words(passage.text)} - STOP_WORDS)
    return len({question.slot_of(form) for form in forms})


def spans(text: str, question: Query) -> list[tuple[int, int]]:
    """Start and end of the query's words in the text, in order, without overlaps."""
    found = list(words(text))
    found += glued(text, found, True)
    marks = question.marks({word.form for word in found} - STOP_WORDS)
    asked = [word for word in found if word.form in marks]
    kept: list[tuple[int, int]] = []
    for word in sorted(asked, key=lambda word: (word.start, -word.end)):
        if not kept or word.start >= kept[-1][1]:
            kept.append((word.start, word.end))
    return kept


def window(text: str, found: list[tuple[int, int]]) -> tuple[int, int]:
    if len(text) <= LENGTH:
        return 0, len(text)
    starts = [start for start, _end in found] or [0]
    best = max(starts, key=lambda start: (sum(start <= other < start + LENGTH for other in starts), -start))
    start = between_words(text, max(0, min(best - LENGTH // 5, len(text) - LENGTH)))
    end = text.rfind(" ", start, start + LENGTH) if start + LENGTH < len(text) else len(text)
    return start, end if end > best else min(len(text), start + LENGTH)


def between_words(text: str, place: int) -> int:
    """The start of the next word, if it is near; else `place`."""
    if place == 0:
        return 0
    space = text.find(" ", place)
    return space + 1 if 0 <= space < place + LENGTH // 5 else place


def pieces(text: str, start: int, end: int, found: list[tuple[int, int]]) -> Snippet:
    result, position = [], start
    for first, last in found:
        if start <= first and last <= end:
            result += [(text[position:first], False), (text[first:last], True)]
            position = last
    return [piece for piece in [*result, (text[position:end], False)] if piece[0]]
