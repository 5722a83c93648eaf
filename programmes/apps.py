"""Phases, funding areas, partners, evaluations, decisions, documents, figures, organisation."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = "Integrationsprogramme"

    def ready(self):
        from . import checks, missing, searchable  # noqa: F401  checks register themselves

        searchable.register()
        missing.declare()
