"""Texts at fixed URLs, and what the office adds: pages, news, questions, contacts."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = "Aktuelles, Fragen und Seiten"
