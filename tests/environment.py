"""The environment variables of docs/einstellungen.md, and an environment without them."""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: A variable in a table of settings.
SETTING = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def variables() -> set[str]:
    return set(SETTING.findall((ROOT / "docs" / "einstellungen.md").read_text()))


def clean_environment() -> dict[str, str]:
    """The environment of a newcomer: none of the site's own variables is set."""
    own = {"DJANGO_SETTINGS_MODULE", *variables()}
    return {name: value for name, value in os.environ.items() if name not in own}
