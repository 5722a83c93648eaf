"""Report of page weights: the heaviest page of each kind, and the pages over budget."""

import sys

from django.db import DatabaseError

from delivery import static_files
from qa.weigh import weight
from tests.site.budgets import BUDGETS

COLUMNS = ["raw", "html", "with_styles", "first_view", "requests", "queries"]
LINE = "{:>8} {:>8} {:>12} {:>11} {:>9} {:>8}  {}"
NOT_YET = "start the site once with `make run`."


def main() -> int:
    known = paths()
    static_files.collect_if_changed()
    weights = [weight.weigh(path) for path in known]
    print(LINE.format(*COLUMNS, "page"))
    for each in weights:
        print(LINE.format(*(getattr(each, name) for name in COLUMNS), each.path))
    summarise(weights)
    if broken := weight.over_budget(weights):
        print("Over budget:", *broken, sep="\n", file=sys.stderr)
    return 1 if broken else 0


def paths() -> list[str]:
    try:
        found = weight.public_paths()
    except DatabaseError as error:
        raise SystemExit(f"There is no database yet: {NOT_YET}") from error
    if not found:
        raise SystemExit(f"There is no content yet: {NOT_YET}")
    return found


def summarise(weights: list[weight.Weight]):
    print(f"\n{len(weights)} pages. The most that one costs, and may cost:")
    for name, most in BUDGETS.items():
        worst = max(weights, key=lambda each: getattr(each, name))
        print(f"{name:>12} {getattr(worst, name):>6} of {most:>6}  {worst.path}")
