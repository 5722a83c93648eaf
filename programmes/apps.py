"""Phases, funding areas, partners, evaluations, decisions, documents, figures, organisation."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = "Integrationsprogramme"
