"""What every content app is built on; names none of them."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        """What an app registers with the apps below it stands in modules of these names."""
        autodiscover_modules("signals", "checks", "searchable", "missing")
