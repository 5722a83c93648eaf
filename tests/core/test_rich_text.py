"""Rich text is sanitised on every path into the database, and an empty one falls back to German."""

import json
import re

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from core.rich_text.cleaner import EXTENSIONS, clean, plain_text, running_text
from core.rich_text.field import RichTextFormField
from programmes.models import FundingArea, Programme
from tests import factories
from tests.security.attacks import ATTACKS
from tests.site.page import fetch

DIRTY = '<p onclick="x()">Text<script>alert(1)</script></p><h2>Titel</h2>'
CLEAN = "<p>Text</p><h3>Titel</h3>"

#: Beside those that have passed sanitisers elsewhere.
OWN_ATTACKS = [
    '<a href="http://example.org/">Text</a>',
    '<a href="https://example.org/" target="_blank" ping="//evil.example" rel="x">Text</a>',
    '<object data="x"></object><embed src="x"><base href="//evil.example"><meta http-equiv=refresh content=0>',
    '<form action="//evil.example"><input name=x><button formaction="javascript:x">Text</button></form>',
    "<p><button><p>Text</p></button></p>",
    "<a href=/x/><table><tr><td><a href=/y/>Text</a></td></tr></table></a>",
    "<ul><li><p>Text<ul><li>Text</ol></p>",
    "<" * 500 + "p>" * 500,
    '<img src="https://evil.example/x.webp" alt="x"><img src="/dateien/bilder/../x.webp" alt="x">',
    '<img src="/dateien/bilder/a.webp" alt=\'"onerror="alert(1)\' width="1 onload=x" srcset="//evil.example">',
    "<table background=//evil.example><caption onclick=x()>Text</caption><tr><td style=x colspan=9>Text</table>",
    "<b>Text</b><i>Text</i><div>Text</div>",
    "<h1>Text</h2><H4 class=x>Text</H4>",
    "\x00<p>\x00Text</p>",
]

PIECES = st.sampled_from(
    ["<p>", "</p>", "<a", '<a href="/x/">', "</a>", "<ul>", "<li>", "</li>", "</ul>", "<table>", "<td>", "<svg>",
     "<h2>", "</h5>", "<button>", "<script>", "</script>", "<style>", "<!--", "-->", '<span lang="fr">', "</span>",
     "&lt;", "&amp;", "&nbsp;", "<br>", "Text", " ", '"', ">", "<", "/", "<math>", "<select>", "<template>", "<caption>", "<tr>",
     "</td>", "</table>", "<tbody>", "<th>", '<img src="/dateien/bilder/a.webp" alt="b">', "<img>"]
)  # fmt: skip
MARKUP = st.one_of(st.text(), st.lists(PIECES | st.text(max_size=3), max_size=25).map("".join))

TABLE_TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "h3", "a", "span", "img"} | TABLE_TAGS
ALLOWED_ATTRIBUTES = {"href", "hreflang", "lang", "dir", "src", "alt", "width", "height", "scope"}
ALLOWED_ADDRESSES = ("https://", "mailto:", "tel:", "/", "#")


def assert_harmless(value):
    for element in html.fragment_fromstring(value, create_parent="div").iter():
        if element.getparent() is None:
            continue
        assert element.tag in ALLOWED_TAGS
        assert set(element.attrib) <= ALLOWED_ATTRIBUTES
        address = element.get("href", "/").lower()
        assert address.startswith(ALLOWED_ADDRESSES)
        assert not address.startswith(("//", "/\\"))
        assert re.fullmatch(r"/dateien/bilder/[a-z0-9-]+\.webp", element.get("src", "/dateien/bilder/a.webp"))


@pytest.mark.parametrize("attack", [*ATTACKS, *OWN_ATTACKS])
@pytest.mark.check(15)
def test_an_attack_is_harmless_and_stays_as_it_is(attack):
    cleaned = clean(attack)

    assert_harmless(cleaned)
    assert clean(cleaned) == cleaned


