"""What every editable thing shares; names no content model."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = "Redaktion"
    default = True

    def ready(self):
        from editorial import alphabet, checks, rights, triggers  # noqa: F401  checks register themselves

        alphabet.install()
        post_migrate.connect(triggers.install, sender=self)
        post_migrate.connect(rights.install, sender=self)


class OfficeConfig(AdminConfig):
    default = False
    default_site = "editorial.sites.OfficeSite"
