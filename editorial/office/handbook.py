"""Shows the editors' handbook, `docs/redaktion.md`, in the admin."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from core.admin_page import admin_page

PATH = settings.BASE_DIR / "docs" / "redaktion.md"


@cache
def handbook_html() -> SafeString:
    """The handbook as HTML, without its title, which the template renders."""
    _title, _, body = PATH.read_text(encoding="utf-8").partition("\n")
    return mark_safe(MarkdownIt("commonmark", {"html": False}).render(body))  # noqa: S308  our own file, no HTML in it


def handbook(request: HttpRequest) -> TemplateResponse:
    return admin_page(request, "handbook.html", "Handbuch", text=handbook_html())
