"""What is missing in single rows of this content: the rules of `missing.yaml` in the content directory."""

from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import register as register_check
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from editorial.office.missing import Rule, is_empty, register
from seed.fixtures import MISSING_FILE, FixtureError, content_model, read_list

NAMES = {"model", "keys", "field", "what", "why"}
UNTIL = "until"


def read_rules(directory: Path) -> list[Rule]:
    """None without the file. Raises ImproperlyConfigured, as for a setting."""
    path = directory / MISSING_FILE
    try:
        return [rule_of(number, item) for number, item in enumerate(read_list(path), start=1)] if path.exists() else []
    except FixtureError as error:
        raise ImproperlyConfigured(f"CONTENT_DIR: {error}") from error


def rule_of(number: int, item: object) -> Rule:
    where = MISSING_FILE, f"Zeile {number}"
    if not isinstance(item, dict) or not NAMES <= set(item) <= NAMES | {UNTIL}:
        raise FixtureError(*where, what=f"Eine Regel hat {', '.join(sorted(NAMES))}, und vielleicht {UNTIL}.")
    lacking = lacking_in(item["field"], item.get(UNTIL))
    return Rule(
        content_model(where, item["model"]), item["field"], item["what"], item["why"], Q(key__in=item["keys"]) & lacking
    )


def lacking_in(field: str, until: str | list[str] | None) -> Q:
    """`until` is a regular expression for a text, or a list of keys of which a relation has one; else the text is empty."""
    if until is None:
        return is_empty(field)
    return ~Q(**{f"{field}__key__in" if isinstance(until, list) else f"{field}__iregex": until})


RULES = read_rules(settings.CONTENT_DIR)
register(*RULES)


@register_check()
def every_field_exists(app_configs, **options) -> list[CheckMessage]:
    unknown = [rule for rule in RULES if rule.field not in {field.name for field in rule.model._meta.get_fields()}]
    return [
        Error(f"{MISSING_FILE}: {rule.model._meta.label_lower} has no field {rule.field!r}.", id="seed.E001")
        for rule in unknown
    ]