@given(MARKUP)
@pytest.mark.check(15)
def test_cleaning_twice_equals_cleaning_once(value):
    cleaned = clean(value)

    assert_harmless(cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "empty",
    ["", " ", "<p></p>", "<p> </p>", "<p><br></p>", "<p>&nbsp;</p>", "<p>\u00a0</p>", "<p></p><p></p>", "<h3> </h3>",
     "<ul><li><p></p></li></ul>", "<p>\u200b\u00ad</p>", "<p><strong> </strong></p>", "<script>x</script>"],
)  # fmt: skip
def test_markup_without_text_is_empty(empty):
    assert clean(empty) == ""


@pytest.mark.parametrize(
    "kept",
    [
        "<p>Wir <strong>fördern</strong> und <em>fordern</em>.<br>Beides.</p>",
        "<h3>Titel</h3><ul><li>eins</li></ul><ol><li>zwei</li></ol>",
        '<p>Das <span lang="fr" dir="ltr">Programme d’intégration</span></p>',
        '<p lang="en">English</p>',
        '<p><a href="https://www.kip-pic.ch/" hreflang="fr">kip-pic.ch</a></p>',
        '<p><a href="/kip-3/">KIP 3</a>, <a href="#ziele">Ziele</a>, <a href="tel:+41610000000">Telefon</a></p>',
        '<p><a href="mailto:integration@example.org">E-Mail</a></p>',
        '<img src="/dateien/bilder/abc.webp" alt="Ein Kurs" width="1360" height="900">',
        "<table><caption>Kurse</caption>"
        '<thead><tr><th scope="col">Ort</th><th scope="col">Tag</th></tr></thead>'
        '<tbody><tr><th scope="row">Liestal</th><td>Mo<br>Di</td></tr><tr><td>Aesch</td><td></td></tr></tbody></table>',
    ],
)
def test_what_an_editor_may_use_is_kept(kept):
    assert clean(kept) == kept


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5, 6])
def test_every_heading_becomes_an_h3(level):
    assert clean(f'<h{level} class="x">Titel</h{level}>') == "<h3>Titel</h3>"


def test_empty_paragraphs_are_taken_out():
    assert clean("<p>Text</p><p></p><p>&nbsp;</p><p>Text</p>") == "<p>Text</p><p>Text</p>"


PLAIN = {
    "<h3>Titel</h3><p>eins<br>zwei &amp; drei</p><ul><li>vier</li></ul>": "Titel eins zwei & drei vier",
    "<table><caption>Kurse</caption><tr><th>Ort</th><th>Tag</th></tr><tr><td>Liestal</td></tr></table>": "Kurse Ort Tag Liestal",
    'eins<img src="/dateien/bilder/abc.webp" alt="Ein &lt;Kurs&gt;">zwei': "eins Ein <Kurs> zwei",
}


@pytest.mark.parametrize("value", PLAIN)
def test_plain_text_keeps_words_apart(value):
    assert plain_text(value) == PLAIN[value]


def test_running_text_ends_headings_and_items_that_no_mark_ends():
    value = "<h3>Wo?</h3><p>Hier</p><h3>Kurse</h3><ul><li><p>eins</p></li><li><p>zwei;</p></li><li><p>drei</p></li></ul><p>Ende</p>"

    assert running_text(value) == "Wo? Hier Kurse. eins, zwei; drei. Ende"


#: Tables that somebody wrote by hand or pasted, and their simple form.
TABLES = {
    "the first row is the head": (
        "<table><tr><td>Ort</td><td>Tag</td></tr><tr><td>Liestal</td><td>Mo</td></tr></table>",
        '<table><thead><tr><th scope="col">Ort</th><th scope="col">Tag</th></tr></thead>'
        "<tbody><tr><td>Liestal</td><td>Mo</td></tr></tbody></table>",
    ),
    "blocks in cells, and a row that is too short": (
        "<table><tr><th><p>a</p></th><th><ul><li>b</li><li>c</li></ul></th></tr><tr><th><h2>d</h2></th></tr></table>",
        '<table><thead><tr><th scope="col">a</th><th scope="col">b<br>c</th></tr></thead>'
        '<tbody><tr><th scope="row">d</th><td></td></tr></tbody></table>',
    ),
    "one column only lays out": ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "<p>a</p><p>b</p>"),
    "one row has no head": ("<table><caption>t</caption><tr><td>a</td><td>b</td></tr></table>", "<p>t</p><p>a – b</p>"),
    "no words": ("<table><tr><td> </td><td></td></tr><tr><td></td></tr></table>", ""),
}


