"""Hostile markup has no effect on any page. That every way into the database cleans is shown in `core/test_rich_text.py`."""

import json
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from lxml import etree

from core.rich_text.cleaner import clean
from core.rich_text.field import RichTextFormField
from editorial.forms.form_content import PublishError
from editorial.forms.page_admin import admin_of
from editorial.models import Revision
from editorial.revisions import publishing, snapshots
from programmes.models import FundingArea, Measure
from tests import factories
from tests.editorial.office import act, address, hand_in, logged_in, revision_of
from tests.site.page import visitor

from .attacks import ATTACKS, harm

pytestmark = [pytest.mark.django_db, pytest.mark.check(15)]

#: For columns of plain text, where markup is text.
PLAIN = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "]]><script>alert(1)</script>",
]
LANGUAGES = ["", "/fr", "/it", "/en"]


@pytest.fixture
def area() -> FundingArea:
    return factories.funding_area(summary_de="Ein Satz.", summary_fr="Une phrase.")


def joined(attacks: list[str]) -> str:
    """As one text: that each is harmless by itself is shown apart."""
    return "".join(f"<p>{attack}</p>" for attack in attacks) + "<p>Ende</p>"


def is_taken(attack: str) -> bool:
    """Whether the form takes the text, cleaned, or refuses it in words for a link that it would lose."""
    try:
        RichTextFormField().clean(f"<p>Text</p>{attack}")
    except ValidationError:
        return False
    return True


def dirty(text: str) -> dict[str, str]:
    return {f"description_{code}": text for code in ("de", "fr", "it", "en")}


def by_fixtures(area, text, tmp_path):
    fields = {"key": "angriff", "slug": "angriff", "name_de": "Sprache", "summary_de": "Ein Satz."} | dirty(text)
    row = [{"model": "programmes.fundingarea", "fields": fields}]
    (tmp_path / "1.yaml").write_text(json.dumps(row).replace("\\u0000", ""), encoding="utf-8")
    call_command("load_content", directory=tmp_path, only="1", verbosity=0)
    FundingArea.objects.filter(pk=area.pk).delete()
    FundingArea.objects.filter(slug="angriff").update(slug=area.slug)


def shown(path: str) -> str:
    response = visitor().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def assert_harmless(area, record_property):
    for prefix in LANGUAGES:
        assert harm(shown(f"{prefix}/foerderbereiche/{area.slug}/")) == []
    record_property("figure", f"{len(ATTACKS)} attacks")


def test_there_are_attacks_and_each_is_one():
    """A page that let them through would be found out; the rest are letters that only look alike, or text within text."""
    found = [attack for attack in ATTACKS if harm(f"<!doctype html><html><body><p>x</p>{attack}</body></html>")]

    assert len(ATTACKS) >= 90
    assert len(found) >= 70


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_is_harmless_by_itself(attack):
    assert harm(f"<!doctype html><html><body>{clean(attack)}</body></html>") == []


def test_none_passes_by_fixtures(area, tmp_path, record_property):
    by_fixtures(area, joined(ATTACKS), tmp_path)

    assert_harmless(area, record_property)


def test_nor_by_the_form_nor_in_the_preview(area, record_property):
    chief, texts = logged_in(is_superuser=True), dirty(joined(list(filter(is_taken, ATTACKS))))
    draft = revision_of(hand_in(chief, address(FundingArea, "change", area.pk) + "?sprache=fr", **texts))

    for page in of_office(area, draft):
        assert harm(chief.get(page).content.decode()) == [], page
    act(chief, draft, "publish")

    assert Revision.objects.get(pk=draft.pk).is_live
    assert_harmless(area, record_property)


def test_what_the_form_refuses_stays_out(area):
    for attack in [each for each in ATTACKS if not is_taken(each)][:10]:
        draft = raw_revision(area, f"<p>Text</p>{attack}")

        with pytest.raises(PublishError):
            publishing.publish(draft, by=None)


def test_nor_by_a_revision_that_is_brought_back(area, record_property):
    chief, draft = logged_in(is_superuser=True), raw_revision(area, joined(list(filter(is_taken, ATTACKS))))

    for page in of_office(area, draft):
        assert harm(chief.get(page).content.decode()) == [], page
    publishing.publish(draft, by=None)

    assert_harmless(area, record_property)


def raw_revision(area, text: str) -> Revision:
    """As somebody might write it into the database past every form; PostgreSQL takes no NUL."""
    text = text.replace("\0", "")
    public = snapshots.first_revision(admin_of(Revision(model="programmes.fundingarea")), area.key)
    content = {"": public.content[""] | dirty(text)}
    return Revision.objects.create(model=public.model, key=public.key, name="Angriff", content=content, base=public)


def of_office(area, draft: Revision) -> list[str]:
    """Where the office meets a text before it is public: the revision, its previews, the form."""
    previews = [reverse("admin:preview", args=[draft.pk, code]) for code in ("de", "fr")]
    form = address(FundingArea, "change", area.pk)
    return [reverse("admin:revision", args=[draft.pk]), *previews, f"{form}?fassung={draft.pk}&sprache=fr"]


@pytest.mark.parametrize("attack", PLAIN)
def test_markup_in_a_name_is_text_everywhere(attack):
    measure = factories.measure(slug="angriff", name_de=attack, summary_de=f"Ein Satz. {attack}", name_fr=attack)
    chief = logged_in(is_superuser=True)

    for path in (
        "/massnahmen/",
        "/massnahmen/angriff/",
        "/fr/massnahmen/angriff/",
        f"/suche/?q={quote(attack)}",
        "/suche/?q=Satz",
    ):
        page = shown(path)
        assert harm(page) == [], path
        assert page.count("</script>") == page.count("<script ")
    for path in (
        address(Measure, "changelist"),
        address(Measure, "change", measure.pk),
        address(Measure, "delete", measure.pk),
    ):
        assert harm(chief.get(path).content.decode()) == [], path
    assert attack in str(json.loads(shown("/daten/massnahmen.json")))
    etree.fromstring(shown("/entscheide/feed/").encode())
