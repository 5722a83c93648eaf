"""Concurrent searches are limited; others get 429 in their language, and other pages are served."""

import threading

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from delivery.middleware import limit_searches
from tests.editorial.office import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.check(61)]

WORDS = {
    "de": "Gerade suchen sehr viele", "fr": "Beaucoup de recherches en ce moment", "it": "Molte ricerche in questo momento",
    "en": "Many people are searching right now",
}  # fmt: skip


class Search:
    """Takes until it is told to end."""

    def __init__(self):
        self.is_running, self.may_end = threading.Event(), threading.Event()

    def __call__(self, request):
        self.is_running.set()
        self.may_end.wait(60)
        return HttpResponse("found")


@pytest.fixture
def one_at_a_time():
    """The middleware with one seat, which is taken."""
    search = Search()
    middleware = limit_searches(search, seats=1)
    thread = threading.Thread(target=middleware, args=[RequestFactory().get("/suche/?q=kurs")])
    thread.start()
    assert search.is_running.wait(60)
    yield middleware, search
    search.may_end.set()
    thread.join(60)


def asked(middleware, path: str, language: str = "de"):
    with translation.override(language):
        return middleware(RequestFactory().get(path, headers={"host": "localhost"}))


@pytest.mark.parametrize("language", WORDS)
def test_who_comes_besides_is_told_so_in_words_and_when_to_try_again(one_at_a_time, language):
    prefix = "" if language == "de" else f"/{language}"

    refused = asked(one_at_a_time[0], f"{prefix}/suche/?q=x", language)

    assert (refused.status_code, refused["Retry-After"]) == (429, "5")
    assert WORDS[language] in Answer(refused).text


@pytest.mark.parametrize("path", ["/suche/", "/kip-3/", "/fr/suche/?q="])
def test_what_is_no_search_is_answered(one_at_a_time, path):
    middleware, search = one_at_a_time
    search.may_end.set()

    assert asked(middleware, path).status_code == 200


def test_a_seat_is_free_again_after_an_error():
    def fails(request):
        raise ValueError

    middleware = limit_searches(fails, seats=1)

    for _time in range(3):
        with pytest.raises(ValueError, match="^$"):
            asked(middleware, "/suche/?q=x")
