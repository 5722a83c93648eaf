"""Drafts, review, publication, and the pages of the admin; imports no content model."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = "Redaktion"
    default = True


class OfficeConfig(AdminConfig):
    default = False
    default_site = "editorial.office.sites.OfficeSite"
