"""Another canton needs content and settings only: the site works with the `CONTENT_DIR` of an invented one."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from lxml import html

from core.pages.heads import MAX_TITLE_LENGTH
from tests.environment import ROOT
from tests.kip_site.canton import MUSTER, NAMES
from tests.server import Server

pytestmark = pytest.mark.slow

MACHINES = ["/robots.txt", "/.well-known/security.txt", "/daten/katalog.jsonld", "/entscheide/feed/", "/admin/login/"]
#: What a title ends with, by the language of the address.
ENDINGS = {"de": ("Muster", " – MU"), "fr": ("Modèle", " – MU")}
LINK = re.compile(r'href="(?:https?://localhost:\d+)?(/[^"#?]*)')


@dataclass
class Answer:
    status: int
    text: str

    @property
    def title(self) -> str:
        (title,) = re.findall(r"<title>([^<]*)</title>", self.text)
        return title


@pytest.fixture(scope="module")
def muster(tmp_path_factory) -> Iterator[Server]:
    """After its first start in an empty directory. It gathers its own static files: the content brings one of them."""
    with Server(tmp_path_factory.mktemp("muster"), prepared=False, CONTENT_DIR=str(MUSTER)) as server:
        yield server


@pytest.fixture(scope="module")
def sitemap(muster) -> list[str]:
    return muster.addresses()


@pytest.fixture(scope="module")
def answers(muster, sitemap) -> dict[str, Answer]:
    """Of all addresses that the site has: those of the sitemap, those for machines, and what leads on from them."""
    found: dict[str, Answer] = {}
    ahead = ["/", "/sitemap.xml", *muster.locations("/sitemap.xml"), *sitemap, *MACHINES]
    while ahead:
        path = ahead.pop()
        if path in found or path.startswith("/static/"):
            continue
        status, _headers, body = muster.request(path)
        found[path] = Answer(status, body.decode())
        if "<html" in found[path].text[:200]:
            ahead += LINK.findall(found[path].text)
    return found


def test_every_address_answers(answers, sitemap):
    assert len(sitemap) >= 20
    assert len(answers) >= 100
    assert {path: answer.status for path, answer in answers.items() if answer.status != 200} == {}


def test_no_answer_names_the_canton_of_the_shipped_content(answers):
    assert {path: NAMES.findall(answer.text) for path, answer in answers.items() if NAMES.search(answer.text)} == {}


def test_every_listed_page_has_a_title_of_this_canton(answers, sitemap):
    wrong = [
        (path, answers[path].title)
        for path in sitemap
        if len(answers[path].title) > MAX_TITLE_LENGTH
        or not answers[path].title.endswith(ENDINGS["fr" if path.startswith("/fr/") else "de"])
    ]

    assert wrong == []
    assert {len(html.document_fromstring(answers[path].text).findall(".//h1")) for path in sitemap} == {1}


def test_the_header_has_the_names_in_the_language_of_the_page(answers):
    marks = {path: html.document_fromstring(answers[path].text).cssselect(".word-mark")[0] for path in ("/", "/fr/")}

    assert marks["/"].text_content().split() == ["Fachstelle", "Beispiel", "Kanton", "Muster"]
    assert marks["/fr/"].text_content().split() == ["Service", "Exemple", "Canton", "de", "Modèle"]


def test_the_shared_picture_is_not_that_of_the_shipped_content(muster, answers):
    (address,) = re.findall(r'property="og:image" content="[^"]*(/static/[^"]*)"', answers["/"].text)

    assert muster.request(address)[2] == (ROOT / "static" / "share.png").read_bytes()
    assert (ROOT / "static" / "share.png").read_bytes() != (ROOT / "fixtures" / "static" / "share.png").read_bytes()


def test_structured_data_names_canton_and_parliament(answers):
    page = html.document_fromstring(answers["/entscheide/muster-2-musterrat/"].text)
    graph = [json.loads(script.text) for script in page.cssselect("script[type='application/ld+json']")]
    (about,) = [block["about"] for data in graph for block in data.get("@graph", [data]) if "about" in block]

    assert about["location"] == {"@type": "AdministrativeArea", "name": "Kanton Muster"}
    assert about["organizer"]["name"] == "Musterrat"


def test_identifiers_for_machines_are_those_of_this_canton(answers):
    sets = json.loads(answers["/daten/katalog.jsonld"].text)["dcat:dataset"]
    ids = re.findall(r"<id>(tag:[^<]*)</id>", answers["/entscheide/feed/"].text)

    assert {each["dct:identifier"].partition("@")[2] for each in sets} == {"integration-muster"}
    assert len(ids) >= 2
    assert all(each.startswith("tag:muster.example,2026:kip") for each in ids)


def test_legal_bases_stand_under_the_canton_and_its_collection(answers):
    (basis,) = json.loads(answers["/daten/rechtsgrundlagen.json"].text)["zeilen"]

    assert (basis["ebene"], basis["sammlung"]) == ("canton", "MGS")
    assert "Kanton Muster" in answers["/integrationspolitik/"].text
    assert "MGS 1.1" in answers["/integrationspolitik/"].text


def test_migrations_hold_no_name(muster):
    command = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]

    done = subprocess.run(command, env=muster.environment, cwd=ROOT, capture_output=True, text=True, timeout=300)  # noqa: S603

    assert (done.returncode, done.stdout.strip()) == (0, "No changes detected")
