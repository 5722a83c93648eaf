"""Paths with capitals, umlauts or trailing characters redirect to their page in one step."""

from urllib.parse import quote

import pytest

from tests import factories
from tests.site.page import visitor

pytestmark = pytest.mark.django_db

LEADS_TO = [
    *[(path, "/kip-3/") for path in ("/KIP-3/", "/KIP-3", "/Kip-3/", "/kip-3//", "/kip 3/", "/kip-\u00ad3/", "/kip-3/\u202c")],
    *[(f"/kip-3/{sign}", "/kip-3/") for sign in (".", ",", ")", "»", "«", "›", " ", "\u00a0", "”", "“", "’", "'", '"', ";", ":", "!", ">", "]", ").", "%BB", "…", "*", "_", "|", "\\", "?".replace("?", "%3F"))],
    *[(path, "/kip-3/") for path in ("/kip-3.", "/kip-3,/", "/kip-3\0/", "/kip-3\n/", "/«kip-3»/", "/(kip-3/)")],
    ("/kontakt/)", "/kontakt/"),
    ("/Kontakt/", "/kontakt/"),
    ("/KONTAKT/.", "/kontakt/"),
    ("/fr/KIP-3/", "/fr/kip-3/"),
    ("/FR/kip-3/", "/fr/kip-3/"),
    ("/fr/kip-3/»", "/fr/kip-3/"),
    ("/fr/.", "/fr/"),
    ("/Massnahmen/", "/massnahmen/"),
    ("/förderbereiche/", "/foerderbereiche/"),
    ("/fo\u0308rderbereiche/Sprache/.", "/foerderbereiche/sprache/"),
    ("/KIP-3/Druck/", "/kip-3/druck/"),
    ("/Leichte-Sprache/", "/leichte-sprache/"),
    ("/Entscheide/Feed/", "/entscheide/feed/"),
    ("/Suche/?q=Deutschkurs", "/suche/?q=Deutschkurs"),
    ("/daten/Entscheide.CSV", "/daten/entscheide.csv"),
    ("/sitemap.xml.", "/sitemap.xml"),
]  # fmt: skip


def asked(path: str):
    path, question, query = path.partition("?")
    return visitor().get(quote(path, safe="/%") + question + query)


@pytest.mark.slow
def test_a_path_that_is_nearly_right_leads_to_its_page_in_one_step():
    answers = [(path, page, asked(path)) for path, page in LEADS_TO]

    assert [each for each in answers if (each[2].status_code, each[2].get("Location")) != (301, each[1])] == []
    assert {asked(page).status_code for page in dict(LEADS_TO).values()} == {200}


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "path",
    ["/KIP-9/", "/kip-9\0/", "/kip-9/.", "/./", "/»", "/Admin/", "/ADMIN/logout/", "/VORSCHAU/abc/", "/Daten/Nichts.csv",
     "/SEITE/99/", "/\\evil.example/", "/Kontakt/KIP-3/"],
)  # fmt: skip
def test_what_is_nearly_no_page_is_not_found(path):
    assert asked(path).status_code in (404, 410)


def test_a_former_address_in_capitals_leads_to_where_the_page_is_now():
    measure = factories.measure(slug="alter-name")
    measure.slug = "neuer-name"
    measure.save()

    answer = asked("/Massnahmen/ALTER-Name/.")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/massnahmen/neuer-name/")
