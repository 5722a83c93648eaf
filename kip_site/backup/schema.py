"""Which tables a state of the migrations has: known without a database, and whatever version saved them."""

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from .archive import Refused
from .manifest import Node

#: Who is logged in is no content: a stolen backup lets nobody in, and after a restore all log in again.
LEFT_OUT = {"django_session"}
RECORD = MigrationRecorder.Migration._meta.db_table


def applied() -> list[Node]:
    """Those of the database. Raises Refused where this version does not know them all."""
    loader = MigrationLoader(None)
    found = MigrationRecorder(connection).applied_migrations()
    return known(loader, sorted(node for node in found if node[0] in loader.migrated_apps))


def known(loader: MigrationLoader, nodes: list[Node]) -> list[Node]:
    if unknown := [f"{app}.{name}" for app, name in nodes if (app, name) not in loader.graph.nodes]:
        raise Refused(f"this version does not know the migration {unknown[0]}; use the one that the data comes from.")
    return nodes


def apps_of(nodes: list[Node]) -> Apps:
    """Models as they were then, without the languages that a reader has. Raises Refused."""
    loader = MigrationLoader(None)
    return loader.project_state(known(loader, nodes)).apps


def models_of(nodes: list[Node]) -> dict[str, type[Model]]:
    """By table, in the order of their names, without those left out."""
    found = all_models_of(nodes)
    return {table: found[table] for table in sorted(found.keys() - LEFT_OUT)}


def all_models_of(nodes: list[Node]) -> dict[str, type[Model]]:
    models = apps_of(nodes).get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if model._meta.managed and not model._meta.proxy}


def tables_there() -> set[str]:
    return set(connection.introspection.table_names())


def make_tables(nodes: list[Node]):
    """By the migrations alone: no signal is sent, so that no trigger is there yet and no row that the archive has too."""
    executor = MigrationExecutor(connection)
    executor.migrate(last_of(executor.loader, set(nodes)))


def last_of(loader: MigrationLoader, nodes: set[Node]) -> list[Node]:
    """Those that no other one of the same app builds on."""
    return sorted(node for node in nodes if not any(child.key in nodes for child in children(loader, node)))


def children(loader: MigrationLoader, node: Node):
    return (child for child in loader.graph.node_map[node].children if child.key[0] == node[0])
