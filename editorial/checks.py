"""System check: the triggers that note changed pages exist."""

from core.checks import register_missing

from . import triggers

register_missing(
    "editorial.W001", "Triggers of pages", lambda using: [part.name for part in triggers.TRIGGERS.missing(using)]
)
