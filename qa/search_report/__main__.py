"""`make search-report`: quality of the search compared with other engines; speed, also on 250 times the content.

    python -m qa.search_report [--scale 0.02]

The site is built in build/search-report. Fails where a promise is missed.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import django
import yaml

ROOT = Path(__file__).resolve().parents[2]
VAR_DIR = ROOT / "build" / "search-report"
QUERIES = {name: ROOT / "tests" / "search" / f"{name}.yaml" for name in ("queries", "own_queries")}
LEAST_IN_THREE = {"queries": 0.97, "own_queries": 0.95}
WITHIN = {"shipped content": 10, "large site": 50}  # milliseconds
ROUNDS = 5


def main():
    scale = arguments().scale
    prepare()
    faults = report_quality() + report_times("shipped content")
    fill(scale)
    faults += report_times("large site")
    if faults:
        sys.exit("Promises broken:\n" + "\n".join(faults))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m qa.search_report")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the large site, for instance 0.02")
    return parser.parse_args()


def prepare():
    shutil.rmtree(VAR_DIR, ignore_errors=True)
    VAR_DIR.mkdir(parents=True)
    os.environ |= {"VAR_DIR": str(VAR_DIR), "DJANGO_SETTINGS_MODULE": "kip_site.settings"}
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_content", verbosity=0)


def fill(scale: float):
    from qa.growth.fill import Growth

    Growth(scale).run()


# -- quality


def report_quality() -> list[str]:
    from qa.search_report.engines import Fts5, OurSearch, postgresql
    from search.index_registry import build_indexes

    index = build_indexes("").indexes["de"]
    own = OurSearch(index)
    with tempfile.TemporaryDirectory() as name, postgresql(readable(name), index.documents) as server:
        engines = [own, own.without_synonyms(), server, Fts5(index.documents), Fts5(index.documents, "trigram")]
        if server is None:
            print("PostgreSQL is not installed: left out (Debian: apt install postgresql)")
        return [fault for file, path in QUERIES.items() for fault in compare(file, path, list(filter(None, engines)))]


def readable(name: str) -> Path:
    """Makes the folder readable for PostgreSQL, which drops root's rights."""
    folder = Path(name)
    folder.chmod(0o755)
    return folder


def compare(file: str, path: Path, engines: list) -> list[str]:
    """The comparison in German: for other languages the engines are not comparable."""
    entries = [entry for entry in yaml.safe_load(path.read_text()) if "lang" not in entry]
    print(f"\n{file}: right page among the first three, and first, of {len(entries)} queries")
    for engine in engines:
        places = {entry["q"]: place(engine, entry) for entry in entries}
        print(line(engine.name, places.values()))
        if engine is engines[0]:
            by_kind(entries, places)
            faults = broken(file, entries, places)
    return faults


def place(engine, entry: dict) -> int | None:
    """Rank of the first correct hit, from 1; 1 where correctly nothing is found; None without a correct hit."""
    found = engine.ask(entry["q"])
    if "none" in entry:
        return None if found else 1
    return next((number for number, address in enumerate(found, start=1) if address in entry["find"]), None)


def line(name: str, places) -> str:
    places = list(places)
    in_three = sum(place is not None and place <= 3 for place in places)
    return f"  {name:<26} {in_three:>4} {in_three / len(places):>5.0%} {places.count(1):>5} {places.count(1) / len(places):>5.0%}"


def by_kind(entries: list[dict], places: dict):
    kinds = defaultdict(list)
    for entry in entries:
        kinds[entry["kind"]].append(places[entry["q"]])
    for kind, found in kinds.items():
        print(line(f"  {kind} ({len(found)})", found))


def broken(file: str, entries: list[dict], places: dict) -> list[str]:
    missed = [text for text, place in places.items() if place is None or place > 3]
    faults = [
        f"{file}: «{entry['q']}» finds something" for entry in entries if "none" in entry and entry["q"] in missed
    ]
    if 1 - len(missed) / len(places) < LEAST_IN_THREE[file]:
        faults.append(f"{file}: missed {', '.join(missed)}")
    return faults


# -- speed


def report_times(name: str) -> list[str]:
    from search.index_registry import build_indexes

    started = time.perf_counter()
    index_set = build_indexes("")
    seconds = time.perf_counter() - started
    index = index_set.indexes["de"]
    times = {text: asked(index, text) for path in QUERIES.values() for text in texts(path)} | {
        f"odd {number}": asked(index, text) for number, text in enumerate(ODD)
    }
    slowest = max(times, key=times.get)
    print(
        f"\n{name}: {len(index.numbers)} documents, {len(index.postings)} words in German; four languages built in {seconds:.2f} s"
    )
    print(
        f"  a question: median {statistics.median(times.values()):.1f} ms, worst {times[slowest]:.1f} ms («{slowest}»)"
    )
    return [f"{name}: {times[slowest]:.1f} ms for «{slowest}»"] if times[slowest] > WITHIN[name] else []


ODD = [
    10_000 * "a",
    5_000 * "kip ",
    "Massnahmen Gemeinden Integration Programm Kanton Bund Sprache Deutsch Phase Bereich Text Studie",
]


def texts(path: Path) -> list[str]:
    return [entry["q"] for entry in yaml.safe_load(path.read_text())]


def asked(index, text: str) -> float:
    """CPU time in milliseconds, the median of several rounds, so that other load on the machine does not count."""
    from search.engine.searcher import search

    rounds = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        search(index, text)
        rounds.append(1_000 * (time.thread_time() - started))
    return statistics.median(rounds)


if __name__ == "__main__":
    main()
