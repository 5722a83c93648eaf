"""The context of every page of the office."""

from django.contrib import admin
from django.http import HttpRequest


def office_context(request: HttpRequest, title: str, **values) -> dict:
    return admin.site.each_context(request) | {"title": title} | values
