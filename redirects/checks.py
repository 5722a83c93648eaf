"""System check: the triggers that store former slugs exist."""

from core.checks import register_missing

from . import triggers

register_missing(
    "redirects.W001", "Triggers of addresses", lambda using: [part.name for part in triggers.TRIGGERS.missing(using)]
)
