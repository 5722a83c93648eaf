"""Registers what lower apps call; creates the groups and installs the triggers after every `migrate`."""

from django.apps import apps
from django.db.models.signals import post_migrate

from accounts import permissions
from core.edition_clock import Daily, clock
from core.models import keyed

from . import triggers
from .digest import Digest
from .models import Revision
from .remarks import incoming
from .revisions import end_dates, publishing, snapshots

post_migrate.connect(permissions.create_groups, sender=apps.get_app_config("editorial"))
post_migrate.connect(triggers.install, sender=apps.get_app_config("editorial"))
clock.tasks.extend([
    publishing.publish_due, end_dates.withdraw_due, snapshots.record_external_changes, Digest(),
    Daily(end_dates.announce, end_dates.ANNOUNCED_AT), Daily(incoming.forget_outdated),
])  # fmt: skip
keyed.reference_checks.append(lambda key: Revision.objects.naming(key).exists())
