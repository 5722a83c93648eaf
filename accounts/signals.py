"""Ends sessions when a person becomes inactive."""

from django.contrib.auth.models import User
from django.db.models.signals import post_save

from accounts.login import sessions

post_save.connect(sessions.end_sessions_of_inactive, sender=User)
