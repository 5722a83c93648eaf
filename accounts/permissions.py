"""Permissions of the office: four groups, and a right for each language that somebody translates into.

A right applies to all content: whoever writes measures also writes the glossary.
"""

from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from core.languages import GERMAN, OTHER_LANGUAGES

PERMISSIONS = [
    ("write", "Texte schreiben und zur Freigabe geben"),
    ("publish", "veröffentlichen, planen, zurückziehen und löschen"),
    ("translate", "in die eigenen Sprachen übersetzen"),
    *[(f"translate_{code}", f"Eigene Sprache: {settings.LANGUAGES_IN_GERMAN[code]}") for code in OTHER_LANGUAGES],
]
WRITE, PUBLISH, TRANSLATE = (f"editorial.{name}" for name, _label in PERMISSIONS[:3])
ANY_RIGHT = (WRITE, PUBLISH, TRANSLATE)

#: The rights of each group. Languages are given to a person, not to a group.
GROUPS = {
    "Redaktion": ["editorial.write"],
    "Freigabe": ["editorial.publish"],
    "Übersetzung": ["editorial.translate"],
    "Leitung": ["auth.add_user", "auth.change_user", "auth.view_user"],
}


class SystemRequest(HttpRequest):
    """The request with which a revision is published; permissions were checked before."""

    def __init__(self):
        super().__init__()
        self.method = "POST"


def has_right(request: HttpRequest, *rights: str) -> bool:
    """Whether the person has one of these rights."""
    return isinstance(request, SystemRequest) or any(request.user.has_perm(right) for right in rights)


def require_right(request: HttpRequest, *rights: str):
    """Raises PermissionDenied without one of these rights."""
    if not has_right(request, *rights):
        raise PermissionDenied


def can_view(request: HttpRequest) -> bool:
    return has_right(request, *ANY_RIGHT)


def languages_to_write(request: HttpRequest) -> list[str]:
    """The codes of the languages that the person may write, German first. The right to write covers all languages."""
    if has_right(request, WRITE):
        return [GERMAN, *OTHER_LANGUAGES]
    if has_right(request, TRANSLATE):
        return [code for code in OTHER_LANGUAGES if request.user.has_perm(f"editorial.translate_{code}")]
    return []


class OfficeRights:
    """Maps these rights to the permissions that Django's admin checks."""

    def has_view_permission(self, request, obj=None):
        return can_view(request)

    def has_module_permission(self, request):
        return can_view(request)

    def has_add_permission(self, request, obj=None):
        return has_right(request, WRITE)

    def has_change_permission(self, request, obj=None):
        return bool(languages_to_write(request)) or isinstance(request, SystemRequest)


def create_groups(using: str = "default", **_):
    """Creates missing groups and rights after every `migrate` and at every `prepare`; takes no right away."""
    for name in ("editorial", "auth"):
        create_permissions(installed.get_app_config(name), verbosity=0, using=using)
    for name, right in missing_rights(using):
        group, _created = Group.objects.using(using).get_or_create(name=name)
        app, codename = right.split(".")
        group.permissions.add(Permission.objects.using(using).get(content_type__app_label=app, codename=codename))


def missing_rights(using: str = "default") -> list[tuple[str, str]]:
    """Pairs of a group and a right that it lacks."""
    named = Group.objects.using(using).filter(name__in=GROUPS)
    there = named.values_list("name", "permissions__content_type__app_label", "permissions__codename")
    given = {(name, f"{app}.{codename}") for name, app, codename in there}
    return [(name, right) for name, rights in GROUPS.items() for right in rights if (name, right) not in given]
