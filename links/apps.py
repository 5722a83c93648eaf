"""Where links stand in the content, and whether they lead somewhere."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "links"
    verbose_name = "Links"
