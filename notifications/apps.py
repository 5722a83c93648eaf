"""Mails to the people of the office: an outbox in the database, and the thread that sends what is in it."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Benachrichtigungen"
