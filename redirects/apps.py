"""Former addresses, short addresses, and addresses of the site that this one takes over from."""

from django.apps import AppConfig


class RedirectsConfig(AppConfig):
    name = "redirects"
    verbose_name = "Weiterleitungen"
