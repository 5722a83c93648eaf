"""The link checker: where links stand in the content, and whether they still work."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "links"
    verbose_name = "Links"
