"""`make suite-report BASE=commit`: times of the test suite and a first start, compared with an earlier commit.

Both are checked out into `build/suite`, each with its own packages. Rounds alternate between them (`ROUNDS`, 3), so that
other load slows both. Wall-clock time depends on that load, CPU time much less, so both ratios are printed. Writes
`build/suite/report.md`.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from qa.bench.report import table
from tests.environment import ROOT, clean_environment

FOLDER = ROOT / "build" / "suite"
#: What is compared: name, command in the earlier checkout, command in this one.
COMPARED = {
    "make test": ("make test", "make test"),
    "make check, beside make test before": ("make test", "make check"),
    "first start": (".venv/bin/python manage.py prepare", ".venv/bin/python manage.py prepare"),
}


@dataclass(frozen=True)
class Cost:
    seconds: float
    processor_seconds: float


def main(base: str) -> int:
    shutil.rmtree(FOLDER, ignore_errors=True)
    before, now = checkout("before", base), checkout("now", "HEAD")
    costs: dict[tuple[Path, str], list[Cost]] = {}
    for number in range(int(os.environ.get("ROUNDS", "3"))):
        for folder, column in ((before, 0), (now, 1)):
            for command in dict.fromkeys(commands[column] for commands in COMPARED.values()):
                print(f"Round {number + 1}: {command} in {folder.name} …", flush=True)
                costs.setdefault((folder, command), []).append(cost_of(command, folder))
    rows = [row(name, costs[before, old], costs[now, new]) for name, (old, new) in COMPARED.items()]
    text = "\n".join(table([["what", "seconds", "ratio", "processor seconds", "ratio"], *rows])) + "\n"
    (FOLDER / "report.md").write_text(text)
    print(text)
    return 0


def checkout(name: str, commit: str) -> Path:
    folder = FOLDER / name
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True, timeout=300)  # noqa: S603, S607
    subprocess.run(["git", "checkout", "--quiet", commit], cwd=folder, check=True, timeout=60)  # noqa: S603, S607
    run("make .venv/.test", folder)
    return folder


def cost_of(command: str, folder: Path) -> Cost:
    """Wall-clock and CPU seconds of a command with its child processes. Raises CalledProcessError."""
    started, used = time.monotonic(), processor_seconds()
    run(command, folder)
    return Cost(time.monotonic() - started, processor_seconds() - used)


def run(command: str, folder: Path):
    with tempfile.TemporaryDirectory() as var_dir:
        environment = clean_environment() | {"VAR_DIR": var_dir}
        subprocess.run(command.split(), cwd=folder, env=environment, check=True, stdout=sys.stderr, timeout=7200)  # noqa: S603


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row(name: str, before: list[Cost], now: list[Cost]) -> list[str]:
    seconds = [median(cost.seconds for cost in costs) for costs in (before, now)]
    processor = [median(cost.processor_seconds for cost in costs) for costs in (before, now)]
    return [name, *described(*seconds), *described(*processor)]


def described(before: float, now: float) -> tuple[str, str]:
    return f"{before:.0f} → {now:.0f}", f"{now / before:.2f}"


if __name__ == "__main__":
    if not os.environ.get("BASE"):
        raise SystemExit("BASE is missing, the commit to compare with: make suite-report BASE=v0.1.0")
    sys.exit(main(os.environ["BASE"]))
