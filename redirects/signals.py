"""The triggers that keep every former slug, brought up to date after every `migrate`."""

from django.apps import apps
from django.db.models.signals import post_migrate

from . import triggers

post_migrate.connect(triggers.install, sender=apps.get_app_config("redirects"))
