"""Template filters that limit the rows of a list."""

from django import template

from core.pages.pagination import MAX_NAMES, MAX_ROWS

register = template.Library()


@register.filter
def shown(rows, most: int = MAX_ROWS):
    """The rows that a section about something else shows."""
    return rows[:most]


@register.filter
def has_more(rows, most: int = MAX_ROWS) -> bool:
    return len(rows) > most


@register.filter
def mentioned(rows):
    """The rows that one line of names shows."""
    return shown(rows, MAX_NAMES)


@register.filter
def has_more_names(rows) -> bool:
    return has_more(rows, MAX_NAMES)
