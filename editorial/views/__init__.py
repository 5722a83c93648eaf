"""Pages about revisions: for the office, for people with a link to a draft, and the public history."""

from django.contrib import admin
from django.http import HttpRequest


def office_context(request: HttpRequest, title: str, **values) -> dict:
    return admin.site.each_context(request) | {"title": title} | values
