"""How much of a long list a run looks at: a part in each run, everything with `THOROUGH=1`.

The part is drawn anew for each seed of pytest-randomly, which is printed at the start of a run and repeats it.
"""

import os
import random
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

THOROUGH = os.environ.get("THOROUGH") == "1"


def part_of(rows: Iterable[T], share: int) -> list[T]:
    """One of `share` rows, at least one, in their order."""
    rows = list(rows)
    if THOROUGH:
        return rows
    chosen = random.sample(range(len(rows)), -(-len(rows) // share))
    return [rows[place] for place in sorted(chosen)]
