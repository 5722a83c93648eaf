"""The triggers that keep former addresses, where they are missing."""

from core.checks import register_missing

from . import triggers

register_missing(
    "redirects.W001", "Triggers of addresses", lambda using: [part.name for part in triggers.missing(using)]
)
