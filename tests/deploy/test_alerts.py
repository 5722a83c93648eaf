"""The Prometheus alerts match the documentation: condition, duration and action."""

import re
import shutil
import subprocess

import pytest
import yaml

from tests.environment import ROOT

PROMTOOL = shutil.which("promtool")
RULES = ROOT / "deploy" / "alerts.yml"
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
#: What stands in the column of conditions and is no expression: commands, addresses, words of the log.
NO_EXPRESSION = re.compile(r"^(systemctl|/)|^The ")
Alarm = tuple[str, str, str, str, str]


def on_the_page() -> list[Alarm]:
    """Name, expression, for how long, what it means, what to do; one for each expression of a row."""
    _head, _, rest = (ROOT / "docs" / "ueberwachung.md").read_text().partition("| Alarm | Bedingung |")
    table, _, _rest = rest.partition("\n\n")
    return [
        (name, expression, time, what, to_do)
        for name, condition, what, to_do in ROW.findall(table)
        for expression, time in re.findall(r"`([^`]+)`(?: für (\d+[mhd]))?", condition)
        if not NO_EXPRESSION.search(expression)
    ]


def shipped() -> list[Alarm]:
    (group,) = yaml.safe_load(RULES.read_text())["groups"]
    return [
        (
            rule["alert"],
            rule["expr"],
            rule.get("for", ""),
            rule["annotations"]["summary"],
            rule["annotations"]["description"],
        )
        for rule in group["rules"]
    ]


def test_the_alarms_are_those_of_the_page():
    assert len(on_the_page()) >= 24
    assert shipped() == on_the_page()


@pytest.mark.slow
@pytest.mark.skipif(not PROMTOOL, reason="promtool is not installed (Debian: apt install prometheus)")
def test_prometheus_takes_them():
    command = [PROMTOOL, "check", "rules", "--lint-fatal", RULES]

    told = subprocess.run(command, capture_output=True, text=True, timeout=60)  # noqa: S603

    assert told.returncode == 0, told.stderr
