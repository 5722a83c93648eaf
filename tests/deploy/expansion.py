"""Which migration operations are compatible with the former release (expand first, contract later)."""

from collections.abc import Iterator

from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field

#: They change no table, or add what nobody has to write to.
ALWAYS = (
    migrations.CreateModel,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    migrations.RemoveConstraint,
)
#: Attribute of a migration that a person has judged: the reason why the code of the release before goes on working.
JUDGED = "old_code_goes_on_because"


def refused(known: frozenset[tuple[str, str]], loader: MigrationLoader) -> list[str]:
    """Migration and operation, of those that the release does not know."""
    own = {app for app, _name in known}
    plan = [node for leaf in loader.graph.leaf_nodes() for node in loader.graph.forwards_plan(leaf)]
    added = [node for node in dict.fromkeys(plan) if node not in known and is_own(node, own, loader)]
    return [f"{app}.{name}: {told}" for app, name in added for told in of_migration((app, name), known, loader)]


def is_own(node: tuple[str, str], own: set[str], loader: MigrationLoader) -> bool:
    """Django's own migrations come with a new version of Django, which has its own rules."""
    return node[0] in own or not loader.graph.nodes[node].__module__.startswith("django.")


def of_migration(node: tuple[str, str], known: frozenset, loader: MigrationLoader) -> Iterator[str]:
    migration = loader.graph.nodes[node]
    if getattr(migration, JUDGED, ""):
        return
    state = loader.project_state(node, at_end=False)
    released = {(app, name) for app, name in state_of(known, loader).models}
    for operation in migration.operations:
        after = state.clone()
        operation.state_forwards(migration.app_label, after)
        if not is_survived(operation, migration.app_label, state, after, released):
            yield operation.describe()
        state = after


def state_of(known: frozenset, loader: MigrationLoader) -> ProjectState:
    there = [node for node in loader.graph.nodes if node in known]
    return loader.graph.make_state(there)


def is_survived(operation: Operation, app: str, before: ProjectState, after: ProjectState, released: set) -> bool:
    if isinstance(operation, ALWAYS):
        return True
    model = getattr(operation, "model_name_lower", None) or getattr(operation, "model_name", "").lower()
    if model and (app, model) not in released:
        return True  # its code has never heard of that table
    if isinstance(operation, migrations.AddField):
        return may_stay_empty(operation.field)
    if isinstance(operation, migrations.AlterField):
        return is_as_wide(field(before, app, operation), field(after, app, operation))
    return False


def may_stay_empty(new: Field) -> bool:
    """A row that the old code writes names no such column."""
    return new.many_to_many or new.null or new.has_db_default()


def field(state: ProjectState, app: str, operation: migrations.AlterField) -> Field:
    return state.apps.get_model(app, operation.model_name)._meta.get_field(operation.name)


def is_as_wide(old: Field, new: Field) -> bool:
    """The same column, which takes all that it took."""
    if old.many_to_many or new.many_to_many:
        return old.many_to_many == new.many_to_many
    same = [each.db_parameters(connection)["type"] for each in (old, new)]
    narrower = (old.null and not new.null) or (new.unique and not old.unique)
    return old.column == new.column and same[0] == same[1] and not narrower
