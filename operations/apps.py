"""Health, metrics, logs, backup, and the commands that start and prepare the site."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"
