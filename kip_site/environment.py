"""Readers for environment variables.

Each raises ImproperlyConfigured with the variable's name and how to correct it.
"""

import ipaddress
import os
import re
import secrets
import socket
import stat
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple, NoReturn
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

DATABASE_SCHEMES = {"sqlite", "postgres", "postgresql"}
#: Without scheme, port or path; a leading dot stands for every name below it.
HOST_NAME = re.compile(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9a-fA-F:.]+\]")
ORIGIN = re.compile(rf"https?://(?!\.)(?:{HOST_NAME.pattern})(:[0-9]{{1,5}})?")
LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
PATH_SEGMENT = re.compile(r"[A-Za-z0-9._~-]*")
Network = IPv4Network | IPv6Network
ON_VALUES, OFF_VALUES = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def refuse(name: str, value: str, way_out: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name}={value!r} cannot be used: {way_out}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def switch(name: str) -> bool:
    """On or off; unset is off."""
    value = text(name).lower()
    if value not in ON_VALUES | OFF_VALUES:
        refuse(name, value, f"write {name}=on or {name}=off, or leave it unset (off).")
    return value in ON_VALUES


def choice(name: str, values: tuple[str, ...]) -> str:
    """One of the values; unset is none of them."""
    value = text(name)
    if value and value not in values:
        refuse(name, value, f"choose one of {', '.join(values)}, or leave it unset.")
    return value


def number(name: str, default: int, lowest: int, highest: int) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) < 10 and lowest <= int(value) <= highest):
        refuse(name, value, f"give a whole number from {lowest} to {highest}.")
    return int(value)


def private_address(name: str, default: str) -> str:
    """An address of this machine that is not reachable from the public network; a name is resolved."""
    value = text(name, default)
    try:
        address = ipaddress.ip_address(socket.gethostbyname(value))
    except OSError:
        refuse(name, value, "no such name is known; give an address of this machine, for instance 127.0.0.1.")
    if address.is_global or address.is_unspecified or address.is_multicast:
        refuse(name, value, "give an address that only your own network leads to, for instance 127.0.0.1.")
    return str(address)


def host_names(name: str, default: str) -> list[str]:
    """A comma-separated list with at least one entry."""
    value = text(name, default)
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    if not entries or not all(HOST_NAME.fullmatch(entry) for entry in entries):
        refuse(name, value, f"list the names that the site answers to, for instance {default}.")
    return entries


def networks(name: str) -> list[Network]:
    """A comma-separated list of addresses and networks; unset is none."""
    value = text(name)
    try:
        return [ip_network(entry.strip()) for entry in value.split(",") if entry.strip()]
    except ValueError:
        refuse(name, value, "list addresses or networks, for instance 127.0.0.1,10.0.0.0/24, or leave it unset.")


def origin(name: str, default: str) -> str:
    """Scheme and host of a web address, without a path: `https://example.org`."""
    value = text(name, default).rstrip("/")
    if not ORIGIN.fullmatch(value):
        refuse(name, value, f"give scheme and host only, for instance {default}.")
    return value


def all_or_none(*variables: str):
    """Raises ImproperlyConfigured unless all of the variables are set, or none."""
    given = [name for name in variables if text(name)]
    if missing := [name for name in variables if given and name not in given]:
        refuse(given[0], text(given[0]), f"{missing[0]} is missing; give {', '.join(variables)}, or none of them.")


def issuer_url(name: str) -> str:
    """An issuer URL: https (http on loopback only), with an optional path; empty when unset."""
    value = text(name)
    scheme, _, rest = value.partition("://")
    host, *path = rest.split("/")
    is_safe = scheme == "https" or (scheme == "http" and LOOPBACK.fullmatch(host))
    if value and not (is_safe and ORIGIN.fullmatch(f"{scheme}://{host}") and all(map(PATH_SEGMENT.fullmatch, path))):
        refuse(
            name, value, "give its address as it writes it itself, for instance https://login.example.org/realms/staff."
        )
    return value


def word_list(name: str, default: str = "") -> list[str]:
    """A comma-separated list of words without spaces; may be empty."""
    value = text(name, default)
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    if any(not entry.isprintable() or " " in entry for entry in entries):
        refuse(name, value, "list words without spaces, separated by commas.")
    return entries


def single_word(name: str, default: str) -> str:
    found = word_list(name, default)
    if len(found) != 1:
        refuse(name, text(name), f"give one word, for instance {default}.")
    return found[0]


def listen_address(name: str, default: str) -> str:
    """A numeric IP address to listen on: a name could resolve to another address later."""
    value = text(name, default)
    try:
        return str(ip_address(value))
    except ValueError:
        refuse(name, value, f"give an address in numbers, for instance {default}, or 0.0.0.0 in a container.")


def file_content(name: str) -> str:
    """The content of the file that the variable names: so secrets are neither in process lists nor in unit files."""
    file = text(name)
    if not file:
        return ""
    try:
        value = Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        refuse(name, file, f"the file cannot be read ({getattr(error, 'strerror', 'it is no text')}).")
    return value or refuse(name, file, "the file is empty.")


