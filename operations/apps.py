"""Health checks, metrics, logs and backup."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"
