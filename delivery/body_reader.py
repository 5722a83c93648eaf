"""Reads request bodies completely before anything works with them; a slow client loses its seat to the next one.

The server calls the application when the head of a request has arrived. A read of the body then blocks for as long as the client
takes: granian has no timeout for it, and stops all threads where a request is answered while its body is being read. What ends a
read is the end of the connection. So the connections of a slow client are closed as soon as somebody else needs its seat.
"""

import os
import socket
import struct
import threading
import time
from contextlib import suppress
from io import BytesIO

from .proxies import PEER

PATIENCE = 0.5  # seconds that each client has to send a form, also while others wait
CUT_WITHIN = 2.0  # seconds until a seat is free after its connection was closed
CHUNK = 8_192  # bytes; a read returns when all of them are there
#: Milliseconds since data was sent, in Linux's `struct tcp_info`.
LAST_DATA_SENT = slice(44, 48)


class Body:
    """One body while it arrives. What exceeds `most` bytes is read, so that the browser shows the answer, but not kept."""

    def __init__(self, environ: dict, length: int, most: int):
        self.stream, self.peer = environ["wsgi.input"], environ.get(PEER, "")
        self.length, self.most = length, most
        self.content, self.received = BytesIO(), 0
        self.started = time.monotonic()

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.started

    @property
    def rate(self) -> float:
        return self.received / self.elapsed

    def read(self) -> bool:
        """Whether all of it arrived."""
        while piece := self.stream.read(min(CHUNK, self.length - self.received)):
            self.received += len(piece)
            if self.length <= self.most:
                self.content.write(piece)
        self.content.seek(0)
        return self.received == self.length


class Seats:
    """Seats for requests with a body: taken while it arrives and while it is worked on."""

    def __init__(self, number: int):
        self.room = threading.BoundedSemaphore(number)
        self.arriving: set[Body] = set()
        self.lock = threading.Lock()

    def take(self) -> bool:
        """Takes a free one, or that of the slowest client."""
        return self.room.acquire(blocking=False) or (self.cut_off_slowest() and self.room.acquire(timeout=CUT_WITHIN))

    def give_back(self):
        self.room.release()

    def read(self, body: Body) -> bool:
        with self.lock:
            self.arriving.add(body)
        try:
            return body.read()
        finally:
            with self.lock:
                self.arriving.discard(body)

    def cut_off_slowest(self) -> bool:
        with self.lock:
            late = [body for body in self.arriving if body.elapsed > PATIENCE]
        if late:
            slowest = min(late, key=lambda body: body.rate)
            close_waiting_connections(slowest.peer, slowest.elapsed)
        return bool(late)


def close_waiting_connections(peer: str, seconds: float):
    """Closes the connections with this address on which nothing was sent for so long: WSGI does not say which one it is."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError), socket.socket(fileno=os.dup(int(name))) as line:
            if line.getpeername()[:1] == (peer,) and seconds_since_sent(line) >= seconds:
                line.shutdown(socket.SHUT_RD)


def seconds_since_sent(line: socket.socket) -> float:
    return struct.unpack("I", line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 64)[LAST_DATA_SENT])[0] / 1000
