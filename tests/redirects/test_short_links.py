"""Short links: one for each page, permanent, with a QR code that any content policy allows."""

import pytest
import segno
from django.urls import reverse
from lxml import etree

from programmes.models import Measure
from redirects import short_links
from redirects.models import CODE_ALPHABET, ShortAddress
from tests import factories
from tests.editorial.office import Answer, address, person
from tests.site.page import visitor

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def row():
    return factories.measure(slug="alt", name_de="Kurs")


@pytest.fixture
def code(row) -> str:
    return ShortAddress.objects.of(row).code


def test_a_page_has_one_and_never_another(row, code):
    Measure.objects.filter(pk=row.pk).update(slug="neu", name_de="Anders")

    assert ShortAddress.objects.of(Measure.objects.get(pk=row.pk)).code == code
    assert len(code) == 5
    assert set(code) <= set(CODE_ALPHABET)
    assert not set("0ol1i2z5suv") & set(CODE_ALPHABET)


def test_no_two_pages_share_one():
    codes = {ShortAddress.objects.of(each).code for each in Measure.objects.all()}

    assert len(codes) == Measure.objects.count() > 5


def test_a_code_that_is_taken_is_not_given_twice(monkeypatch, row, code):
    codes = iter([code, code, "bcdfg"])
    monkeypatch.setattr("redirects.models.new_code", lambda: next(codes))

    assert ShortAddress.objects.of(factories.measure()).code == "bcdfg"


@pytest.mark.parametrize("prefix", ["", "/fr", "/it", "/en"])
@pytest.mark.parametrize("spelling", ["/k/{}", "/k/{}/"])
def test_it_leads_to_where_the_page_is_now(row, code, prefix, spelling):
    Measure.objects.filter(pk=row.pk).update(slug="neu")

    for spelled in (code, code.upper()):
        response = visitor().get(prefix + spelling.format(spelled))
        assert (response.status_code, response.url) == (302, f"{prefix}/massnahmen/neu/")


def test_that_of_a_page_that_is_gone_says_so(row, code):
    row.delete()

    assert visitor().get(f"/k/{code}").status_code == 410


@pytest.mark.parametrize("path", ["/k/", "/k/zzzzz", "/k/abcdefgh", "/k/%00", "/k/..%2f"])
def test_others_lead_nowhere(path):
    assert visitor().get(path, follow=True).status_code == 404


def test_the_office_finds_it_in_the_form_with_a_code_for_each_language(row):
    editor = person("editor", "Redaktion")
    form = Answer(editor.get(address(Measure, "change", row.pk)))
    (link,) = [a for a in form.document.cssselect("a") if a.text_content() == "Kurzadresse und QR-Code"]

    before = Answer(editor.get(link.get("href")))
    assert (before.document.cssselect(".qr-codes img"), ShortAddress.objects.count()) == ([], 0)  # reading makes none
    page = Answer(editor.post(link.get("href"), follow=True))
    images = [image.get("src") for image in page.document.cssselect(".qr-codes img")]

    assert len(images) == 4
    for source in images:
        answer = editor.get(source)
        assert answer.headers["Content-Type"] == "image/svg+xml"
        svg = etree.fromstring(answer.content)
        assert not svg.xpath("//@style | //*[local-name()='style' or local-name()='script']")
    assert f"/k/{ShortAddress.objects.get().code}" in page.text


def test_strangers_see_neither(row):
    for path in (address(Measure, "short_address", row.pk), address(Measure, "qr", row.pk, "de")):
        assert visitor().get(path).status_code == 302
        assert person(f"nobody-{path[-4:-1]}").get(path).status_code == 403


def test_what_is_not_there_has_none():
    editor = person("editor", "Redaktion")

    assert editor.get(address(Measure, "short_address", 999_999)).status_code == 404
    row = Measure.objects.first()
    assert editor.get(reverse("admin:programmes_measure_qr", args=[row.pk, "xx"])).status_code == 404


def test_the_code_holds_the_address(row, code):
    text = short_links.short_address(ShortAddress.objects.get(code=code), "de")

    assert segno.make(text, error="q", micro=False).error == "Q"
    assert text.encode() in short_links.qr_code(text)