@pytest.mark.parametrize(("written", "kept"), TABLES.values(), ids=TABLES)
def test_a_table_gets_its_simple_form(written, kept):
    assert clean(written) == kept


def rows(number: int, columns: int = 2) -> str:
    return "<table>" + ("<tr>" + "<td>x</td>" * columns + "</tr>") * number + "</table>"


#: What would be lost, and what the person is told.
REFUSED = {
    "a cell over two rows": ("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "jede Zelle"),
    "too many rows": (rows(61), "erlaubt sind 60 Zeilen"),
    "too many columns": (rows(2, 9), "8 Spalten"),
    "an image without a text": ('<p>x</p><img src="/dateien/bilder/abc.webp">', "Alternativtext"),
    "an image that is not there": (
        '<p>x</p><img src="/dateien/bilder/abc.webp" alt="">',
        "gibt es unter «Dateien» nicht",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("written", "said"), REFUSED.values(), ids=REFUSED)
def test_the_form_says_what_would_be_lost(written, said):
    with pytest.raises(ValidationError, match=said):
        RichTextFormField().clean(written)


def test_the_largest_table_is_kept():
    assert clean(rows(60, 8)).count("<tr>") == 60


def test_an_image_that_only_decorates_says_nothing():
    assert plain_text('<p>a</p><img src="/dateien/bilder/abc.webp" alt="">') == "a"
    assert clean('<img src="/dateien/bilder/abc.webp" alt="">') == ""


def test_the_editor_offers_what_cleaning_keeps():
    widget = RichTextFormField(config={"extensions": EXTENSIONS}).widget
    config = widget.get_config()["extensions"]

    assert config["Heading"] == {"levels": [3]}
    assert "NoSpellCheck" not in config
    assert not {"Figure", "Code", "HTML", "Underline", "Strike"} & set(config)


def saved(area):
    return FundingArea.objects.rewrite(False).filter(pk=area.pk).values_list("description_de", "description_fr").get()


def by_save(area):
    area.description_de = area.description_fr = DIRTY
    area.save()
    assert area.description_de == CLEAN


def by_create(area):
    other = factories.funding_area(description_de=DIRTY, description_fr=DIRTY)
    assert saved(other) == (CLEAN, CLEAN)
    by_save(area)


def by_bulk_create(area):
    row = FundingArea(slug="neu", name_de="Neu", summary_de="Neu.", description_de=DIRTY, description_fr=DIRTY)
    FundingArea.objects.bulk_create([row])
    assert saved(FundingArea.objects.get(slug="neu")) == (CLEAN, CLEAN)
    by_save(area)


def by_bulk_update(area):
    area.description_de = area.description_fr = DIRTY
    FundingArea.objects.bulk_update([area], ["description_de", "description_fr"])


def by_update(area):
    FundingArea.objects.filter(pk=area.pk).update(description_de=DIRTY, description_fr=DIRTY)


def by_update_or_create(area):
    FundingArea.objects.update_or_create(slug=area.slug, defaults={"description_de": DIRTY, "description_fr": DIRTY})


def by_save_of_some_fields(area):
    area.description_de = area.description_fr = DIRTY
    area.save(update_fields=["description_de", "description_fr"])


def by_raw_load(area):
    data = json.loads(serializers.serialize("json", [area]))
    data[0]["fields"] |= {"description_de": DIRTY, "description_fr": DIRTY}
    for row in serializers.deserialize("json", json.dumps(data)):
        row.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "way",
    [by_save, by_create, by_bulk_create, by_bulk_update, by_update, by_update_or_create, by_save_of_some_fields,
     by_raw_load],
)  # fmt: skip
@pytest.mark.check(15)
def test_every_way_into_the_database_cleans(way):
    area = factories.funding_area()

    way(area)

    assert saved(area) == (CLEAN, CLEAN)


@pytest.mark.django_db
def test_an_empty_translation_falls_back_to_german():
    area = factories.funding_area(description_de="<p>Deutsch</p>", description_fr="<p> </p>")

    with translation.override("fr"):
        assert FundingArea.objects.get(pk=area.pk).description == "<p>Deutsch</p>"


@pytest.mark.django_db
def test_saving_under_another_language_does_not_copy_the_german_text_into_it():
    area = factories.funding_area(description_de="<p>Deutsch</p>")

    with translation.override("fr"):
        FundingArea.objects.get(pk=area.pk).save()

    assert saved(area) == ("<p>Deutsch</p>", None)


@pytest.mark.django_db
def test_empty_markup_does_not_pass_for_a_required_text():
    programme = factories.programme()
    programme.in_brief_de = "<p> </p>"

    with pytest.raises(ValidationError) as refusal:
        programme.full_clean()

    assert "in_brief_de" in refusal.value.message_dict


@pytest.mark.parametrize("empty", ["<p></p>", "<p><br></p>"])
def test_the_form_asks_for_a_required_text(empty):
    with pytest.raises(ValidationError, match="Bitte ausfüllen"):
        RichTextFormField(config={"extensions": EXTENSIONS}).clean(empty)


@pytest.mark.parametrize("address", ["www.kip-pic.ch", "http://example.org/", "javascript:x", "//example.org/"])
def test_the_form_names_a_link_that_would_be_lost(address):
    field = RichTextFormField(config={"extensions": EXTENSIONS})

    with pytest.raises(ValidationError, match="lässt sich nicht verwenden"):
        field.clean(f'<p><a href="{address}">Text</a></p>')


@pytest.mark.parametrize("name", ["in_brief", "introduction", "aims", "areas_note", "funding_note"])
def test_every_language_of_a_rich_text_is_cleaned(name):
    columns = [Programme._meta.get_field(f"{name}_{code}") for code in ("de", "fr", "it", "en")]

    assert {column.clean(DIRTY, None) for column in columns} == {CLEAN}


@pytest.mark.parametrize(
    "words",
    [
        "hier",
        "hier!",
        "hier,",
        "„hier“",
        "hier\u200b",
        "plus d'informations",
        "Mehr …",
        "→ weiterlesen",
        "https://example.org/a",
        " ",
        "cliquez ici",
        "di più",
        "Read more",
    ],
)
def test_the_form_refuses_a_link_that_does_not_say_where_it_leads(words):
    with pytest.raises(ValidationError, match="sagt nicht, wohin der Link führt"):
        RichTextFormField().clean(f'<p>Text <a href="/kip-3/">{words}</a></p>')


@pytest.mark.parametrize(
    "words", ["KIP 3", "Mehr zu KIP 3", "<em>hier</em> in Pratteln", "hallo-baselland.ch", "«Hier leben»"]
)
def test_a_link_that_says_where_it_leads_is_taken(words):
    RichTextFormField().clean(f'<p>Text <a href="/kip-3/">{words}</a></p>')


def test_a_heading_of_another_level_is_pasted_as_the_one_that_pages_have():
    assert RichTextFormField().clean("<h1>Eins</h1><h4>Vier</h4>") == "<h3>Eins</h3><h3>Vier</h3>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("caption", "name"), [("<caption>Kurse &amp; mehr</caption>", "Kurse & mehr"), ("", "Tabelle")]
)
def test_a_table_on_a_page_scrolls_in_itself_and_by_keyboard(caption, name):
    factories.funding_area(
        slug="kurse", description_de=f"<table>{caption}<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    )

    (region,) = fetch("/foerderbereiche/kurse/").all("main [role=region]:has(> table)")

    assert (region.get("tabindex"), region.get("aria-label")) == ("0", name)
