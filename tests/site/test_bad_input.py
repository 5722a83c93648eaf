"""Invalid requests get the right refusal, in German, and never a server error."""

import pytest
from django.urls import resolve, reverse

from tests.editorial.office import person

from .page import Page, visitor

pytestmark = pytest.mark.django_db

NAMED = ["home", "funding_areas", "measures", "partners", "evaluations", "decisions", "documents", "glossary"]
NAMED += ["policy", "contact", "accessibility", "privacy", "imprint", "sitemap", "robots", "security"]
DETAILS = ["programme", "funding_area", "measure", "partner", "decision", "principle"]
ADDRESSES = [reverse(name) for name in NAMED] + [reverse(name, args=["kip-3"]) for name in DETAILS]
METHODS = ["POST", "PUT", "PATCH", "DELETE", "TRACE"]
HOSTS = ["example.org", "localhost.example.org", "", "a b", "localhost:x", "[::1"]
NOT_FOUND = [
    "/gibt-es-nicht/", "/massnahmen/gibt-es-nicht/", "/entscheide/0/", "/index.php", "/wp-login.php", "/.env",
    "/" + 10_000 * "a" + "/", "/" + 10_000 * "a", "/massnahmen/" + 10_000 * "a" + "/", "/" + 2_000 * "a/",
    "/%ff%fe", "/%ff%fe/", "/massnahmen/x%ff%fe/", "/%00/", "/kip-3%00x/", "/kip-3%0ax/", "/%2e%2e/%2e%2e/etc/passwd",
    "/static/%ff%fe", "/static/../manage.py", "/Kip-33/", "/kip-3/kip-3/", "/%E2%80%AE/", "/de/", "/es/kip-3/",
]  # fmt: skip
QUERIES = [
    "%ff=%fe", "a=%00", "q=" + 10_000 * "ä", "=&=&&;", "p=nichts", "p=-1", "p=0", "page=99999999999999999999",
    "next=//example.org", "<script>", "%", "&".join(f"n{number}=1" for number in range(1_100)),
]  # fmt: skip


def refused(response, status: int, title: str) -> bool:
    page = Page("", response)
    return (response.status_code, page.texts("h1"), page.document.get("lang")) == (status, [title], "de-CH")


def name(value: str) -> str:
    return value if len(value) < 40 else f"{value[:20]}… {len(value)}"


@pytest.mark.parametrize("path", NOT_FOUND, ids=name)
def test_an_unknown_address_is_not_found(path):
    assert refused(visitor().get(path, follow=True), 404, "Diese Seite gibt es nicht")


@pytest.mark.check(27)
def test_a_public_page_can_only_be_read(rf):
    """Each address is asked itself, without the page that says so."""
    answers = {}
    for path in ADDRESSES:
        view = resolve(path)
        for method in METHODS:
            request = rf.generic(method, path)
            answers[method, path] = answer = view.func(request, *view.args, **view.kwargs)
            assert answer.status_code == 405, f"{method} {path}: {answer.status_code}"
            assert set(answer["Allow"].split(", ")) == {"GET", "HEAD"}, f"{method} {path}: {answer['Allow']}"

    assert len(answers) == len(METHODS) * len(ADDRESSES)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.check(8)
def test_an_unknown_host_is_refused(host):
    assert refused(visitor().get("/kip-3/", headers={"host": host}), 400, "Diese Adresse können wir nicht lesen")


@pytest.mark.parametrize("query", QUERIES, ids=name)
@pytest.mark.check(28)
def test_an_odd_query_string_does_no_harm(query):
    assert visitor().get(f"/robots.txt?{query}").status_code in {200, 400, 404}


@pytest.mark.check(28)
@pytest.mark.parametrize(
    "query", ["%ff=%fe&a=%00&=&=&&;&<script>&%", "p=-1&page=99999999999999999999&next=//example.org"]
)
def test_an_odd_query_string_changes_no_page(query):
    statuses = {
        path: visitor().get(f"{path}?{query}").status_code for path in ["/kip-3/", "/entscheide/", "/robots.txt"]
    }

    assert set(statuses.values()) == {200}, statuses


def test_head_answers_at_every_address_without_a_body():
    for path in [reverse(name) for name in NAMED]:
        head = visitor().head(path)
        assert (head.status_code, head.content) == (200, b""), path


@pytest.mark.parametrize(
    "path", ["/kip-3/", "/entscheide/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt"]
)
def test_head_says_what_get_says(path):
    head, get = visitor().head(path), visitor().get(path)

    assert head.headers == get.headers


@pytest.mark.check(12)
def test_a_doubled_slash_leads_to_no_other_site():
    response = visitor().get("//example.org/kip-3")

    assert not response.headers.get("Location", "").startswith("//")


@pytest.mark.parametrize(
    ("header", "value"),
    [("accept-language", "fr"), ("accept-language", "\xff"), ("cookie", "django_language=fr"), ("cookie", "=;=")],
)
def test_headers_change_nothing_about_a_page(header, value):
    plain = visitor().get("/kip-3/").content

    assert visitor().get("/kip-3/", headers={header: value}).content == plain


@pytest.mark.parametrize("limit", ["DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS"])
def test_a_form_that_is_too_long_is_not_called_a_wrong_address(settings, limit):
    setattr(settings, limit, 5)

    answer = person("editor", "Redaktion").post("/admin/programmes/measure/add/", {f"field_{n}": "x" for n in range(9)})

    assert answer.status_code == 413
    assert "kürzen Sie den Text" in answer.content.decode()
