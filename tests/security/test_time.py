"""Parsing time of input grows linearly: every parser, with inputs of doubled length."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from accounts.login import throttle
from core.pages import heads
from core.rich_text import bounds, cleaner, images, link_rules, links, tables
from core.rich_text.field import RichTextFormField
from core.text import normalization, typography
from core.text.number_fields import SwissDecimalField
from editorial.comparison import readable, text_merge, word_diff
from editorial.forms import draft_forms
from editorial.remarks import blocks
from editorial.texts import readability, replacing
from editorial.views import previews
from redirects import misspelt
from search.engine import tokenizer
from tests.sampling import part_of

pytestmark = pytest.mark.check(36)

#: What a parser may take for a tag, a mark, a number, an end of a sentence.
PIECES = [
    "<ul><li>", '<a href="', "<a ", '<a href="x">', "<a href=x>", "</a>", "<b><p></b>", "<div a='>", '<div "="></div>">', "<!--", "<![CDATA[",
    "<!", "<?", "</", "<", ">", "<svg><a>", "<table><td>", "<img ", '" a=', "<td ", "<td colspan ", "<img bilder/ ", "<p>", "<p> ", "<p>a</p>", "<p>a</p><p>b</p>", "<p><strong>", "<br>", "<li><br>", "&", "&#", "&amp;", "\u200c", "\u200c<",
    "\u0301", "\u0301\u0323", ".", "\n \n", "\r", " ", "\u00a0", "a ", "a b ", "b a c ", "a-", "a’", "Aa. ", "A. ", ".» ", ".(", "z. B. ", "1’", "1’000", "100 100 ", "1.",
    "1:1", "1 zu ", "12. Mai ", "12 ", "Mai 2020 ", "a.b.", "«", "„", '"', "‘", "(", "%0a", "/", "\\", "?", "#", "@", "[", "]]>", "mailto:a@", "ß",
]  # fmt: skip
SHORT, LONG = 12_000, 48_000  # characters
SECONDS = 1.5  # for the longest; all are below a tenth of it on an idle machine


PARSERS: dict[str, Callable[[str], object]] = {
    "clean": cleaner.clean,
    "blocks for remarks": lambda text: blocks.blocks(cleaner.clean(text)),
    "plain": cleaner.plain_text,
    "links": links.links,
    "refused links": links.refused_links,
    "idle links": links.vague_links,
    "depth": bounds.depth,
    "link": lambda text: link_rules.refusal(link_rules.normalized_address(text)),
    "link with a scheme": lambda text: link_rules.refusal(link_rules.normalized_address(f"https://{text}")),
    "mail": lambda text: link_rules.refusal(link_rules.normalized_address(f"mailto:{text}")),
    "number": lambda text: link_rules.refusal(link_rules.normalized_address(f"tel:{text}")),
    "diff as lines": lambda text: readable.lines_of(text, str),
    "diff": lambda text: word_diff.diff_words(text, f"x {text} y {text}"),
    "diff of its end": lambda text: word_diff.diff_words(text, text[::-1]),
    "readability": readability.analyse,
    "typography": typography.german,
    "table": lambda text: tables.simplified(f"<table><tbody><tr><td>x{text}x</td></tr></tbody></table>"),
    "refused table": lambda text: tables.refusal(text, ""),
    "refused image": images.refusal,
    "normalization": normalization.normalized,
    "spelling of an address": misspelt.normalized_spelling,
    "name of a login": throttle.digest_of_name,
    "sentences": lambda text: list(heads.sentences(text)),
    "title of a head": lambda text: heads.title(text[:250]),
    "links of a preview": lambda text: previews._TO_PAGE.sub(b"", text.encode()),
    "key": draft_forms.is_key,
    "figures": SwissDecimalField().to_python,
    "merge": lambda text: text_merge.merged_text(f"<p>x</p>{text}<p>y</p>", f"{text}<p>z</p>", f"<p>w</p>{text}{text}"),
    "texts to replace in": lambda text: list(replacing.texts_in(text)),
    "search": lambda text: list(tokenizer.tokenize(text)),
}


def seconds(parse: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    with suppress(ValidationError):  # a refusal is an answer
        parse(text)
    return time.process_time() - started


#: Of those that read HTML: the library's time grows a little faster than the length, up to the longest that it is given.
BOUNDED = {
    "clean", "plain", "links", "refused links", "idle links", "diff as lines", "blocks for remarks", "readability", "sentences",
}  # fmt: skip


def grows_too_fast(parse: Callable[[str], object], piece: str) -> str:
    """Four times the length takes four times as long, and not sixteen; what takes no time at all is not measured."""
    short, long = (piece * (length // len(piece)) for length in (SHORT, LONG))
    if (took := seconds(parse, long)) < 0.15:
        return ""
    took = min(took, seconds(parse, long), seconds(parse, long))
    ratio = took / max(min(seconds(parse, short) for _ in range(2)), 0.001)
    return f"{piece!r}: {took:.2f} s, {ratio:.1f} times" if ratio > 9 or took > SECONDS else ""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(BOUNDED))
@pytest.mark.parametrize("length", [bounds.MAX_LENGTH, 5 * bounds.MAX_LENGTH])
def test_no_text_costs_more_than_a_moment(name, length):
    parse = PARSERS[name]
    slow = [piece for piece in part_of(PIECES, 8) if seconds(parse, piece * (length // len(piece))) > SECONDS]

    assert [piece for piece in slow if seconds(parse, piece * (length // len(piece))) > SECONDS] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PARSERS.keys() - BOUNDED))
def test_time_grows_with_the_length_and_no_faster(name):
    assert [found for piece in part_of(PIECES, 6) if (found := grows_too_fast(PARSERS[name], piece))] == []


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("<ul><li>" * 600, 600),
        ("<div><!--</div>-->" * 600, 600),
        ('<div a="></div>">' * 600, 600),
        ("<div a='\"' b=\"></div>\" c='\"'>" * 600, 600),
        ('<div "="></div>">' * 600, 600),
        ("<div><table><td></div>" * 600, 600),
        ("<div><textarea></div></textarea>" * 600, 600),
        ("<b><p></b>" * 600, 600),
        ("<p><b></p>" * 600, 600),
    ],
)
def test_no_spelling_hides_a_depth(text, least):
    assert bounds.depth(text) >= least


@pytest.mark.parametrize(
    "text",
    [
        "<p>Ein <strong>Satz</strong>.</p>" * 900,
        "<ul><li>Eins<li>Zwei</ul>" * 400,
        "<p>Ohne Ende" * 900,
        "a < b " * 900,
    ],
)
def test_a_long_text_is_not_deep(text):
    assert bounds.depth(text) <= bounds.MAX_DEPTH or "<li>Zwei" in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<ul><li>" * 4000, "zu tief verschachtelt"),
        ("<p>" + "Wort " * 30_000 + "</p>", "150’007 Zeichen statt höchstens 50’000"),
    ],
)
def test_whoever_writes_hears_what_is_too_much(text, reason):
    with pytest.raises(ValidationError, match=reason):
        RichTextFormField(config={}).clean(text)


def test_what_cannot_be_parsed_keeps_its_words():
    assert cleaner.clean("<ul><li>Wort " * 4000).split()[:3] == ["Wort", "Wort", "Wort"]


@pytest.mark.parametrize(("before", "after"), [("a b " * 1000, "b a c " * 1000), ("a " * 2000, "b " + "a " * 2000)])
def test_a_comparison_that_is_given_up_loses_no_word(before, after):
    segments = word_diff.diff_words(before, after)

    assert "".join(each.text for each in segments if each.kind != "ins") == before
    assert "".join(each.text for each in segments if each.kind != "del") == after
