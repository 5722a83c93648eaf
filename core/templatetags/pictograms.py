"""The template tag for pictograms."""

from django import template
from django.utils.html import format_html

from core.pictograms import OUTLINES, Pictogram

register = template.Library()


@register.simple_tag
def pictogram(name: str) -> str:
    """Decoration of the word beside it, so that screen readers pass it over; empty without a name."""
    if not name:
        return ""
    return format_html(
        '<svg class="pictogram" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', OUTLINES[Pictogram(name)]
    )
