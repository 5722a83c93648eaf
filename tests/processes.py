"""CPU time and memory of processes, from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """One process as /proc tells it: its parent, processor time in clock ticks, resident bytes."""

    parent: int
    ticks: int
    resident: int


def usages() -> dict[int, Usage]:
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = usage(path.read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    return found


def usage(stat: str) -> Usage:
    """From one line of /proc/…/stat; the name in it may hold spaces and brackets."""
    fields = stat.rpartition(")")[2].split()
    return Usage(parent=int(fields[1]), ticks=int(fields[11]) + int(fields[12]), resident=int(fields[21]) * PAGE_BYTES)


def family(pid: int, of: dict[int, Usage]) -> list[int]:
    """The process and all that descend from it."""
    if pid not in of:
        return []
    children = [child for child, usage in of.items() if usage.parent == pid]
    return [pid, *(descendant for child in children for descendant in family(child, of))]
