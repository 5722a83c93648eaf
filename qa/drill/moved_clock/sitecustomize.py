"""For a site of the drill alone, which finds this on its PYTHONPATH: the time that Django tells is moved by the seconds in a file.

Moved where the site asks for it, and not below Python: a library that is put under a whole process ended its threads on a busy
machine, by waits that were over before they began.
"""

import os
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

FILE, TRUE = Path(os.environ["DRILL_CLOCK"]), timezone.now


def moved():
    return TRUE() + timedelta(seconds=int(FILE.read_text()))


timezone.now = moved
