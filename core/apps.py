"""The base of all content apps; imports none of them."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        """Imports the modules in which apps register with the apps below them."""
        autodiscover_modules("signals", "checks", "searchable", "missing")
