"""The interface that revisions need of a page's model admin, and where to find it.

`editorial.admin.EditorialAdmin` implements it.
"""

from collections.abc import Iterator
from typing import Any, Protocol, TypeGuard

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models.options import Options
from django.http import HttpRequest

from core.models import Entry
from editorial.models import Revision


class PageAdmin(Protocol):
    model: type[Entry]
    opts: Options

    def __hash__(self) -> int: ...

    @property
    def title_field(self) -> str: ...

    def is_translated(self, name: str) -> bool: ...

    def in_language(self, field: Any, code: str = ...) -> Any: ...

    def get_form(self, request: HttpRequest, obj: Any = ..., change: bool = ..., **kwargs: Any) -> Any: ...

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = ...) -> Iterator[tuple[Any, Any]]: ...

    def get_inline_instances(self, request: HttpRequest, obj: Any = ...) -> list[Any]: ...

    def has_add_permission(self, request: HttpRequest) -> bool: ...

    def get_view_on_site_url(self, obj: Any = ...) -> str | None: ...

    def get_queryset(self, request: HttpRequest) -> Any: ...

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]: ...

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any: ...

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None: ...

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None: ...

    def delete_model(self, request: HttpRequest, obj: Any) -> None: ...


def admin_of(revision: Revision) -> PageAdmin:
    """The model admin of a revision. Raises LookupError if the site no longer has this kind of page."""
    return admin_for(apps.get_model(revision.model))


def admin_for(model: type[models.Model]) -> PageAdmin:
    """The model admin of a model. Raises LookupError for a model without revisions."""
    found = admin.site.get_model_admin(model)
    if not is_page_admin(found):
        raise LookupError(f"{model.__name__} has no revisions")
    return found


def page_admins() -> list[PageAdmin]:
    """The model admins of all content with revisions."""
    return [page_admin for page_admin in admin.site._registry.values() if is_page_admin(page_admin)]


def kind_names() -> dict[str, str]:
    """The name of each kind of page, by the label of its model."""
    return {each.opts.label_lower: str(each.opts.verbose_name) for each in page_admins()}


def kind_order() -> dict[str, int]:
    """The place of each kind of page in the admin, by the label of its model."""
    return {label: place for place, label in enumerate(kind_names())}


def by_kind(revisions: list[Revision]) -> list[Revision]:
    order = kind_order()
    return sorted(revisions, key=lambda each: order.get(each.model, len(order)))


def is_page_admin(page_admin: admin.ModelAdmin) -> TypeGuard[PageAdmin]:
    return issubclass(page_admin.model, Entry) and hasattr(page_admin, "sections")


def page_of(revision: Revision) -> Entry | None:
    """The public page, or None."""
    return admin_of(revision).model.objects.filter(key=revision.key).first()
