"""Row numbers in URLs and forms: one spelling for each row, and no server error for impossible ones."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import get_resolver, reverse

from accounts.models import StartPassword
from core.database.primary_keys import MAX_PK, as_pk
from editorial.models import Revision
from programmes.models import PartnerOrganisation
from search.models import Synonym
from tests import factories
from tests.editorial.office import Answer, address, at_work, logged_in, person
from tests.sampling import part_of

pytestmark = [pytest.mark.django_db, pytest.mark.check(34), pytest.mark.both_databases]

PASSWORD = "ein langes Passwort 12"  # noqa: S105  of somebody who lives as long as the test
NEW = "vier tassen stehen im schrank"
#: What no row has: too long for a column, for a C number, for Python's own limit; no digits; digits of another script.
NO_ROW = ["9" * 40, str(MAX_PK + 1), "9" * 5000, "-1", "0", "1e3", "", "x", "\u0661", "1\u00a0", "1.0"]


@pytest.mark.parametrize(("text", "pk"), [("1", 1), ("42", 42), (str(MAX_PK), MAX_PK)])
def test_a_number_is_read(text, pk):
    assert as_pk(text) == pk


@pytest.mark.parametrize("text", [*NO_ROW, "01", " 1", "+1", "1 ", "1_0", None])
def test_another_spelling_is_no_number(text):
    assert as_pk(text) is None


def spellings(pk: int) -> list[str]:
    return [
        f"{pk}",
        f"0{pk}",
        f"%20{pk}",
        f"{pk}%20",
        f"%2B{pk}",
        f"{pk}%00",
        f"%D9%A0{pk}",
        "".join(f"_3{n}" for n in str(pk)),
    ]


def test_nobody_sets_their_own_password_without_the_old_one():
    person("head", "Leitung")
    head = User.objects.get(username="head")
    head.set_password(PASSWORD)
    head.save()
    client = at_work(head)
    sent = {"password1": NEW, "password2": NEW, "usable_password": "true"}

    for spelling in spellings(head.pk):
        client.post(f"/admin/auth/user/{spelling}/password/", sent)
        head.refresh_from_db()
        assert head.check_password(PASSWORD), spelling

    assert not StartPassword.objects.filter(person=head).exists()


def lists_and_filters() -> list[str]:
    """Every list of the office with every filter that it offers, by number and by several numbers, by NUL, by too many words
    and by the last year."""
    found = []
    for model, model_admin in admin.site._registry.items():
        names = ["id", *(name for name in model_admin.list_filter if isinstance(name, str))]
        ways = [f"{name}{way}" for name in names for way in ("", "__exact", "__in", "__id__exact", "__id__in", "__gte")]
        queries = [f"{way}={value}" for way in ways for value in (NO_ROW[0], "%00")] + [f"q={'a+' * 2000}"]
        queries += [f"{model_admin.date_hierarchy}__year=9999"] if model_admin.date_hierarchy else []
        found += [f"{address(model, 'changelist')}?{query}" for query in queries]
    return found


def test_no_filter_of_a_list_meets_a_fault(record_property):
    chief, addresses = logged_in(is_superuser=True), part_of(lists_and_filters(), 6)

    faults = [(path, status) for path in addresses if (status := chief.get(path).status_code) >= 500]

    assert (faults, len(addresses) > 30) == ([], True)


def with_numbers(patterns, prefix: str = "/") -> Iterator[str]:
    """Routes that take the number of a row."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if hasattr(pattern, "url_patterns"):
            yield from with_numbers(pattern.url_patterns, route)
        elif re.search(r"<[^>]*(?:int|number|pk|object_id|\bid)[^>]*>", route):
            yield route


def filled_in(route: str, number: str) -> str:
    route = re.sub(r"<[^>]*(?:int|number|pk|object_id|\bid)[^>]*>", number, route).replace("<slug:language>", "fr")
    return re.sub(r"<[^>]*>", "x", route)


def test_no_address_has_a_number_of_unbounded_length():
    assert [route for route in with_numbers(get_resolver().url_patterns) if "<int:" in route] == []


@pytest.mark.parametrize("number", [NO_ROW[0], NO_ROW[2], "01"], ids=["40 digits", "5000 digits", "nought"])
def test_no_address_meets_a_fault(number):
    chief = logged_in(is_superuser=True)
    paths = [filled_in(route, number) for route in with_numbers(get_resolver().url_patterns)]

    answers = {path[:100]: chief.get(path).status_code for path in part_of(paths, 6)} | {
        f"POST {path[:100]}": chief.post(path).status_code for path in part_of(paths, 6)
    }

    assert len(paths) > 60
    assert [each for each in answers.items() if each[1] >= 500 or each[1] == 200] == []


FIELDS = ["_base", "_draft", "_confirm", "areas", "programmes", "figures-0-source", "figures-0-id"]


def test_no_field_of_a_form_meets_a_fault():
    chief, partner = logged_in(is_superuser=True), factories.partner(summary_de="Ein Satz.")
    page = address(PartnerOrganisation, "change", partner.pk)
    rows = {"figures-TOTAL_FORMS": "1", "figures-0-label_de": "Kurse", "figures-0-year": "2024"}
    values = Answer(chief.get(page)).values | rows

    answers = {
        (name, value): chief.post(page, values | {name: [value]}).status_code
        for name, value in product(FIELDS, (NO_ROW[0], "\0"))
    }

    assert set(answers.values()) <= {302, 400, 404}, answers


def test_no_query_meets_a_fault():
    chief, partner = logged_in(is_superuser=True), factories.partner(summary_de="Ein Satz.")
    chief.post(address(PartnerOrganisation, "change", partner.pk), {"name_de": "Neu", "_check": "1"})
    revision = Revision.objects.first()
    pages = [
        address(PartnerOrganisation, "change", partner.pk), address(PartnerOrganisation, "history", partner.pk),
        address(PartnerOrganisation, "add"), address(Synonym, "add"), reverse("admin:removed"),
        reverse("admin:revision", args=[revision.pk]),
    ]  # fmt: skip

    asked = product(pages, ("fassung", "mit", "anfrage", "seite"), (NO_ROW[0], NO_ROW[2]))

    answers = {each: chief.get("{}?{}={}".format(*each)).status_code for each in part_of(asked, 3)}

    assert set(answers.values()) <= {200, 404}, answers


@pytest.mark.parametrize("number", [NO_ROW[0], "x"])
def test_rows_that_are_not_there_are_deleted_without_a_fault(number):
    chief = logged_in(is_superuser=True)

    sent = {"action": "delete_selected", "_selected_action": number, "post": "yes"}
    answers = {chief.post(address(model, "changelist"), sent).status_code for model in admin.site._registry}

    assert max(answers) < 500
