"""The app on somebody's phone."""

import time
from base64 import b32decode

from django_otp.oath import totp


def code_for(key: str, later: int = 0) -> str:
    """What the app shows for a key as it stands on the page; `later` counts codes, of 30 seconds each."""
    secret = b32decode(key.replace(" ", ""))
    return f"{totp(secret, t0=-30 * later):06}" if later else f"{totp(secret):06}"


def wrong_code(key: str) -> str:
    """None of those that could be right about now."""
    right = {code_for(key, later) for later in range(-3, 4)}
    return next(code for code in (f"{number:06}" for number in range(10)) if code not in right)


def seconds_left() -> float:
    """Until the app shows another code."""
    return 30 - time.time() % 30
