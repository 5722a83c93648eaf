"""Hostile clients: slow ones, and thousands of connections at once. Their number and time are bounded."""

import asyncio
import re
import resource
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from qa.bench.answers import HOST

TICK = 0.5  # seconds between two bytes of a slow client
AT_MOST = 20.0  # seconds that a client of a burst waits
READ = b"GET %b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
HEADERS = b"GET /kip-3/ HTTP/1.1\r\nHost: localhost\r\n"
#: With a CSRF cookie, because the server reads the body only then.
BODY = (
    b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + 32 * b"x" + b"\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\n"
)


def allow_files(number: int):
    """Raises the limit of open files to `number`, or as far as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(number, most), most))


@contextmanager
def slow(port: int, heads: int, bodies: int, readers: int, large: str) -> Iterator[None]:
    """Some clients send headers or body one byte at a time, some request a large page and do not read it."""
    allow_files(heads + bodies + readers + 500)
    first = [HEADERS] * heads + [BODY] * bodies
    lines = [opened(port, start) for start in first]
    lines += [opened(port, READ % large.encode(), buffer=4096) for _ in range(readers)]
    ended = threading.Event()
    dripping = threading.Thread(target=drip, args=(lines[: len(first)], ended), daemon=True)
    dripping.start()
    try:
        yield
    finally:
        ended.set()
        dripping.join(timeout=10)
        for line in lines:
            line.close()


def opened(port: int, start: bytes, buffer: int = 0) -> socket.socket:
    line = socket.socket()
    if buffer:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    line.settimeout(10)
    line.connect((HOST, port))
    line.sendall(start)
    return line


def drip(lines: list[socket.socket], ended: threading.Event):
    while not ended.wait(TICK):
        for line in lines:
            with suppress(OSError):  # the server closed the connection
                line.send(b"a")


def burst(port: int, path: str, number: int) -> Counter:
    """Numbers of complete pages, refusals, truncated responses and timeouts."""
    allow_files(number + 500)
    return asyncio.run(all_at_once(port, path, number))


async def all_at_once(port: int, path: str, number: int) -> Counter:
    return Counter(await asyncio.gather(*(one(port, path) for _ in range(number))))


async def one(port: int, path: str) -> str:
    started = time.monotonic()
    try:
        async with asyncio.timeout(AT_MOST):
            return await answered(port, path)
    except TimeoutError:
        return "late"
    except OSError:
        return "refused" if time.monotonic() - started < AT_MOST else "late"


async def answered(port: int, path: str) -> str:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(READ % path.encode())
        await writer.drain()
        return verdict(await reader.read(-1))
    finally:
        writer.close()


def verdict(received: bytes) -> str:
    head, end, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        return "refused"
    length = re.search(rb"^content-length: (\d+)\r?$", head, re.MULTILINE | re.IGNORECASE)
    return "answered" if end and length and int(length[1]) == len(body) else "cut off"
