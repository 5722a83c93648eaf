"""The SQLite connection: database files are readable by their owner only, and commits are durable."""

import sqlite3
from pathlib import Path

from kip_site.environment import restrict_mode

#: Suffixes of the files beside the database file. SQLite creates them with the mode of the database file.
SIDE_FILES = ("-wal", "-shm", "-journal")
#: FULL: in WAL mode, NORMAL does not sync the log at a commit, and a power cut loses the last commits.
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


class PrivateConnection(sqlite3.Connection):
    """Sets the mode of the files first: SQLite creates them with the umask, often readable by everybody."""

    def __init__(self, database: str, *args, **kwargs):
        if not is_in_memory(str(database)):
            make_private(Path(database))
        super().__init__(database, *args, **kwargs)


def is_in_memory(database: str) -> bool:
    return database == ":memory:" or "mode=memory" in database


def make_private(file: Path):
    """Creates the file with mode 0600; where that fails, SQLite reports why."""
    try:
        file.touch(mode=0o600)
    except OSError:
        return
    for path in (file, *(file.with_name(file.name + ending) for ending in SIDE_FILES)):
        restrict_mode(path, 0o600)
