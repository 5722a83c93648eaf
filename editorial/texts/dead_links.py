"""Finds links in a draft that lead to no page or anchor of this site."""

from dataclasses import dataclass

from core.rich_text.field import RichTextFormField
from core.rich_text.links import links
from editorial.comparison.diff import Labels
from editorial.forms.form_content import PAGE_PLACE, Content
from links.internal import InternalChecker, own_path
from links.status import Kind

MAX_LINKS = 20  # of one text that are checked within a request


@dataclass(frozen=True)
class DeadLink:
    """A broken internal link of a draft; `label` is the field that contains it."""

    label: str
    address: str
    text: str


def dead_links(page_admin, content: Content, before: Content, page_path: str) -> list[DeadLink]:
    """Broken internal links in the rich texts of a page, except those that `before` already has."""
    labels, own = Labels.of_admin(page_admin), InternalChecker()
    old = rich_texts(labels, before)
    return [
        DeadLink(labels.of(PAGE_PLACE, name), address, answer.text)
        for name, text in rich_texts(labels, content).items()
        for address, _words in links(text)[:MAX_LINKS]
        if address not in dict(links(old.get(name, "")))
        and (path := own_path(address, page_path))
        and path.startswith("/")
        and (answer := own.check(path)).kind is not Kind.WORKS
    ]


def rich_texts(labels: Labels, content: Content) -> dict[str, str]:
    """Rich texts by field name. Only the page has some, not the rows beside it."""
    return {
        name: value
        for name, value in content.get(PAGE_PLACE, {}).items()
        if isinstance(value, str) and isinstance(labels.field(PAGE_PLACE, name), RichTextFormField)
    }
