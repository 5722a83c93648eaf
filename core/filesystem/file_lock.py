"""Locks between processes of one machine. The kernel releases them when the file is closed or the process ends."""

import fcntl
from typing import IO


def try_lock(file: IO) -> bool:
    """Locks an open file, without waiting; False if another process has locked it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
