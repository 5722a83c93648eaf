"""The visible text of a page, and the running text of its main part."""

from copy import deepcopy

from lxml import html

SOFT_HYPHEN = "\u00ad"
#: The parts of the main part that lead elsewhere, or name sources and documents.
NO_PROSE = "nav, .sources, .cited, .source, .documents"
BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, th, td, caption, div, section, header, summary, details, br"


def folded(text: str) -> str:
    """White space of any kind and length as one space, soft hyphens removed."""
    return " ".join(text.replace(SOFT_HYPHEN, "").split())


def text_of(element: html.HtmlElement, without: str = "") -> str:
    """Blocks are set apart by a space, as they stand on lines of their own."""
    element = deepcopy(element)
    for part in element.cssselect(", ".join(filter(None, ["script", "style", without]))):
        part.drop_tree()
    for block in element.cssselect(BLOCKS):
        block.tail = f" {block.tail or ''}"
    return folded(element.text_content())


def prose(document: html.HtmlElement) -> str:
    (main,) = document.iter("main")
    return text_of(main, without=NO_PROSE)
