"""Integration policy: principles and legal bases."""

from django.apps import AppConfig


class PrinciplesConfig(AppConfig):
    name = "principles"
    verbose_name = "Integrationspolitik"
