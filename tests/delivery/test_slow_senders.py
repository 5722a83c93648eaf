"""A client that sends slowly loses its seat to the next one, and half a body is none."""

import select
import socket
import time
from contextlib import ExitStack
from io import BytesIO

import pytest

from delivery import body_reader
from delivery.body_reader import Body, Seats, close_waiting_connections
from delivery.proxies import PEER
from tests.delivery.visitor import Visitor

pytestmark = [pytest.mark.check(41)]

#: No other connection of the test process has this address.
PEER_ADDRESS = "127.0.0.9"


def body(received: int = 0, length: int = 100, sent: int = 0, peer: str = "") -> Body:
    made = Body({"wsgi.input": BytesIO(bytes(sent)), PEER: peer}, length, most=1_000)
    made.received = received
    return made


@pytest.mark.parametrize(("length", "kept"), [(900, 900), (1_100, 0)])
def test_a_body_is_read_whole_and_kept_where_it_is_not_too_large(length, kept):
    given = body(length=length, sent=2_000)

    assert given.read()

    assert len(given.content.getvalue()) == kept


def test_half_a_body_is_none():
    assert not body(sent=50).read()


def test_the_slowest_is_cut_off_for_the_next_but_nobody_who_is_worked_on(monkeypatch):
    monkeypatch.setattr(body_reader, "PATIENCE", 0)
    monkeypatch.setattr(body_reader, "CUT_WITHIN", 0)
    cut = []
    monkeypatch.setattr(body_reader, "close_waiting_connections", lambda peer, seconds: cut.append(peer))
    seats = Seats(1)

    assert seats.take()
    assert not seats.take()
    assert cut == []
    seats.arriving |= {body(received=50, peer="fast"), body(received=1, peer="slow")}
    assert not seats.take()
    assert cut == ["slow"]


def test_connections_that_wait_are_closed_for_reading_and_no_others():
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as life:
        accepted = []
        for _line in range(2):
            life.enter_context(socket.create_connection(server.getsockname(), source_address=(PEER_ADDRESS, 0)))
            accepted.append(life.enter_context(server.accept()[0]))
        waiting, answered = accepted
        time.sleep(0.3)
        answered.sendall(b"x")

        close_waiting_connections(PEER_ADDRESS, 0.2)

        answered.settimeout(0.1)
        assert waiting.recv(1) == b""
        with pytest.raises(TimeoutError):
            answered.recv(1)


@pytest.mark.slow
@pytest.mark.django_db
def test_ten_that_drip_close_the_office_for_nobody(site):
    """Without a proxy, in one process, from the address of the editor."""
    head = (
        "POST /admin/login/ HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 500",
    )
    visitor = Visitor(site)
    with ExitStack() as life:
        lines = [life.enter_context(socket.create_connection(("127.0.0.1", site.port), 30)) for _line in range(10)]
        for line in lines:
            line.sendall("\r\n".join(head).encode() + b"\r\n\r\nu")
        time.sleep(2 * body_reader.PATIENCE)

        statuses = [visitor.post("/admin/login/", {"username": "x", "password": "y"})[0] for _form in range(3)]

        assert statuses == [200] * 3
        assert site.status("/kip-3/") == 200
        answered, *_ = select.select(lines, [], [], 30)  # a slow one keeps its seat as long as nobody needs it
        assert answered
        assert {line.recv(12) for line in answered} <= {b"HTTP/1.1 408", b"HTTP/1.1 503"}
