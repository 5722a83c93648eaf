"""Pages of the office that no model admin makes: a template with what every page of the admin needs."""

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


def admin_page(request: HttpRequest, template: str, title: str, **values) -> TemplateResponse:
    """`template` is the name of its file in `templates/admin/`."""
    context = admin.site.each_context(request) | {"title": title} | values
    return TemplateResponse(request, f"admin/{template}", context)
