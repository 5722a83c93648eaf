"""The blocks of text in markup: a heading, a paragraph, a list item, a cell, each with the place where a link can follow."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from core.text.normalization import one_line

#: Elements within a block; all others begin or end one.
INLINE = {"a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "dfn", "em", "i", "img", "kbd", "mark", "q"} | {
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "var",
    "wbr",
}
#: What no reader reads as text of the page.
SKIPPED = frozenset({"button", "form", "nav", "script", "select", "style", "svg", "template"})
#: After these, a link follows; in all others it is the last thing within.
WITHOUT_LINKS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})


class Block(NamedTuple):
    words: str
    end: int  # where a link can be inserted; -1 within a link


def words_of(text: str) -> str:
    """As it is compared: without invisible characters, and with single spaces."""
    return " ".join(one_line(text).split())


def blocks(markup: str, within: str = "") -> list[Block]:
    """The blocks in reading order; of a whole page, those within the element `within`."""
    return [each for each in _Blocks(markup, within).found if each.words]


class _Blocks(HTMLParser):
    def __init__(self, markup: str, within: str):
        super().__init__()
        self.markup, self.within, self.is_within = markup, within, not within
        self.found: list[Block] = []
        self.texts: list[str] = []
        self.in_summary: list[str] | None = None  # its blocks, which are placed when it ends
        self.skipped = self.links = 0
        self.lines = list(line_starts(markup))
        self.feed(markup)
        self.close()
        self.finish(len(markup))

    @property
    def position(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def finish(self, end: int):
        words = words_of("".join(self.texts))
        self.texts = []
        if self.in_summary is None:
            self.found.append(Block(words, -1 if self.links else end))
        else:
            self.in_summary.append(words)

    def handle_starttag(self, tag, attrs):
        self.is_within = self.is_within or tag == self.within
        self.skipped += tag in SKIPPED
        self.links += tag == "a"
        if tag == "br":
            self.texts.append(" ")
        elif tag not in INLINE:
            self.finish(self.position)
        if tag == "summary":
            self.in_summary = []

    def handle_endtag(self, tag):
        after = self.markup.find(">", self.position) + 1
        if tag not in INLINE:
            self.finish(after if tag in WITHOUT_LINKS else self.position)
        if tag == "summary" and self.in_summary is not None:
            self.found += [Block(words, after) for words in self.in_summary]
            self.in_summary = None
        self.links -= tag == "a" and self.links > 0
        self.skipped -= tag in SKIPPED and self.skipped > 0
        self.is_within = self.is_within and tag != self.within

    def handle_data(self, data):
        if self.is_within and not self.skipped:
            self.texts.append(data)


def line_starts(markup: str) -> Iterator[int]:
    start = 0
    for line in markup.split("\n"):
        yield start
        start += len(line) + 1
