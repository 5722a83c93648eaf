"""The date of the last vulnerability check of the lock, stored in the repository (requirements.checked)."""

import hashlib
import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

from .locked import LOCK, ROOT

CHECKED = ROOT / "requirements.checked"
MOST_DAYS = 30


def digest(lock: Path = LOCK) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def remember(today: date):
    CHECKED.write_text(json.dumps({"checked": today.isoformat(), "lock": digest()}, indent=2) + "\n")


def last_checked() -> date | None:
    """The date of the last check of exactly this lock; None for another lock."""
    found = json.loads(CHECKED.read_text()) if CHECKED.exists() else {}
    return date.fromisoformat(found["checked"]) if found.get("lock") == digest() else None


def locked_on(lock: Path = LOCK) -> date:
    """When the lock was committed, or last modified if it has uncommitted changes or no history."""
    command = ["git", "log", "-1", "--format=%cI", "--", lock.name]
    unchanged = subprocess.run(  # noqa: S603
        ["git", "diff", "--quiet", "HEAD", "--", lock.name],  # noqa: S607
        cwd=lock.parent, capture_output=True, timeout=30,
    )  # fmt: skip
    if unchanged.returncode == 0:
        said = subprocess.run(command, cwd=lock.parent, capture_output=True, text=True, timeout=30).stdout.strip()  # noqa: S603
        if said:
            return datetime.fromisoformat(said).date()
    return datetime.fromtimestamp(lock.stat().st_mtime, UTC).date()


def is_too_old(today: date, locked: date, checked: date | None) -> bool:
    """Whether the lock is at most thirty days old, or was checked in the last thirty days."""
    return (today - max(locked, checked or locked)).days > MOST_DAYS
