"""Missing triggers and group rights are reported by a check, and restored by `manage.py prepare`."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import checks
from django.db import connection

from core.database import triggers as of_edition
from kip_site.management.commands.prepare import Command
from redirects import triggers as of_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TABLE = "programmes_measure"
BY_HAND = {
    "sqlite": {
        f"raise_edition_{TABLE}_update": f"DROP TRIGGER raise_edition_{TABLE}_update",
        f"keep_address_{TABLE}_delete": f"DROP TRIGGER keep_address_{TABLE}_delete",
        f"raise_edition_{TABLE}_insert": f"DROP TRIGGER raise_edition_{TABLE}_insert; "
        f"CREATE TRIGGER raise_edition_{TABLE}_insert AFTER INSERT ON {TABLE} BEGIN SELECT 1; END",
    },
    "postgresql": {
        f"{TABLE}.raise_edition": f"DROP TRIGGER raise_edition ON {TABLE}",
        f"{TABLE}.keep_address": f"ALTER TABLE {TABLE} DISABLE TRIGGER keep_address",
        f"{TABLE}.raise_edition ": f"CREATE OR REPLACE TRIGGER raise_edition BEFORE INSERT OR UPDATE OR DELETE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_raise_edition('2')",
        "core_raise_edition": "CREATE OR REPLACE FUNCTION core_raise_edition() RETURNS trigger LANGUAGE plpgsql "
        "AS $$BEGIN RETURN NULL; END$$",
    },
}[connection.vendor]


def told() -> str:
    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    return "\n".join(message.msg for message in found if message.id.endswith(".W001"))


def prepare():
    Command().prepare_database()


def test_nothing_is_missing_of_what_was_prepared():
    assert told() == ""


@pytest.mark.parametrize("name", BY_HAND)
def test_a_trigger_that_is_not_as_it_should_be_is_named_and_installed(name):
    with connection.cursor() as cursor:
        for statement in BY_HAND[name].split("; C"):
            cursor.execute(statement if statement.startswith(("DROP", "ALTER", "CREATE")) else f"C{statement}")
    assert name.strip() in told()

    prepare()

    assert told() == ""
    assert of_edition.TRIGGERS.missing() + of_addresses.TRIGGERS.missing() == []


def test_a_group_that_was_deleted_is_named_and_made():
    Group.objects.get(name="Freigabe").delete()
    assert "Freigabe: editorial.publish" in told()

    prepare()

    assert told() == ""


def test_a_right_that_a_group_lost_is_named_and_given():
    group = Group.objects.get(name="Leitung")
    group.permissions.remove(Permission.objects.get(codename="view_user"))
    assert "Leitung: auth.view_user" in told()

    prepare()

    assert group.permissions.filter(codename="view_user").exists()


def test_what_somebody_gave_a_group_besides_stays():
    group = Group.objects.get(name="Redaktion")
    more = Permission.objects.get(codename="view_user")
    group.permissions.add(more)

    prepare()

    assert more in group.permissions.all()


def test_what_is_as_it_should_be_is_left_alone(django_assert_max_num_queries):
    prepare()

    with django_assert_max_num_queries(120) as asked:
        prepare()

    assert [query["sql"] for query in asked if query["sql"].split()[0] in ("DROP", "CREATE", "ALTER", "INSERT")] == []
