"""An authenticator app for tests."""

import time
from base64 import b32decode

from django_otp.oath import hotp


class Phone:
    """Knows a key as it stands on the page, and which code it has shown last: a code is good once."""

    def __init__(self, key: str):
        self.secret = b32decode(key.replace(" ", ""))
        self.shown = 0

    def code(self) -> str:
        """One that was not shown yet, of now or else of the coming half minute."""
        self.shown = max(int(time.time() // 30), self.shown + 1)
        return self.again()

    def again(self) -> str:
        return f"{hotp(self.secret, self.shown):06}"

    def wrong(self) -> str:
        """None of those that could be right about now."""
        now = int(time.time() // 30)
        right = {f"{hotp(self.secret, moment):06}" for moment in range(now - 5, now + 6)}
        return next(code for code in (f"{number:06}" for number in range(12)) if code not in right)


def code_for(key: str) -> str:
    """The first one."""
    return Phone(key).code()
