"""What stands in a form to be read, not to be filled in."""

from django.forms import Widget
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe

from core.rich_text.cleaner import clean


class ReadOnlyText(Widget):
    """The German text beside the field for its translation. Nothing that is sent under its name is read."""

    def __init__(self, language: str, *, is_rich: bool):
        super().__init__({"lang": language})
        self.is_rich = is_rich

    def render(self, name, value, attrs=None, renderer=None):
        text = clean(value or "") if self.is_rich else linebreaks(value or "", autoescape=True)
        return format_html('<div class="shown" lang="{}">{}</div>', self.attrs["lang"], mark_safe(text))  # noqa: S308  cleaned or escaped
