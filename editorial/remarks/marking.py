"""Links for remarks in the preview that a reader sees: one after each block of text that comes from the draft."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from editorial.comparison.diff import language_of
from editorial.forms.page_admin import admin_of
from editorial.models import PreviewLink, Revision
from editorial.models.remark import MAX_WORDS
from editorial.remarks.blocks import Block, blocks
from editorial.remarks.passages import WHOLE_PAGE, Passage, content_of, passages

#: A text of this length is also found within a block that holds more than it.
MIN_WITHIN = 20
#: Revisions of a release, with the addresses of their previews.
Pages = list[tuple[Revision, str]]


def with_links(page: str, token: str, held: PreviewLink, revision: Revision, language: str, pages: Pages) -> str:
    """The page with a link to the form of remarks after each passage, and one for the whole page before all.

    Of a release, with the names and addresses of all its pages.
    """
    own = held.remarks.filter(revision=revision)
    counts = Counter(own.values_list("place", "field", "words"))
    address = partial(form_address, token, language, revision)
    with override(language):
        inserted = [(end, link(each, address(each), counts)) for end, each in marked(page, revision, language)]
        whole = format_html('<p class="wrap">{}</p>', link(WHOLE_PAGE, address(WHOLE_PAGE), counts))
        inserted.append((page.find(">", page.find("<main")) + 1, contents(pages, revision) + whole))
    inserted += [(page.find("</head>"), format_html('<link rel="stylesheet" href="{}">', static("remarks.css")))]
    return "".join(with_inserted(page, sorted(inserted)))


def contents(pages: Pages, shown: Revision) -> str:
    """The pages of a release; nothing for a draft alone."""
    items = [
        (address, mark_safe(' aria-current="page"') if each == shown else "", each.name)
        for each, address in pages
        if not each.is_removal
    ]
    if len(items) < 2:
        return ""
    entries = format_html_join("", '<li><a href="{}"{}>{}</a></li>', items)
    return format_html(
        '<details class="wrap previewed"><summary lang="{}">{}</summary><ul lang="de">{}</ul></details>',
        get_language(),
        _("Seiten dieser Vorschau"),
        entries,
    )


def with_inserted(page: str, inserted: list[tuple[int, str]]) -> Iterator[str]:
    done = 0
    for position, markup in inserted:
        yield from (page[done:position], markup)
        done = position
    yield page[done:]


def form_address(token: str, language: str, revision: Revision, passage: Passage = WHOLE_PAGE) -> str:
    named = {"seite": revision.pk, "feld": passage.field, "worte": passage.digest}
    query = urlencode({name: value for name, value in named.items() if value})
    return f"{reverse('preview_remarks', args=[token, language])}?{query}"


def marked(page: str, revision: Revision, language: str) -> Iterator[tuple[int, Passage]]:
    """Where on the page a link belongs, and its passage; each passage once."""
    known = list(passages(admin_of(revision), content_of(revision)))
    known.sort(key=lambda each: language_of(each.name) != language)
    exact = {each.words: each for each in reversed(known)}
    seen = set()
    for block in blocks(page, within="main"):
        passage = exact.get(block.words) or passage_within(block, known) if block.end >= 0 else None
        if passage and passage.digest not in seen:
            seen.add(passage.digest)
            yield block.end, passage


def passage_within(block: Block, known: list[Passage]) -> Passage | None:
    return next((each for each in known if len(each.words) >= MIN_WITHIN and each.words in block.words), None)


def link(passage: Passage, address: str, counts: Counter) -> str:
    count = counts[passage.place, passage.name, passage.words[:MAX_WORDS]]
    said = ngettext("%(count)d Anmerkung", "%(count)d Anmerkungen", count) % {"count": count}
    text = said if count else _("Anmerkung") if passage.name else _("Anmerkung zur ganzen Seite")
    about = format_html('<span class="visually-hidden">: {}</span>', passage.words[:60]) if passage.words else ""
    return format_html(
        '<a class="remark" id="{}" lang="{}" href="{}" rel="nofollow">{}{}</a>',
        anchor(passage), get_language(), address, text, about,
    )  # fmt: skip


def anchor(passage: Passage) -> str:
    return f"stelle-{passage.digest}"
