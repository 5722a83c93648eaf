"""Paths of the canton's former site redirect to pages of this one."""

import pytest
from django.core.management import CommandError, call_command

from core.models import Edition
from programmes.models import Measure
from redirects import legacy
from redirects.models import TakenOverAddress
from tests.site.page import visitor

pytestmark = pytest.mark.django_db

OLD = (
    "/politik-und-behorden/direktionen/sicherheitsdirektion/amt_fuer_migration/integration/newsletter/ausgabe-maerz-2021/"
    "mittendrin-mitten-unter-uns"
)


@pytest.fixture
def loaded():
    call_command("load_redirects", verbosity=0)


def test_every_address_of_the_file_leads_to_a_page_in_one_step(loaded):
    addresses = list(TakenOverAddress.objects.all())

    answers = {each.path: visitor().get(f"/{each.path}") for each in addresses}

    assert len(answers) > 10
    assert {answer.status_code for answer in answers.values()} == {301}
    assert {visitor().get(answer.url).status_code for answer in answers.values()} == {200}


def test_all_spellings_of_it_lead_there(loaded):
    for path in (OLD, OLD + "/", OLD.upper(), OLD + "?x=1"):
        assert visitor().get(path).headers["Location"] == "/massnahmen/mitten-unter-uns/"


@pytest.mark.parametrize("path", ["/kip-3", "/KIP-3"])
def test_a_page_of_this_site_comes_first(path):
    TakenOverAddress.objects.create(path="kip-3", target="/massnahmen/")

    assert visitor().get(path).headers["Location"] == "/kip-3/"


def test_it_follows_a_page_that_moves(loaded):
    Measure.objects.filter(slug="mitten-unter-uns").update(slug="mitten-drin")

    assert visitor().get(OLD).headers["Location"] == "/massnahmen/mitten-drin/"


@pytest.mark.both_databases
def test_loading_again_replaces_what_was_loaded(loaded, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("alt;neu\n/a/b;/kip-3/\n")

    edition = Edition.objects.number()

    call_command("load_redirects", file=file, verbosity=0)

    assert Edition.objects.number() > edition  # they are published
    assert [str(each) for each in TakenOverAddress.objects.all()] == ["a/b"]
    assert visitor().get(OLD).status_code == 404


@pytest.mark.parametrize(
    "line",
    ["/a", "/a;", ";/kip-3/", "/a;/kip-3/;x", "/a;https://example.org/", "/a;//example.org/", "/a;/gibt/es/nicht/"],
)
def test_a_broken_file_changes_nothing_and_names_its_line(tmp_path, line):
    TakenOverAddress.objects.create(path="kip-3", target="/massnahmen/")
    file = tmp_path / "x.csv"
    file.write_text(f"alt;neu\n/x;/kip-3/\n{line}\n")

    with pytest.raises(CommandError, match="Zeile 3"):
        call_command("load_redirects", file=file)

    assert [each.path for each in TakenOverAddress.objects.all()] == ["kip-3"]


@pytest.mark.both_databases
def test_a_path_that_no_database_takes_is_not_found(loaded):
    assert legacy.legacy_target("/a\x00b") is None
    assert visitor().get("/" + 5_000 * "a" + "/").status_code == 404
