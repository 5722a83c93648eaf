"""Corrects a misspelt path: capitals, umlauts, or punctuation that a letter or a mail program added.

One redirect leads to the current address of the page.
"""

import re

from django.db import DatabaseError
from django.http import Http404
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import override

from core.languages import language_of_path
from core.pages.internal_request import discard, render_internally
from core.text.normalization import one_line
from redirects.resolver import SLUG, page_with_slug

_ESCAPED = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)  # bytes that are not UTF-8, as Django passes them on
_AROUND = re.compile(r"^[\W_]+|(?<![\W_])[\W_]+$")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "-"})


def corrected_path(path: str) -> str | None:
    """The path of the page that was probably meant; None if there is no such page."""
    spelt = normalized_spelling(path)
    if spelt == "/":
        return None
    try:
        return next((found for each in (f"{spelt}/", spelt) if each != path and (found := existing_path(each))), None)
    except (DatabaseError, ValueError):  # ValueError: PostgreSQL refuses a text with a NUL character
        return None


def normalized_spelling(path: str) -> str:
    """In lower case, without punctuation around its segments and without a trailing slash."""
    parts = [_AROUND.sub("", part) for part in one_line(_ESCAPED.sub(" ", path)).lower().split("/")]
    return "/" + "/".join(part.translate(_LETTERS) for part in parts if part)


def existing_path(path: str) -> str | None:
    """The path itself, or the current path of the page that had it; None if neither exists."""
    with override(language_of_path(path)):
        try:
            match = resolve(path)
        except Resolver404:
            return None
        if getattr(match.func, "is_private", False):
            return None
        if not match.kwargs:
            return path
        model = getattr(match.func, "model", None)
        if model is None:
            return path if answers_ok(path) else None
        page = page_with_slug(model, match.kwargs["slug"])
        return reverse(match.func, kwargs=match.kwargs | {"slug": getattr(page, SLUG)}) if page else None


def answers_ok(path: str) -> bool:
    try:
        response = render_internally(path)
    except Http404:
        return False
    discard(response)
    return response.status_code == 200
