"""Reads `site.yaml` of the content directory: whose site it is. Wrong content is refused as a setting is."""

from pathlib import Path
from typing import Any

import yaml

from kip_site.environment import refuse

NAME = "site.yaml"
#: In the languages of the site; German, which stands in for the others, must be there.
TEXTS = {"office", "canton", "subject", "canton_short", "about", "parliament", "collection_of_laws"}
WORDS = {"abbreviation", "data_organisation", "feed_authority"}
LISTS = {"password_words"}


def read(directory: Path, **overrides: str) -> dict[str, Any]:
    """Its content, with `owner`, who stands below the word mark: the canton. An override has one text in all languages."""
    try:
        found = yaml.safe_load((directory / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(getattr(error, "strerror", None) or error).split())
        refuse("CONTENT_DIR", str(directory), f"{NAME} cannot be read ({reason}).")
    if wrong := fault(found):
        refuse("CONTENT_DIR", str(directory), f"in {NAME}, {wrong}.")
    found["owner"] = found["canton"]
    changed = {name: text for name, text in overrides.items() if text and text != found[name]["de"]}
    return found | {name: {"de": text} for name, text in changed.items()}


def fault(found: object) -> str:
    """The first thing that is wrong, or nothing."""
    wanted = TEXTS | WORDS | LISTS
    if not isinstance(found, dict):
        return "names and their values are missing"
    if missing := sorted(wanted - set(found)):
        return f"{missing[0]} is missing"
    if unknown := sorted(map(str, set(found) - wanted)):
        return f"{unknown[0]} is not known"
    wrong = [name for name in sorted(wanted) if not is_right(name, found[name])]
    return f"{wrong[0]} has a value of another form" if wrong else ""


def is_right(name: str, value: object) -> bool:
    if name in TEXTS:
        return isinstance(value, dict) and "de" in value and all(map(is_text, value.values()))
    if name in LISTS:
        return isinstance(value, list) and bool(value) and all(map(is_text, value))
    return is_text(value)


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
