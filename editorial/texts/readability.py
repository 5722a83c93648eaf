"""Readability of German texts: the LIX, and the long sentences and words that raise it.

LIX (Björnsson, «Läsbarhet», 1968): words per sentence, plus the percentage of words with seven or more letters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.rich_text.cleaner import plain_text

LONG_WORD_LETTERS = 7
LONG_SENTENCE_WORDS = 20  # the rules for plain language ask for fewer
HARD_WORD_LETTERS = 20
MIN_WORDS = 10  # a shorter text is not measured
#: Upper LIX limit of each level; texts above the last are hard.
LEVELS = [(40, "leicht"), (50, "mittel"), (60, "anspruchsvoll")]

_BLOCK_END = re.compile(r"</(?:p|h3|li|ul|ol)>|<br>|\n\s*\n")
#: What holds no sentences: tables, and the alternative texts of images.
_NO_SENTENCES = re.compile(r"<table>(?:(?!<table>).)*?</table>|<img\b[^<>]*>", re.DOTALL)
_BOLD_BLOCK = re.compile(r"<p>\s*<(strong|em)>([^<]*)</\1>\s*</p>")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_FIGURE = re.compile(r"\d[\d’.,:]*")
#: A full stop does not end a sentence after these abbreviations, nor between a day and its month.
_ABBREVIATIONS = [
    "Nr", "ca", "Art", "Abs", "Ziff", "lit", "Bst", "Kap", "vgl", "bzw", "Mio", "Mrd", "Dr", "St", "inkl", "resp", "sog", "max", "mind",
    "z", "z\\. B", "d", "d\\. h", "u", "u\\. a", "s", "o",
]  # fmt: skip
_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert"
_SENTENCE_END = re.compile(
    "".join(rf"(?<!\b{each})" for each in _ABBREVIATIONS)
    + rf"(?<![.!?:…])[.!?:…]++[»›)]*\s+(?!(?<=\d\.\s)(?:{_MONTHS})\b)(?=[«‹(]*[A-ZÄÖÜ0-9])"
)


@dataclass(frozen=True)
class Sentence:
    text: str
    words: int


@dataclass(frozen=True)
class Reading:
    """`false_headings` are entirely bold paragraphs, which screen readers do not announce as headings."""

    lix: int
    long_sentences: list[Sentence]
    hard_words: list[str]
    false_headings: list[str]

    @property
    def level(self) -> str:
        return next((name for most, name in LEVELS if self.lix <= most), "schwer")


def analyse(text: str) -> Reading | None:
    """The readability of a plain or rich German text; None if it is too short."""
    sentences = [Sentence(each, count_words(each)) for each in split_sentences(text)]
    words = _WORD.findall(" ".join(each.text for each in sentences))
    total = sum(each.words for each in sentences)
    if total < MIN_WORDS:
        return None
    long_words = sum(len(word) >= LONG_WORD_LETTERS for word in words)
    return Reading(
        lix=round(total / len(sentences) + 100 * long_words / total),
        long_sentences=[each for each in sentences if each.words > LONG_SENTENCE_WORDS],
        hard_words=list(dict.fromkeys(word for word in words if longest_part(word) >= HARD_WORD_LETTERS)),
        false_headings=[plain_text(found[2]) for found in _BOLD_BLOCK.finditer(text)],
    )


def split_sentences(text: str) -> Iterator[str]:
    """The sentences of a text; paragraphs, headings and list items end one too."""
    for block in _BLOCK_END.split(_NO_SENTENCES.sub("</p>", text)):
        lines = _SENTENCE_END.sub(lambda end: f"{end[0].rstrip()}\n", plain_text(block))
        yield from (line for line in lines.splitlines() if count_words(line))


def count_words(text: str) -> int:
    """Number of words and figures: «CHF 3’392’068» counts as two."""
    return len(_WORD.findall(text)) + len(_FIGURE.findall(text))


def longest_part(word: str) -> int:
    """Length of the longest part of a word: a hyphen makes a long word easy («Frauen-Fussball»)."""
    return max(map(len, word.split("-")))