def directory(name: str, default: Path, base: Path, mode: int = 0o700) -> Path:
    """A writable directory, created if missing and with no more rights than `mode`; a relative path starts at `base`."""
    path = base / text(name, str(default))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(name, str(path), f"the directory cannot be made ({error.strerror}).")
    if not os.access(path, os.W_OK | os.X_OK):
        refuse(name, str(path), "the directory cannot be written to; choose another or change its rights.")
    if path.stat().st_mode & stat.S_ISVTX:
        refuse(name, str(path), "all users of this machine share it; give a directory of its own.")
    restrict_mode(path, mode)
    return path


def restrict_mode(path: Path, mode: int):
    """Removes permissions beyond `mode`, whatever the umask was; skips files of other owners."""
    with suppress(FileNotFoundError, PermissionError):
        if stat.S_IMODE(path.stat().st_mode) & ~mode:
            path.chmod(mode)


def folder(name: str, default: Path, base: Path) -> Path:
    """A directory to read from, which is there; a relative one counts from `base`."""
    path = base / text(name, str(default))
    if not path.is_dir():
        refuse(name, str(path), "there is no such directory.")
    return path


def database(name: str, default: str, base: Path, password: str = "") -> dict:
    """Django's settings for one database; a relative SQLite path starts at `base`.

    `password` replaces that of the URL.
    """
    value = text(name, default)
    example = "sqlite:///var/kip.sqlite3 or postgres://user:password@host:5432/name"
    scheme = value.partition(":")[0]
    if scheme not in DATABASE_SCHEMES:
        # The URL may contain a password, so the message names only the scheme.
        refuse(name, f"{scheme}:…", f"use {example}.")
    try:
        found = dj_database_url.parse(value)
    except ValueError:
        refuse(name, f"{scheme}:…", f"the address cannot be read; use {example}.")
    if not found["NAME"]:
        refuse(name, f"{scheme}:…", f"the name of the database is missing; use {example}.")
    given: dict = dict(found)
    options = dict(given.get("OPTIONS", {}))
    if pool := options.pop("pool", ""):
        if pool != "transaction" or scheme == "sqlite":
            refuse(
                name,
                f"{scheme}:…?pool={pool}",
                "write ?pool=transaction behind a pooler that changes connections, or nothing.",
            )
        # Another transaction has another connection: neither prepared statements nor cursors of a session are there any more.
        options |= {"prepare_threshold": None, "server_side_binding": False}
        given["DISABLE_SERVER_SIDE_CURSORS"] = True
    given |= {"OPTIONS": options} if options else {}
    if scheme == "sqlite" and found["NAME"] != ":memory:":
        given["NAME"] = base / found["NAME"]
    return given | ({"PASSWORD": password} if password else {})


#: Scheme of EMAIL_URL: default port, and whether TLS begins after the greeting (STARTTLS) or with the connection.
MAIL_SCHEMES = {"smtp": (25, False, False), "smtp+tls": (587, True, False), "smtps": (465, False, True)}


class MailServer(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    use_tls: bool
    use_ssl: bool


def mail_server(name: str, password: str = "") -> MailServer:
    """The parts of `smtp+tls://user:password@host:587`; `password` replaces that of the URL. Empty when unset."""
    example = "smtp+tls://user@mail.example.org:587, smtps://… (port 465) or smtp://… without encryption"
    if not (value := text(name)):
        return MailServer("", 25, "", "", False, False)
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        refuse(name, f"{value.partition(':')[0]}:…", f"the port cannot be read; write {example}.")
    if url.scheme not in MAIL_SCHEMES or not url.hostname or url.path.strip("/") or url.query or url.fragment:
        # The URL may contain a password, so the message names only the scheme.
        refuse(name, f"{url.scheme}:…", f"write {example}.")
    default_port, use_tls, use_ssl = MAIL_SCHEMES[url.scheme]
    user, given = unquote(url.username or ""), password or unquote(url.password or "")
    return MailServer(url.hostname, port or default_port, user, given, use_tls, use_ssl)


def mail_address(name: str) -> str:
    """A mail address without a display name; empty when unset."""
    value = text(name)
    try:
        if value:
            validate_email(value)
    except ValidationError:
        refuse(name, value, "give one address, for instance redaktion@example.org.")
    return value


def secret(name: str, file: Path, given: str = "") -> str:
    """`given`, or the variable, or else the content of `file`, which is created once with mode 0600."""
    if value := given or text(name):
        if len(value) < 32:
            refuse(name, "…", "give at least 32 characters, or leave it unset to have one made.")
        return value
    try:
        if not file.exists():
            write_once(file, secrets.token_urlsafe(50))
    except OSError as error:
        refuse(name, str(file), f"no secret could be stored there ({error.strerror}).")
    return stored_secret(name, file)


def write_once(file: Path, value: str):
    """Writes the file atomically, mode 0600; where several processes do so at the same time, the first one wins."""
    with NamedTemporaryFile("w", dir=file.parent) as draft, suppress(FileExistsError):
        draft.write(value)
        draft.flush()
        os.fsync(draft.fileno())
        os.link(draft.name, file)


def stored_secret(name: str, file: Path) -> str:
    try:
        value = file.read_text().strip()
    except OSError as error:
        refuse(name, str(file), f"the stored secret cannot be read ({error.strerror}).")
    if not value:
        refuse(name, str(file), "the stored secret is empty; delete the file to have a new one made.")
    return value
