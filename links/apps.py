"""The link checker: finds the links of the content and checks whether they work."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "links"
    verbose_name = "Links"
