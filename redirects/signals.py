"""Installs the triggers that store former slugs after every `migrate`."""

from django.apps import apps
from django.db.models.signals import post_migrate

from . import triggers

post_migrate.connect(triggers.TRIGGERS.install, sender=apps.get_app_config("redirects"))
