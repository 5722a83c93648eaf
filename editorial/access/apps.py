"""Tables of their own, so that they come and go with this package."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class AccessConfig(AppConfig):
    name = "editorial.access"
    label = "access"
    verbose_name = "Zugang"

    def ready(self):
        from django.contrib.auth.models import User

        from editorial.access import sessions

        post_save.connect(sessions.end_of_who_left, sender=User)
