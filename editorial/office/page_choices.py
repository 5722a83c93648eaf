"""Public pages by a part of their title, for links in texts: as JSON for the editor, as a page without script."""

from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from modeltranslation.settings import AVAILABLE_LANGUAGES
from modeltranslation.utils import build_localized_fieldname

from accounts.permissions import TRANSLATE, WRITE, require_right
from core.admin_page import admin_page
from core.text.normalization import bounded_line
from editorial.comparison.readable import german_address
from editorial.forms.page_admin import PageAdmin, page_admins

FEWEST_LETTERS, MOST_LETTERS, MOST_PAGES = 3, 100, 20


class Choice(NamedTuple):
    title: str
    address: str
    kind: str


def page_choices(request: HttpRequest) -> HttpResponse:
    require_right(request, WRITE, TRANSLATE)
    words = bounded_line(request.GET.get("q", ""), MOST_LETTERS)
    found = list(choices(words)) if len(words) >= FEWEST_LETTERS else []
    if request.GET.get("form") == "json":
        return JsonResponse({"pages": [each._asdict() for each in found]})
    return admin_page(request, "page_choices.html", "Adressen der Seiten", words=words, pages=found)


def choices(words: str) -> Iterator[Choice]:
    """At most 20, those first whose title begins so; no two with one address."""
    wanted = words.casefold()
    rows = [(title, pk, admin) for admin in page_admins() for pk, title in titles(admin) if wanted in title.casefold()]
    rows.sort(key=lambda row: (not row[0].casefold().startswith(wanted), row[0].casefold()))
    known: set[str] = set()
    for _title, pk, admin in rows:
        page = admin.model.objects.filter(pk=pk).first()
        address = german_address(page) if page else ""
        if address and address not in known:
            known.add(address)
            yield Choice(str(page), address, str(admin.opts.verbose_name))
        if len(known) == MOST_PAGES:
            return


def titles(admin: PageAdmin) -> Iterator[tuple[int, str]]:
    """Primary key and title in each language of all pages of a kind that has addresses."""
    if not hasattr(admin.model, "get_absolute_url"):
        return
    name = admin.title_field
    columns = (
        [build_localized_fieldname(name, code) for code in AVAILABLE_LANGUAGES] if admin.is_translated(name) else [name]
    )
    for pk, *values in admin.model.objects.order_by().values_list("pk", *columns):
        yield from ((pk, value) for value in values if value)
