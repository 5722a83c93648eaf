"""Form widgets that only display a text."""

from django.forms import Widget
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe

from core.rich_text.cleaner import clean


class ReadOnlyText(Widget):
    """Displays the German text beside the field of its translation. Submitted data under its name is ignored."""

    def __init__(self, language: str, *, is_rich: bool):
        super().__init__({"lang": language})
        self.is_rich = is_rich

    def render(self, name, value, attrs=None, renderer=None):
        text = clean(value or "") if self.is_rich else linebreaks(value or "", autoescape=True)
        return format_html('<div class="shown" lang="{}">{}</div>', self.attrs["lang"], mark_safe(text))  # noqa: S308  cleaned or escaped
