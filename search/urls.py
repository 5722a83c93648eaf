"""The address of the search, in each language."""

from django.urls import path

from .views import search

urlpatterns = [path("suche/", search, name="search")]
