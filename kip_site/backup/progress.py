"""How far it is, once a second; what is done sooner says nothing."""

import time
from collections.abc import Callable


class Progress:
    def __init__(self, write: Callable[[str], None] = lambda line: None):
        self.say = write
        self.said = time.monotonic()

    def __call__(self, done: int, total: int, of_what: str = "bytes checked"):
        if time.monotonic() - self.said >= 1:
            self.said = time.monotonic()
            self.say(f"{done} of {total} {of_what} …")


silent = Progress()
