"""Rich text as readers see it, line by line and without signs of markup: what a diff compares."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from django.utils.translation import gettext, override

from core.languages import GERMAN
from core.pages.metadata import Label
from core.rich_text import bounds
from core.rich_text.cleaner import clean
from core.rich_text.images import IMAGES_PATH
from core.templatetags.texts import colon
from editorial.forms.page_admin import page_admins
from redirects.resolver import page_at_path, resolve_german_path

POINT, BETWEEN_CELLS = "• ", " · "
_BLOCKS = frozenset(("p", "h3", "li", "ul", "ol", "table", "caption", "tr"))
#: What differs between the markup of the editor and that of fixtures, and the sizes that the site adds to images.
_WITHOUT_MEANING = re.compile(r'(?<=<li>)<p>|</p>(?=</li>|<[uo]l>)|\s(?:width|height)="\d+"|(?<=>)\s+(?=<)')
_SCHEME = re.compile(r"^(?:https://(?:www\.)?|mailto:|tel:)")

TitleOf = Callable[[str], str]


def looks_of(markup: str) -> str:
    """The markup without what no reader can see: two texts with the same one look the same."""
    return " ".join(_WITHOUT_MEANING.sub("", clean(markup)).split())


def lines_of(markup: str, title_of: TitleOf) -> str:
    """One line for each paragraph, list item and row of a table; links with the title of their page."""
    if not bounds.is_bounded(markup):
        return bounds.text_without_tags(markup)
    return _Lines(clean(markup), title_of).text


class _Lines(HTMLParser):
    def __init__(self, markup: str, title_of: TitleOf):
        super().__init__()
        self.title_of = title_of
        self.lines = [""]
        self.link: tuple[str, int, int] | None = None  # the address, and where its words begin: line and position
        self.is_first_cell = False
        self.feed(markup)
        self.close()

    @property
    def text(self) -> str:
        return "\n".join(filter(None, (" ".join(line.split()) for line in self.lines)))

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in _BLOCKS and self.lines[-1].strip() != POINT.strip():
            self.lines.append("")
        if tag == "br":
            self.lines.append("")
        elif tag == "li":
            self.lines[-1] = POINT
        elif tag == "caption":
            self.lines[-1] = gettext("Tabelle") + colon()
        elif tag == "tr":
            self.is_first_cell = True
        elif tag in ("th", "td"):
            self.lines[-1] += "" if self.is_first_cell else BETWEEN_CELLS
            self.is_first_cell = False
        elif tag == "img":
            self.lines += [image_line(values.get("alt") or ""), ""]
        elif tag == "a":
            self.link = (values.get("href") or "", len(self.lines) - 1, len(self.lines[-1]))

    def handle_endtag(self, tag):
        if tag in _BLOCKS:
            self.lines.append("")
        elif tag == "a" and self.link:
            address, line, position = self.link
            words = " ".join([self.lines[line][position:], *self.lines[line + 1 :]])
            target = self.title_of(address)
            self.lines[-1] += f" (→ {target})" if target and target != " ".join(words.split()) else ""
            self.link = None

    def handle_data(self, data):
        self.lines[-1] += data.replace("\n", " ")


def image_line(alternative: str) -> str:
    return gettext("Bild") + colon() + (alternative or gettext("nur Schmuck"))


class Titles:
    """The titles of linked pages in the active language, each looked up once."""

    def __init__(self):
        self.known: dict[str, str] = {}

    def of(self, address: str) -> str:
        if address not in self.known:
            self.known[address] = self.found(address)
        return self.known[address]

    def found(self, address: str) -> str:
        """The title of a page of this site; of any other address, the address as people write it."""
        path = address.partition("#")[0]
        if not address.startswith("/") or address.startswith(f"/{IMAGES_PATH}"):
            return "" if address.startswith("#") else _SCHEME.sub("", address).rstrip("/")
        page = page_at_path(path) or page_named_by_url(path)
        return Label.of(page, page.title_field).text if page and is_translated(page) else str(page or address)


def is_translated(page) -> bool:
    return hasattr(page, f"{page.title_field}_{GERMAN}")


def page_named_by_url(path: str):
    """The row whose text a fixed page shows: its key is the name of the URL."""
    match = resolve_german_path(path)
    keyed = (each.model.objects.filter(key=match.url_name).first() for each in page_admins()) if match else ()
    return next((row for row in keyed if row and german_address(row) == path), None)


def german_address(row) -> str:
    with override(GERMAN):
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
