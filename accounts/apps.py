"""How somebody of the office logs in, and what is recorded of it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Zugang"
