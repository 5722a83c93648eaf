"""Standing pages: texts that the office edits, at fixed URLs."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = "Textseiten"
