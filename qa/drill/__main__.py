"""`make drill`: injects faults under load, records what readers notice, and fails where a promise is missed."""

import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from kip_site import environment
from qa.bench import machine
from qa.bench.__main__ import end_on, readable_folder, say
from qa.bench.report import Verdict, table
from qa.drill.scenes import Scene
from qa.drill.stage import ALL, Stage, play

REPORT = machine.ROOT / "build" / "drill" / "report.md"
HEAD = ("scene", "requests", "failed", "p50 ms", "p99 ms")


def main() -> int:
    try:
        seconds = environment.number("SECONDS", 30, 5, 3_600)
        names = chosen(environment.text("SCENES"))
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
    machine.require_programs("make drill", "nginx", "wrk", "postgresql")
    played = []
    with ExitStack() as life:
        stage = Stage(life, readable_folder(life), seconds)
        know_models(stage.folder / "var")
        try:
            for scene in play(stage, names):
                say("\n".join(f"  {yes(each):3} {each.promise}: {each.seen}" for each in scene.verdicts))
                played.append(scene)
        except BaseException:  # an interrupted drill reports the results so far
            tell(played, "**Interrupted**: what is not named here was not played.")
            raise
    return tell(played)


def know_models(var_dir: Path):
    """Sets Django up in this process, for its models; the started sites have their own settings."""
    os.environ.update(VAR_DIR=str(var_dir), DJANGO_SETTINGS_MODULE="kip_site.settings")
    django.setup()


def chosen(value: str) -> list[str]:
    """All scenes, or those named in SCENES, in their order."""
    names = [name.strip() for name in value.split(",") if name.strip()]
    if not set(names) <= set(ALL):
        environment.refuse("SCENES", value, f"name some of {', '.join(ALL)}, comma-separated.")
    return [name for name in ALL if name in (names or ALL)]


def tell(played: list[Scene], *remarks: str) -> int:
    loads = [[scene.name, *cells(scene)] for scene in played if scene.run]
    promises = [[f"{scene.name}: {each.promise}", each.seen, yes(each)] for scene in played for each in scene.verdicts]
    lines = ["# The site while things break", "", *table([list(HEAD), *loads]), ""]
    lines += [*table([["promise", "seen", "met"], *promises]), *remarks]
    text = "\n".join(lines) + "\n"
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(text)
    print("\n" + text)
    return 0 if all(each.met for scene in played for each in scene.verdicts) else 1


def yes(verdict: Verdict) -> str:
    return "yes" if verdict.met else "NO"


def cells(scene: Scene) -> list[str]:
    run = scene.run
    return [str(run.requests), str(run.errors), f"{run.p50:.2f}", f"{run.p99:.2f}"]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end_on)
    signal.signal(signal.SIGINT, end_on)
    sys.exit(main())
