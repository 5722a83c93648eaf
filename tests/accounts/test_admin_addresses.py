"""Every URL of the admin, Django's own included, and which roles reach it; new URLs must be added here."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver

from editorial.models import Revision
from programmes.models import FundingArea
from tests import factories
from tests.editorial.office import address, hand_in, person
from tests.sampling import part_of

pytestmark = [pytest.mark.django_db, pytest.mark.check(21), pytest.mark.slow]

#: Nobody's right but an account, who manages people, who translates, who writes, who publishes.
ROLES = {
    "outsider": [],
    "head": ["Leitung"],
    "translator": ["Übersetzung"],
    "editor": ["Redaktion"],
    "publisher": ["Freigabe"],
}
#: The answers to them: seen, redirected, refused, not there, not by reading.
LETTERS = {200: "s", 301: "r", 302: "r", 403: "n", 404: "4", 405: "m"}
#: Of each kind of page.
CONTENT = {
    "changelist": "nnsss", "add": "nnnsn", "change": "nnsss", "delete": "nnnns", "history": "nnsss", "confirm": "nnn4n",
    "short_address": "nnsss", "occurrences": "nnsss", "end_date": "nnnss", "qr": "nn444", "": "rrrrr",
}  # fmt: skip
#: Of what the content that comes with the repository has none.
NO_ROW = {
    "change": "rrrrr",
    "delete": "nnnnr",
    "history": "nnrrr",
    "occurrences": "nn444",
    "end_date": "nnn44",
    "short_address": "nn444",
}
#: Where it differs; of files and missed queries there is no row.
OTHERWISE = {
    "programmes_keyfigure": {"short_address": "nn444"},
    "pages_freepage": NO_ROW,
    "pages_newsitem": NO_ROW,
    "pages_standingpage": {"add": "nnnnn", "delete": "nnnnn", "end_date": "nnn44"},
    "search_synonym": {"delete": "nnnsn"},
    "search_missedquery": {"add": "nnnnn", "history": "rrrrr", "delete": "nnnrn", "change": "nnrrr"},
    "files_storedfile": {"history": "rrrrr", "delete": "nnnrr", "change": "nnrrr"},
    "auth_user": {
        "changelist": "nsnnn", "add": "nsnnn", "change": "nsnnn", "delete": "nnnnn", "history": "nsnnn", "password_change": "nsnnn",
    },
}  # fmt: skip
OTHERS = {
    "index": "sssss", "login": "rrrrr", "logout": "mmmmm", "password_change": "sssss", "password_change_done": "sssss",
    "autocomplete": "nnnnn", "jsi18n": "sssss", "app_list": "rrrrr", "revision": "nnsss", "preview": "nnsss", "preview_file": "nn444",
    "removed": "nnnss", "drafts": "nnsss", "release": "nn444", "settle_remark": "mmmmm", "relations": "nnn4n", "recent_changes": "nssss", "replace": "nnssn", "handbook": "sssss", "translations": "nnssn", "search": "nnsss", "queries": "nnsss", "own_access": "sssss", "kept": "rrrrr",
    "record": "nsnnn", "notifications": "sssss", "code": "rrrrr", "new_password": "rrrrr", "enrol": "rrrrr", "enrol_image": "rrrrr", "cancel": "mmmmm",
    "unsent": "mmmmm", "page_choices": "nnssn", "text_images": "nnsss", "text_image": "nn444", "file_content": "44444", "reset_second_factor": "nsnnn", "(?P<url>.*)$": "44444",
}  # fmt: skip
BASES = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry}


def routes(patterns=None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each route, and its name or else the route again."""
    for pattern in admin.site.get_urls() if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.name or route


def base_of(route: str) -> str:
    return "_".join(route.split("/")[:2])


def expected(route: str, name: str) -> str | None:
    base = base_of(route)
    if base in BASES and name not in OTHERS:
        page = name.removeprefix(base).removeprefix("_") if name.startswith(base) else ""
        return (CONTENT | OTHERWISE.get(base, {})).get(page)
    return OTHERS.get(name)


def path_of(route: str, area: FundingArea) -> str:
    base = base_of(route)
    row = area if BASES.get(base) is FundingArea else BASES.get(base, Revision).objects.order_by("pk").first()
    path = re.sub(r"<[^>]*\b(?:pk|object_id|id)>", str(row.pk if row else 1), route).replace("<slug:language>", "fr")
    path = re.sub(
        r"\(\?P<app_label>[^)]*\)", "programmes", path.replace("<path:name>", "x.pdf").replace("<slug:key>", "x")
    )
    return f"/admin/{re.sub(r'[(][?]P<url>[^)]*[)]', 'x', path).strip('^$')}"


def test_who_reaches_what():
    area = factories.funding_area(summary_de="Ein Satz.")
    hand_in(person("writer", "Redaktion"), address(FundingArea, "change", area.pk), summary_de="Neu.")
    clients = [
        person(role, *groups, languages=("fr",) if role == "translator" else ()) for role, groups in ROLES.items()
    ]
    known = dict(routes())

    assert [route for route, name in known.items() if expected(route, name) is None] == []
    wrong = {}
    for route, name in part_of(known.items(), 6):
        answers = [client.get(path_of(route, area)).status_code for client in clients]
        found = "".join(LETTERS.get(status, str(status)) for status in answers)
        if found != expected(route, name):
            wrong[route] = (found, expected(route, name))

    assert len(known) > 130
    assert wrong == {}


def test_every_address_that_stands_here_is_there():
    assert OTHERS.keys() - {name for _route, name in routes()} == set()
