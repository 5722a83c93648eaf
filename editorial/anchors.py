"""Anchors that editors give to the rows of a list, beside those that the page itself has."""

from django.core.exceptions import ValidationError

#: Anchors of the pages that list rows: a second one would lead the skip link or the contents to the wrong place.
TAKEN = {"inhalt", "auf-dieser-seite", "quellen", "in-kuerze", "fuss-kontakt", "grundsaetze", "recht", "foerdern"}


def free_anchor(slug: str):
    """A slug that no part of a page uses as its own anchor; raises ValidationError."""
    if slug in TAKEN or slug.startswith("art-") or slug.endswith("-titel"):
        raise ValidationError(f"«{slug}» ist schon die Sprungmarke eines anderen Teils der Seite.")
