"""Redirects: from former slugs, from short addresses for print, and from paths of the site that this one replaces."""

from django.apps import AppConfig


class RedirectsConfig(AppConfig):
    name = "redirects"
    verbose_name = "Weiterleitungen"
