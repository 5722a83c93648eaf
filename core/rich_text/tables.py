"""Simple tables in rich text: one head row, cells with text only, no cell over several rows or columns, bounded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_ROWS, MAX_COLUMNS = 60, 8
TOO_LARGE = (
    f"Diese Tabelle ist zu gross; erlaubt sind {MAX_ROWS} Zeilen und {MAX_COLUMNS} Spalten. Teilen Sie sie auf, oder stellen Sie sie als "
    "PDF zu den Dokumenten."
)
MERGED = "In dieser Tabelle reicht eine Zelle über mehrere Zeilen oder Spalten. Schreiben Sie den Inhalt in jede Zelle, für die er gilt."
#: Stands between the cells of a row where there is no table.
BETWEEN_CELLS = " – "

#: A tag as the sanitizer writes it, which escapes the signs of markup in attributes.
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_INLINE = frozenset(("a", "br", "em", "span", "strong"))
_BLOCKS = frozenset(("h3", "li", "p"))
_SPAN = re.compile(r"<t[dh]\b[^<>]*\s(?:col|row)span\s*=\s*[\"']?(?!1\b)\d", re.IGNORECASE)
#: Looked for at the beginning of a run of breaks only: at each of them, the time would grow with the square of its length.
_OUTER_BREAKS = re.compile(r"^(?:\s|<br>)++|(?<!\s)(?<!<br>)(?:\s|<br>)++$")


@dataclass
class Cell:
    is_head: bool = False
    parts: list[str] = field(default_factory=list)

    @property
    def content(self) -> str:
        return _OUTER_BREAKS.sub("", "".join(self.parts))


@dataclass
class Table:
    caption: Cell = field(default_factory=Cell)
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def columns(self) -> int:
        return max(map(len, self.rows), default=0)

    @property
    def is_table(self) -> bool:
        """Whether it has rows and columns to relate, and no more of them than a reader can follow."""
        return 1 < len(self.rows) <= MAX_ROWS and 1 < self.columns <= MAX_COLUMNS

    @property
    def is_too_large(self) -> bool:
        return len(self.rows) > MAX_ROWS or self.columns > MAX_COLUMNS

    def markup(self) -> str:
        if not self.is_table:
            return "".join(self.paragraphs())
        caption = f"<caption>{self.caption.content}</caption>" if self.caption.content else ""
        head, *body = (cells + [Cell()] * (self.columns - len(cells)) for cells in self.rows)
        return f"<table>{caption}<thead>{_row(head, 'col')}</thead><tbody>{''.join(map(_row, body))}</tbody></table>"

    def paragraphs(self) -> Iterator[str]:
        yield f"<p>{self.caption.content}</p>"
        for cells in self.rows:
            yield f"<p>{BETWEEN_CELLS.join(filter(None, (cell.content for cell in cells)))}</p>"


def _row(cells: list[Cell], scope: str = "") -> str:
    """Every cell of the head, and the first of another row if it is one, names what it is a head of."""
    first = scope or ("row" if cells[0].is_head else "")
    scopes = [first, *[scope] * (len(cells) - 1)]
    marked = [f'<th scope="{each}">{cell.content}</th>' if each else f"<td>{cell.content}</td>"
              for each, cell in zip(scopes, cells, strict=True)]  # fmt: skip
    return f"<tr>{''.join(marked)}</tr>"


def _separator(name: str, *, is_end: bool) -> str:
    """What keeps the words of blocks apart in a cell, which holds none."""
    if name not in _BLOCKS:
        return " "
    return "<br>" if is_end else ""


class _Reader:
    """Reads sanitized markup tag by tag: what is outside tables stays as it is, tables are written anew."""

    def __init__(self, text: str):
        self.found: list[str | Table] = []
        self.depth = 0
        self.cell: Cell | None = None
        end = 0
        for tag in _TAG.finditer(text):
            self.read_text(text[end : tag.start()])
            self.read_tag(tag[0], tag[2], is_end=bool(tag[1]))
            end = tag.end()
        self.read_text(text[end:])

    @property
    def table(self) -> Table:
        return self.found[-1]  # type: ignore[return-value]  # called only inside a table

    def read_text(self, text: str):
        if not self.depth:
            self.found.append(text)
        elif self.cell:
            self.cell.parts.append(text)

    def read_tag(self, tag: str, name: str, *, is_end: bool):
        if name == "table":
            self.depth += -1 if is_end else 1
            self.cell = None if self.depth < 2 else self.cell
            if self.depth == 1 and not is_end:
                self.found.append(Table())
        elif not self.depth:
            self.found.append(tag)
        elif self.depth == 1 and name in ("caption", "tr", "td", "th"):
            self.read_part(name, is_end=is_end)
        elif self.cell:
            self.cell.parts.append(tag if name in _INLINE else _separator(name, is_end=is_end))

    def read_part(self, name: str, *, is_end: bool):
        if is_end:
            self.cell = None
        elif name == "caption":
            self.cell = self.table.caption
        elif name == "tr":
            self.table.rows.append([])
        else:
            self.cell = Cell(name == "th")
            self.table.rows[-1].append(self.cell)


def simplified(text: str) -> str:
    """Sanitized markup with each table in its simple form, or as paragraphs if it has one row, one column or too many."""
    if "<table>" not in text:
        return text
    return "".join(each if isinstance(each, str) else each.markup() for each in _Reader(text).found)


def refusal(raw: str, sanitized: str) -> str:
    """Why the tables of a text are refused, in German; "" if there is nothing that would be lost."""
    if _SPAN.search(raw):
        return MERGED
    is_too_large = any(isinstance(each, Table) and each.is_too_large for each in _Reader(sanitized).found)
    return TOO_LARGE if is_too_large else ""
