"""A request to a server on this machine, with the whole response."""

import gzip
from dataclasses import dataclass
from http.client import HTTPConnection

import brotli

HOST = "127.0.0.1"
PATH = "/kip-3/"
#: Request headers for all servers.
ACCEPT = {"Accept-Encoding": "br, gzip"}
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes
    size: int  # bytes on the wire: status line, headers, body

    @property
    def text(self) -> str:
        return DECODE[self.encoding](self.body).decode()

    @property
    def encoding(self) -> str:
        return self.headers.get("content-encoding", "identity")


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> Answer:
    connection = HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    received = response.getheaders()
    head = len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n")
    head += sum(len(f"{name}: {value}\r\n") for name, value in received)
    return Answer(response.status, {name.lower(): value for name, value in received}, body, head + len(body))
