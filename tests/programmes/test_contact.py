"""Contact data of the office: entered data is shown everywhere, sample data nowhere."""

import json

import pytest
from django.core.management import call_command

from programmes.checks import NO_CONTACT, the_office_can_be_reached
from programmes.models import OrganisationalUnit
from tests.site.page import FEWEST_PAGES, fetch, visitor

pytestmark = pytest.mark.django_db

MADE_UP = ("000 000", "example.org", "Muster", "Exempleville", "Località Esempio", "Sample Town", "Beispieldaten")
PHONE, MAIL = "061 552 00 00", "integration@bl.test"
MACHINES = [
    "/daten/katalog.jsonld",
    "/.well-known/security.txt",
    "/entscheide/feed/",
    "/robots.txt",
]


def read(path: str) -> str:
    response = visitor().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def enter(**values):
    """As the office enters it: at its own unit, the last one."""
    unit = OrganisationalUnit.objects.in_order().last()
    for name, value in values.items():
        setattr(unit, name, value)
    unit.save()


def office_in_structured_data() -> dict:
    (script,) = fetch("/").all("script[type='application/ld+json']")
    return next(node for node in json.loads(script.text)["@graph"] if node["@type"] == "GovernmentOrganization")


def test_no_page_and_no_file_holds_made_up_contact_data(pages):
    files = [*MACHINES, "/daten/dokumente.json", "/daten/entscheide.csv"]
    texts = {page.path: page.response.content.decode() for page in pages} | {path: read(path) for path in files}

    assert len(texts) >= FEWEST_PAGES + len(files)
    assert {path: found for path, text in texts.items() if (found := [each for each in MADE_UP if each in text])} == {}


def test_every_page_says_where_the_office_is_and_leads_to_its_page(pages):
    unit = OrganisationalUnit.objects.in_order().last()
    shown = {page.path: (page.texts("footer address"), page.all("footer .contact a")) for page in pages}

    assert len(shown) >= FEWEST_PAGES
    assert [path for path, (texts, _links) in shown.items() if "Pratteln" not in " ".join(texts)] == []
    assert [path for path, (_texts, links) in shown.items() if [link.get("href") for link in links] != [unit.url]] == []


def test_what_the_office_has_entered_stands_on_pages_and_in_files():
    enter(phone=PHONE, email=MAIL, opening_hours="Montag, 9 Uhr")

    contact = fetch("/kontakt/").all("main .contact")[0]

    assert [link.get("href") for link in contact.cssselect("a")][:2] == ["tel:+41615520000", f"mailto:{MAIL}"]
    assert "Montag, 9 Uhr" in contact.text_content()
    assert office_in_structured_data() | {"telephone": "+41615520000", "email": MAIL} == office_in_structured_data()
    assert f"mailto:{MAIL}" in read("/daten/katalog.jsonld")
    assert f"Contact: mailto:{MAIL}" in read("/.well-known/security.txt")


def test_what_is_marked_as_a_sample_stands_nowhere():
    enter(phone=PHONE, email=MAIL, opening_hours="Montag, 9 Uhr", address="Probegasse 1", is_sample=True)

    texts = {path: read(path) for path in ["/", "/kontakt/", "/fr/kontakt/", *MACHINES]}

    for words in (PHONE, MAIL, "Montag, 9 Uhr", "Probegasse"):
        assert [path for path, text in texts.items() if words in text] == []
    assert "Fachabteilung Integration" in texts["/"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, [NO_CONTACT]),
        ({"phone": PHONE}, []),
        ({"email": MAIL}, []),
        ({"phone": PHONE, "email": MAIL, "is_sample": True}, [NO_CONTACT]),
    ],
)
def test_the_check_before_going_online_tells_when_nothing_is_entered(values, told):
    enter(**values)

    assert the_office_can_be_reached(None) == told


def test_the_check_is_one_of_those_for_deployment(capsys):
    call_command("check", "--deploy")
    assert NO_CONTACT.id in capsys.readouterr().err

    call_command("check")
    assert NO_CONTACT.id not in capsys.readouterr().err
