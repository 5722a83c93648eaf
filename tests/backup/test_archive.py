"""An archive is refused unless it is complete and of this site, before any database query."""

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.backup import archive as module
from operations.backup.archive import BLOCK_SIZE, MANIFEST, MARK, MARK_SIZE, Archive, Manifest, mark_of, tar_header

pytestmark = [pytest.mark.check(31), pytest.mark.django_db, pytest.mark.slow]
DAMAGE = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def whole(archive) -> bytes:
    return archive.read_bytes()


@pytest.fixture
def empty(tmp_path, settings) -> Path:
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    return tmp_path


def refused(content: bytes, folder: Path) -> str:
    """Why, in one line; the database was asked nothing, and nothing was written."""
    file = folder / "given.tar"
    file.write_bytes(content)
    with CaptureQueriesContext(connection) as queries, pytest.raises(CommandError) as error:
        call_command("restore", file, replace=True, verbosity=0)
    assert len(queries) == 0
    (line,) = str(error.value).splitlines()
    assert line.startswith(f"Nothing was restored. {file}: ")
    assert [path.name for path in folder.iterdir()] == ["given.tar"]
    return line


# -- damaged


@DAMAGE
@given(data=st.data())
def test_any_flipped_bit_is_found(whole, empty, data):
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))

    line = refused(bytes(changed), empty)

    assert "damaged" in line or "no backup of this site" in line


@DAMAGE
@given(data=st.data())
def test_what_is_cut_off_or_cut_out_is_found(whole, empty, data):
    start = data.draw(st.integers(0, len(whole) - 1))
    size = data.draw(st.integers(1, len(whole)))

    assert refused(whole[:start] + whole[start + size :], empty)


@pytest.mark.parametrize("more", [b"x", bytes(BLOCK_SIZE)])
def test_what_is_added_is_found(whole, empty, more):
    assert "damaged" in refused(whole + more, empty)


# -- foreign


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("../../etc/passwd", "x")
    return stream.getvalue()


FOREIGN = {
    "empty": b"",
    "a text": b"SELECT 1;\n" * 1000,
    "a zip": zipped(),
    "a tar": tar_header("../../etc/passwd", 0) + bytes(2 * BLOCK_SIZE),
    "SQLite": b"SQLite format 3\0" + bytes(8192),
    "zeros": bytes(20_000),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_another_product_s_file_is_refused(empty, kind):
    assert "no backup of this site" in refused(FOREIGN[kind], empty)


@pytest.mark.parametrize("path", ["/dev/zero", "/proc", "/gibt/es/nicht.tar"])
def test_what_is_no_file_is_refused(path):
    with pytest.raises(CommandError, match=f"Nothing was restored. {path}: "):
        call_command("restore", path, verbosity=0)


# -- made by somebody who knows the checksums


def forged(whole: bytes, folder: Path, change) -> bytes:
    """The same parts under another manifest, whose checksum is right."""
    (folder / "given.tar").write_bytes(whole)
    with Archive(folder / "given.tar") as found:
        manifest = json.loads(found.manifest.as_bytes())
        parts = whole[found.starts["database"] - BLOCK_SIZE :]
    manifest = change(manifest) or manifest
    content = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    marked = (
        tar_header(MARK, MARK_SIZE) + padded(mark_of(content)) + tar_header(MANIFEST, len(content)) + padded(content)
    )
    return marked + parts


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % BLOCK_SIZE)


def other(**what):
    return lambda manifest: manifest.update(what)


SHA = 64 * "a"
PART = {"size": 0, "sha256": SHA}
MANIFESTS = {
    "a newer format": (other(format=3), "format 3, this version reads 2"),
    "another product": (other(product="another"), "no backup of this site"),
    "an unknown migration": (
        lambda given: given["migrations"].append("core.9999_later"),
        "does not know the migration core.9999_later",
    ),
    "another database": (other(engine="Oracle"), "it holds a Oracle database"),
    "no JSON": (lambda given: b"{", "no backup of this site"),
    "JSON without end": (lambda given: b"[" * 200_000, "no backup of this site"),
    "a list": (lambda given: b"[]", "no backup of this site"),
    "an unknown word": (other(more=1), "no backup of this site"),
    "no parts": (other(parts={}), "no backup of this site"),
    "a name that leads out": (lambda given: given["parts"].update({"../x": PART}), "no backup of this site"),
    "a digest that leads out": (
        lambda given: given["parts"].update({"files/../x": PART | {"sha256": "../x"}}),
        "no backup of this site",
    ),
    "a negative size": (lambda given: given["parts"]["database"].update(size=-1), "no backup of this site"),
    "a size beyond the end": (lambda given: given["parts"]["database"].update(size=10**15), "damaged"),
    "a part that is not there": (
        lambda given: given["parts"].update({f"files/{SHA}": PART}),
        "damaged",
    ),
    "a place that leads out": (
        lambda given: [part.update(path="../../x") for part in given["parts"].values()] and None,
        "no backup of this site",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MANIFESTS)
def test_a_manifest_that_does_not_fit_is_refused(whole, empty, what):
    change, words = MANIFESTS[what]

    assert words in refused(forged(whole, empty, change), empty)


def test_one_made_anew_from_its_parts_is_taken(whole, empty):
    """So that those above are refused for what they say, and for nothing else."""
    (empty / "again.tar").write_bytes(forged(whole, empty, lambda given: None))

    with Archive(empty / "again.tar") as found:
        assert isinstance(found.manifest, Manifest)


def test_a_manifest_that_would_fill_the_memory_is_not_read(whole, empty, monkeypatch):
    monkeypatch.setattr(module, "MAX_MANIFEST_SIZE", 100)

    assert "damaged" in refused(whole, empty)


# -- as any program sees it


@pytest.mark.both_databases
def test_any_program_that_reads_a_tar_opens_it(archive):
    with tarfile.open(archive) as opened:
        names = opened.getnames()
        manifest = json.loads(opened.extractfile(MANIFEST).read())
        head = opened.extractfile("database").read(5)

    assert names[:3] == [MARK, MANIFEST, "database"]
    assert names[2:] == list(manifest["parts"])
    assert head == (b"PGDMP" if connection.vendor == "postgresql" else b"SQLit")
    assert {"made_at", "edition", "engine", "server", "migrations"} <= manifest.keys()


def test_the_words_of_the_mark_stay():
    """Archives are recognised by them, also those that were made years ago."""
    assert (
        hashlib.sha256(module.MARK_TEXT).hexdigest()
        == "142d3da5d64fbb57fddc225965170694b06f7011bcabd1538b4ab790aa43b87d"
    )
