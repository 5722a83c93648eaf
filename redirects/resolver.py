"""Resolves former addresses of pages: to the current address, or to an answer that the page is gone (410)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TypeVar
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse, translate_url
from django.utils.translation import get_language, override

from core.languages import GERMAN
from core.models import AddressedEntry, Entry
from core.pages.metadata import Label
from redirects.models import OldAddress

#: The field with the last segment of a page's path. Some kinds of entry have none.
SLUG = "slug"
Row = TypeVar("Row", bound=AddressedEntry)
#: URL name of the list page of each kind of entry; `redirect_old_slugs` registers it.
list_url_names: dict[type[Entry], str] = {}


class Http410(Http404):
    """A page existed here. `delivery.errors` answers with status 410."""

    def __init__(self, model: type[Entry], key: str):
        super().__init__()
        self.model, self.key = model, key

    @property
    def list_name(self) -> str:
        """URL name of the list where readers may find something similar."""
        return list_url_names.get(self.model, "home")

    def replacement(self) -> Label | None:
        """The replacement that an editor named, with its title and current address, in the reader's language."""
        named = OldAddress.objects.of(self.model).filter(key=self.key).exclude(replaced_by="").first()
        return address_label(named.replaced_by) if named else None


def redirect_old_slugs(model: type[AddressedEntry], list_name: str) -> Callable:
    """Decorates the detail view of a model: a former slug redirects, or raises Http410 if the page is deleted.

    `list_name` is the URL name of the list of these pages.
    """
    list_url_names[model] = list_name

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def answer(request: HttpRequest, *args, slug: str, **kwargs):
            try:
                return view(request, *args, slug=slug, **kwargs)
            except Http404:
                if response := redirect_to_current_slug(request, model, slug):
                    return response
                raise

        answer.model = model  # type: ignore[attr-defined]  # read from a resolved path
        return answer

    return decorate


def redirect_to_current_slug(
    request: HttpRequest, model: type[AddressedEntry], slug: str
) -> HttpResponsePermanentRedirect | None:
    """A redirect to the same page under its current slug, in the same language; None for a slug that never existed.

    Raises Http410 if the page is deleted.
    """
    if model.objects.filter(**{SLUG: slug}).exists():
        return None  # the page exists: the 404 has another reason
    old = OldAddress.objects.of(model).filter(slug=slug).first()
    if old is None:
        return None
    now = model.objects.filter(key=old.key).values_list(SLUG, flat=True).first()
    if now is None:
        raise Http410(model, old.key)
    match = resolve(request.path_info)
    return HttpResponsePermanentRedirect(reverse(match.func, kwargs=match.kwargs | {"slug": now}))


def page_at_path(path: str) -> AddressedEntry | None:
    """The row that a German path of this site shows now, or showed under a former slug."""
    match = resolve_german_path(path)
    if match is None:
        return None
    model, slug = getattr(match.func, "model", None), match.kwargs.get("slug")
    return page_with_slug(model, slug) if model and slug else None


def page_with_slug(model: type[AddressedEntry], slug: str) -> AddressedEntry | None:
    """The row that has this slug, or had it."""
    page = model.objects.filter(**{SLUG: slug}).first()
    if page is None and (old := OldAddress.objects.of(model).filter(slug=slug).first()):
        page = model.objects.filter(key=old.key).first()
    return page


def resolve_german_path(path: str) -> ResolverMatch | None:
    """The match of a German path of this site; None for a path that browsers take for another site (`//`, `/\\`)."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return None
    try:
        with override(GERMAN):
            return resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return None


def current_address(path: str, page: AddressedEntry | None = None) -> str:
    """The current address, in the reader's language, of the page at a German path of this site.

    It is final: one redirect never leads to another.
    """
    page = page or page_at_path(path)
    if page:
        return page.get_absolute_url()
    language = get_language()
    with override(GERMAN):
        return translate_url(path, language)


def address_label(address: str) -> Label:
    """Title and current address of a German path of this site, or of an external address."""
    if not address.startswith("/"):
        return Label(address, GERMAN, address)
    page = page_at_path(address)
    here = current_address(address, page)
    if page is None:
        return Label(here, get_language(), here)
    title = page.title_field
    with_language = hasattr(page, f"{title}_{GERMAN}")
    return Label.of(page, title, here) if with_language else Label(getattr(page, title), GERMAN, here)


def old_addresses_of(model_label: str, key: str):
    """All former slugs of one page, as a queryset. Each row holds the replacement, if one is named."""
    return OldAddress.objects.filter(model=model_label, key=key).order_by("-replaced_by", "pk")


def with_old_slugs(rows: Iterable[Row]) -> list[Row]:
    """Rows of a list, each with `old_slugs`: anchors that other sites may still link to. One query."""
    rows = list(rows)
    old_slugs = defaultdict(list)
    if rows:
        model = type(rows[0])
        old = OldAddress.objects.of(model).filter(key__in=[row.key for row in rows])
        for key, slug in old.exclude(slug__in=model.objects.values("slug")).values_list("key", "slug"):
            old_slugs[key].append(slug)
    for row in rows:
        row.old_slugs = old_slugs[row.key]
    return rows
