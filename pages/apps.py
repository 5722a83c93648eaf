"""Standing pages: texts that the office edits, at addresses that are always there."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = "Textseiten"
