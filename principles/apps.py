"""Integration policy: principles and legal bases; the site's standing text pages."""

from django.apps import AppConfig


class PrinciplesConfig(AppConfig):
    name = "principles"
    verbose_name = "Integrationspolitik und Textseiten"

    def ready(self):
        from . import missing, searchable

        searchable.register()
        missing.declare()
