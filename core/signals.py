"""Installs the collation functions and the triggers that increment the edition."""

from django.apps import apps
from django.db.models.signals import post_migrate

from core.database import collation, triggers

collation.install_functions()
post_migrate.connect(triggers.TRIGGERS.install, sender=apps.get_app_config("core"))
