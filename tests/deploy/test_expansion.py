"""Migrations are compatible with the former release, which serves while the new version is prepared."""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from tests.deploy.expansion import JUDGED, refused
from tests.deploy.released import git, node, release

APP = "programmes"
LEAF = "0099_under_test"
SURVIVED = {
    "a new table": [migrations.CreateModel("Novelty", [("id", models.BigAutoField(primary_key=True))])],
    "a column that may stay empty": [migrations.AddField("Pillar", "colour", models.TextField(null=True))],
    "a column with a default in the database": [
        migrations.AddField("Pillar", "weight", models.IntegerField(db_default=1))
    ],
    "another label": [
        migrations.AlterField("Pillar", "position", models.PositiveSmallIntegerField(verbose_name="Rang"))
    ],
    "a column of a new table": [
        migrations.CreateModel("Novelty", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("Novelty", "name", models.TextField(default="")),
    ],
}
REFUSED = {
    "a column that must be filled": [migrations.AddField("Pillar", "colour", models.TextField(default=""))],
    "a column less": [migrations.RemoveField("Pillar", "position")],
    "a column renamed": [migrations.RenameField("Pillar", "position", "rank")],
    "a table less": [migrations.DeleteModel("KeyFigure")],
    "a table renamed": [migrations.RenameModel("KeyFigure", "Figure")],
    "another type": [migrations.AlterField("Pillar", "position", models.TextField())],
    "one value only once": [migrations.AlterField("Pillar", "position", models.PositiveIntegerField(unique=True))],
    "a new rule": [
        migrations.AddConstraint("Pillar", models.CheckConstraint(condition=models.Q(position__lt=9), name="few"))
    ],
    "code": [migrations.RunPython(migrations.RunPython.noop)],
    "SQL": [migrations.RunSQL("SELECT 1")],
}


def loader_with(operations: list, **attributes) -> MigrationLoader:
    """As if one more migration stood in the repository."""
    loader = MigrationLoader(None)
    (last,) = (node for node in loader.graph.leaf_nodes() if node[0] == APP)
    names = {"operations": operations, "dependencies": [last], "__module__": "programmes.migrations", **attributes}
    migration = type("Migration", (migrations.Migration,), names)(LEAF, APP)
    loader.graph.add_node((APP, LEAF), migration)
    loader.graph.add_dependency(migration, (APP, LEAF), last)
    return loader


def known() -> frozenset[tuple[str, str]]:
    """All that stand in the repository now."""
    return frozenset(MigrationLoader(None).graph.nodes)


def test_the_code_of_the_release_before_survives_every_migration_since():
    faults = refused(release().migrations, MigrationLoader(None))

    assert faults == [], "the former release must go on working: a new column needs null=True or db_default (ADR 25)"


@pytest.mark.parametrize("what", SURVIVED)
def test_it_survives(what):
    assert refused(known(), loader_with(SURVIVED[what])) == []


@pytest.mark.parametrize("what", REFUSED)
def test_it_does_not_survive(what):
    (told,) = refused(known(), loader_with(REFUSED[what]))

    assert told.startswith(f"{APP}.{LEAF}: ")


def test_a_person_may_judge_a_migration_with_a_reason():
    loader = loader_with(REFUSED["code"], **{JUDGED: "it fills a table that is new"})

    assert refused(known(), loader) == []


def test_every_migration_of_the_release_is_still_there():
    assert release().migrations - known() == set()


@pytest.mark.skipif(
    not git("rev-parse", "--verify", "--quiet", release().name), reason="no history of that release here"
)
def test_the_list_is_that_of_the_release():
    told = git("ls-tree", "-r", "--name-only", release().name)

    applications = [line for line in told.splitlines() if not line.startswith(("qa/", "tests/"))]
    paths = [line for line in applications if "/migrations/0" in line]
    assert set(map(node, paths)) == release().migrations
