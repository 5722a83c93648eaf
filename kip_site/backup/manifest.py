"""What an archive says of itself: which state of which schema it holds, and what each part must be."""

import json
from dataclasses import asdict, dataclass

from .archive import FOREIGN, MANIFEST, MARK, Archive, Refused

#: Raised when an older program could not restore what a newer one has saved.
FORMAT = 1
PRODUCT = "kip-site"

Node = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """`last_id` is the highest number that was ever given: one that a deleted row had is not given again."""

    rows: int
    last_id: int | None
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`files` and `missing` are digests; of those in `missing` the site had lost the bytes before."""

    made_at: str
    edition: int
    engine: str
    migrations: list[Node]
    tables: dict[str, Table]
    files: dict[str, int]
    missing: list[str]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def as_bytes(self) -> bytes:
        return json.dumps({"product": PRODUCT, "format": FORMAT} | asdict(self), indent=1).encode()


def manifest_of(archive: Archive) -> Manifest:
    """Raises Refused where the archive holds something else than it says."""
    try:
        found = read(json.loads(archive.manifest()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(FOREIGN) from error
    expected = {f"tables/{name}.jsonl": (table.size, table.sha256) for name, table in found.tables.items()}
    expected |= {f"files/{digest}": (size, digest) for digest, size in found.files.items()}
    held = {name: (part.size, part.sha256) for name, part in archive.parts.items() if name not in (MARK, MANIFEST)}
    if held != expected:
        raise Refused("the backup does not hold what it says; take another one.")
    return found


def read(data: dict) -> Manifest:
    if data["product"] != PRODUCT:
        raise Refused(FOREIGN)
    if data["format"] > FORMAT:
        raise Refused(
            f"the backup has format {data['format']}, this version reads {FORMAT}; restore it with a newer version."
        )
    return Manifest(
        made_at=text(data["made_at"]),
        edition=number(data["edition"]),
        engine=text(data["engine"]),
        migrations=[(text(app), text(name)) for app, name in data["migrations"]],
        tables={text(name): read_table(table) for name, table in data["tables"].items()},
        files={text(digest): number(size) for digest, size in data["files"].items()},
        missing=[text(digest) for digest in data["missing"]],
    )


def read_table(data: dict) -> Table:
    last = data["last_id"]
    return Table(
        number(data["rows"]), last if last is None else number(last), number(data["size"]), text(data["sha256"])
    )


def text(value) -> str:
    if not isinstance(value, str) or len(value) > 300:
        raise TypeError
    return value


def number(value) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise TypeError
    return value
