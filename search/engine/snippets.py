"""Snippets: the excerpt of a passage that a hit shows, with the words of the query marked."""

from search.engine.documents import Passage
from search.engine.query import Query
from search.engine.stop_words import STOP_WORDS
from search.engine.tokenizer import glued_neighbours, tokenize

SNIPPET_LENGTH = 220  # letters
MIN_SENTENCE_WORDS = 4  # least number of words of a sentence; less is a date or a name
Snippet = list[tuple[str, bool]]


def marked(text: str, query: Query) -> Snippet:
    """The whole text, in pieces: text, and whether it is marked."""
    return pieces(text, 0, len(text), marked_spans(text, query))


def snippet(passage: Passage, query: Query) -> Snippet:
    """About LENGTH letters around the most marks, cut between words."""
    found = marked_spans(passage.text, query)
    start, end = window(passage.text, found)
    shown = pieces(passage.text, start, end, found)
    return [*([("… ", False)] if start else []), *shown, *([(" …", False)] if end < len(passage.text) else [])]


def best_passage(passages: list[Passage], query: Query) -> Passage | None:
    """The passage with most words of the query; without sentences, the first passage; None without passages."""
    told = [each for each in passages if len(each.text.split()) >= MIN_SENTENCE_WORDS]
    return max(told, key=lambda each: matched_words(each, query), default=next(iter(passages), None))


def matched_words(passage: Passage, query: Query) -> int:
    """The number of words of the query in the passage."""
    forms = query.marks({word.form for word in tokenize(passage.text)} - STOP_WORDS)
    return len({query.slot_of(form) for form in forms})


def marked_spans(text: str, query: Query) -> list[tuple[int, int]]:
    """Start and end of the query's words in the text, in order, without overlaps."""
    found = list(tokenize(text))
    found += glued_neighbours(text, found, True)
    marks = query.marks({word.form for word in found} - STOP_WORDS)
    asked = [word for word in found if word.form in marks]
    kept: list[tuple[int, int]] = []
    for word in sorted(asked, key=lambda word: (word.start, -word.end)):
        if not kept or word.start >= kept[-1][1]:
            kept.append((word.start, word.end))
    return kept


def window(text: str, found: list[tuple[int, int]]) -> tuple[int, int]:
    if len(text) <= SNIPPET_LENGTH:
        return 0, len(text)
    starts = [start for start, _end in found] or [0]
    best = max(starts, key=lambda start: (sum(start <= other < start + SNIPPET_LENGTH for other in starts), -start))
    start = between_words(text, max(0, min(best - SNIPPET_LENGTH // 5, len(text) - SNIPPET_LENGTH)))
    end = text.rfind(" ", start, start + SNIPPET_LENGTH) if start + SNIPPET_LENGTH < len(text) else len(text)
    return start, end if end > best else min(len(text), start + SNIPPET_LENGTH)


def between_words(text: str, place: int) -> int:
    """The start of the next word, if it is near; else `place`."""
    if place == 0:
        return 0
    space = text.find(" ", place)
    return space + 1 if 0 <= space < place + SNIPPET_LENGTH // 5 else place


def pieces(text: str, start: int, end: int, found: list[tuple[int, int]]) -> Snippet:
    result, position = [], start
    for first, last in found:
        if start <= first and last <= end:
            result += [(text[position:first], False), (text[first:last], True)]
            position = last
    return [piece for piece in [*result, (text[position:end], False)] if piece[0]]
