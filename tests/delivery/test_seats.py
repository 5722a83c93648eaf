"""Slow form submissions occupy threads, but some threads are always free for readers."""

import threading

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from delivery.middleware import limit_form_submissions

SEATS = 2


class Sending(threading.Thread):
    """A form of which the rest never comes, until somebody ends it."""

    def __init__(self, middleware):
        super().__init__(daemon=True)
        self.middleware = middleware
        self.response = None

    def run(self):
        self.response = self.middleware(RequestFactory().post("/admin/login/"))


@pytest.fixture
def full():
    """The middleware with all seats taken, and what ends those who have them."""
    taken, ended = threading.Semaphore(0), threading.Event()

    def get_response(request):
        if request.method == "POST" and not ended.is_set():
            taken.release()
            ended.wait(timeout=300)
        return HttpResponse("answered")

    middleware = limit_form_submissions(get_response, SEATS)
    senders = [Sending(middleware) for _ in range(SEATS)]
    for sender in senders:
        sender.start()
    for _ in senders:
        assert taken.acquire(timeout=300)
    yield middleware, ended, senders
    ended.set()


def test_readers_need_no_seat(full):
    middleware, *_ = full

    for method in ("get", "head", "options"):
        assert middleware(getattr(RequestFactory(), method)("/admin/")).status_code == 200


def test_who_finds_none_is_told_so_in_german_and_waits_for_nothing(full):
    middleware, *_ = full

    refused = middleware(RequestFactory().post("/admin/login/"))

    assert refused.status_code == 503
    assert refused["Retry-After"] == "5"
    assert "Gerade besetzt" in refused.content.decode()


def test_a_seat_is_free_again_after_the_answer(full):
    middleware, ended, senders = full

    ended.set()
    for sender in senders:
        sender.join(timeout=300)

    assert [sender.response.status_code for sender in senders] == [200, 200]
    assert [middleware(RequestFactory().post("/admin/")).status_code for _ in range(5)] == 5 * [200]


def test_a_seat_is_free_again_after_an_error():
    def broken(request):
        raise ValueError

    middleware = limit_form_submissions(broken, 1)
    for _ in range(3):
        with pytest.raises(ValueError, match=r"^$"):
            middleware(RequestFactory().post("/admin/"))


@pytest.mark.parametrize(("threads", "seats"), [(8, 6), (5, 3), (3, 1), (2, 1)])
def test_two_threads_of_a_process_are_left_to_readers(settings, threads, seats):
    """Each form that is being answered sends the next one, until one is refused."""
    settings.THREADS = threads
    answered = []

    def get_response(request):
        answered.append(request)
        return middleware(RequestFactory().post("/admin/login/"))

    middleware = limit_form_submissions(get_response)

    assert middleware(RequestFactory().post("/admin/login/")).status_code == 503
    assert len(answered) == seats
