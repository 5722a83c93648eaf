"""An archive is refused unless it is whole and of this site, before the database is asked anything."""

import contextlib
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

from kip_site.backup.archive import BLOCK, MANIFEST, MARK, WORDS, Archive, Refused, Writer, ending, header
from kip_site.backup.manifest import manifest_of
from kip_site.backup.restoring import Restoring

pytestmark = [pytest.mark.check(31), pytest.mark.django_db, pytest.mark.both_databases]
DAMAGE = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def whole(shipped) -> bytes:
    return shipped.read_bytes()


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


@pytest.fixture
def empty(tmp_path, settings) -> Path:
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    return tmp_path


# -- damaged


@DAMAGE
@given(data=st.data())
def test_any_flipped_bit_is_found(whole, empty, data):
    place = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(whole)
    changed[place] ^= 1 << bit

    line = refused(bytes(changed), empty)

    assert "damaged" in line or "no backup of this site" in line


@DAMAGE
@given(data=st.data())
def test_what_is_cut_off_is_found(whole, empty, data):
    assert refused(whole[: data.draw(st.integers(0, len(whole) - 1))], empty)


@DAMAGE
@given(more=st.binary(min_size=1, max_size=2 * BLOCK))
def test_what_is_added_is_found(whole, empty, more):
    assert "damaged" in refused(whole + more, empty)


@DAMAGE
@given(data=st.data())
def test_a_hole_is_found(whole, empty, data):
    start = data.draw(st.integers(0, len(whole) - 1))
    size = data.draw(st.integers(1, 4 * BLOCK))

    assert refused(whole[:start] + whole[start + size :], empty)


# -- foreign


def tar(*members: tarfile.TarInfo) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as made:
        for member in members:
            made.addfile(member, io.BytesIO(bytes(member.size)))
    return stream.getvalue()


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("../../etc/passwd", "x")
    return stream.getvalue()


FOREIGN = {
    "empty": b"",
    "a text": b"SELECT 1;\n" * 1000,
    "a zip": zipped(),
    "a tar": tar(tarfile.TarInfo("../../etc/passwd"), tarfile.TarInfo("/etc/passwd")),
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


# -- made by somebody who knows the checksum


def sealed(*blocks: bytes) -> bytes:
    """A file whose checksum is right, whatever is in it."""
    stream = io.BytesIO()
    stream.fileno = lambda: 0
    writer = Writer(stream)
    for block in blocks:
        writer.write(block)
    return stream.getvalue() + ending(writer.digest.hexdigest())


def member(name: str, content: bytes = b"", **what) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    for attribute, value in what.items():
        setattr(info, attribute, value)
    return info.tobuf(tarfile.USTAR_FORMAT) + content + bytes(-len(content) % BLOCK)


END = member(MANIFEST, b"{}")
HOSTILE = {
    "a path that leads out": [member("tables/../../x.jsonl"), END],
    "an absolute path": [member("/etc/passwd"), END],
    "a link": [member("files/" + 64 * "0", type=tarfile.SYMTYPE, linkname="/etc/passwd"), END],
    "a hard link": [member("files/" + 64 * "0", type=tarfile.LNKTYPE, linkname="/etc/passwd"), END],
    "a device": [member("files/" + 64 * "0", type=tarfile.CHRTYPE), END],
    "a directory": [member("tables/x.jsonl", type=tarfile.DIRTYPE), END],
    "a sparse file": [member("files/" + 64 * "0", type=tarfile.GNUTYPE_SPARSE), END],
    "a name twice": [member("tables/x.jsonl"), member("tables/x.jsonl"), END],
    "the mark twice": [member(MARK, WORDS), END],
    "no manifest": [member("tables/x.jsonl")],
    "something after the manifest": [END, member("tables/x.jsonl")],
    "a size beyond the end": [header("tables/x.jsonl", 8**11 - 1), END],
    "a negative size": [header("tables/x.jsonl", 0)[:124] + b"\xff" * 12 + header("tables/x.jsonl", 0)[136:], END],
    "no header": [bytes(BLOCK), END],
    "half a block": [member("tables/x.jsonl")[:100]],
    "no JSON": [member(MANIFEST, b"{")],
    "JSON without end": [member(MANIFEST, b"[" * 200_000)],
    "a number without end": [member(MANIFEST, b"1" * 10_000)],
    "another manifest": [END],
    "a list": [member(MANIFEST, b"[]")],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_backup_in_spite_of_its_checksum_is_refused(empty, what):
    assert "no backup of this site" in refused(sealed(*HOSTILE[what]), empty)


# -- a real one, changed by somebody who knows the checksum


def parts_of(content: bytes, folder: Path) -> dict[str, bytes]:
    (folder / "whole.tar").write_bytes(content)
    with Archive(folder / "whole.tar") as found:
        parts = {name: found.open(name).read() for name in found.parts}
    (folder / "whole.tar").unlink()
    return parts


def resealed(parts: dict[str, bytes], change=lambda manifest: None) -> bytes:
    """`change` may write into the manifest, which knows the parts as they are now."""
    manifest = json.loads(parts[MANIFEST])
    rest = {name: content for name, content in parts.items() if name != MANIFEST}
    stream = io.BytesIO()
    writer = Writer(stream)
    for name, content in rest.items():
        digest = writer.add(name, io.BytesIO(content), len(content))
        if (table := name[7:-6]) in manifest["tables"]:
            lines = content.count(b"\n") - 1
            manifest["tables"][table] |= {"size": len(content), "sha256": digest, "rows": lines}
    change(manifest)
    text = json.dumps(manifest).encode()
    writer.add(MANIFEST, io.BytesIO(text), len(text))
    return stream.getvalue() + ending(writer.digest.hexdigest())


MANIFESTS = {
    "a newer format": (lambda given: given.update(format=2), "newer version"),
    "another product": (lambda given: given.update(product="another"), "no backup of this site"),
    "an unknown migration": (
        lambda given: given["migrations"].append(["editorial", "9999_later"]),
        "does not know the migration editorial.9999_later",
    ),
    "an unknown app": (lambda given: given["migrations"].append(["shop", "0001_initial"]), "shop.0001_initial"),
    "no migrations": (lambda given: given.update(migrations=[]), "other tables"),
    "another number of rows": (lambda given: given["tables"]["core_edition"].update(rows=7), "number of rows"),
    "another size": (lambda given: given["tables"]["core_edition"].update(size=7), "does not hold what it says"),
    "another digest": (
        lambda given: given["tables"]["core_edition"].update(sha256=64 * "0"),
        "does not hold what it says",
    ),
    "a table that is not there": (lambda given: given["tables"].pop("search_synonym"), "does not hold what it says"),
    "a file that is not there": (lambda given: given["files"].update({64 * "a": 7}), "does not hold what it says"),
    "a file that no row names": (lambda given: given["missing"].append(64 * "a"), "files that its rows name"),
    "text for a number": (lambda given: given.update(edition="7"), "no backup of this site"),
    "a number below zero": (lambda given: given.update(edition=-7), "no backup of this site"),
}


@pytest.mark.parametrize("what", MANIFESTS)
def test_a_manifest_that_does_not_fit_is_refused(whole, empty, what):
    change, words = MANIFESTS[what]
    content = resealed(parts_of(whole, empty), change)

    assert words in refused(content, empty)


STORED = b'["id","key","original_name","kind","sha256","size_bytes","pages","title","language","is_tagged","width","height","uploaded_at","uploaded_by_id"]\n'
LINES = {
    "no JSON": ("core_edition", b'["id","number"]\n{\n', "no row"),
    "no list": ("core_edition", b'["id","number"]\n{}\n', "no row"),
    "too short": ("core_edition", b'["id","number"]\n[1]\n', "does not fit"),
    "too long": ("core_edition", b'["id","number"]\n[1,2,3]\n', "does not fit"),
    "not ended": ("core_edition", b'["id","number"]\n[1,2]', "no row"),
    "other columns": ("core_edition", b'["id","name"]\n[1,2]\n', "columns"),
    "a word for a number": ("core_edition", b'["id","number"]\n[1,"many"]\n', "does not fit"),
    "a number that no column takes": (
        "core_edition",
        b'["id","number"]\n[1,9223372036854775808]\n',
        "does not fit",
    ),
    "half a character": ("core_edition", b'["id","number"]\n[1,"\\ud83d"]\n', "no row"),
    "a date that does not exist": (
        "search_missedquery",
        b'["id","words","language","count","first_on","last_on"]\n[1,"a","de",1,"2026-02-30","2026-02-28"]\n',
        "does not fit",
    ),
    "a file's key that leads out": (
        "files_storedfile",
        STORED + json.dumps([1, "../../../x", "x", "pdf", 64 * "a"] + [None] * 9).encode() + b"\n",
        "no backup of this site",
    ),
    "a file's kind that leads out": (
        "files_storedfile",
        STORED + json.dumps([1, "x", "x", "/../../x", 64 * "a"] + [None] * 9).encode() + b"\n",
        "no backup of this site",
    ),
}


@pytest.mark.parametrize("what", LINES)
def test_rows_that_do_not_fit_are_refused(whole, empty, what):
    table, content, words = LINES[what]
    parts = parts_of(whole, empty) | {f"tables/{table}.jsonl": content}
    missing = [64 * "a"] if table == "files_storedfile" else []

    assert words in refused(resealed(parts, lambda given: given.update(missing=missing)), empty)


def test_a_backup_made_anew_from_its_parts_is_taken(whole, empty):
    """So that the tests above are refused for what they say, and for nothing else."""
    file = empty / "again.tar"
    file.write_bytes(resealed(parts_of(whole, empty)))

    with Archive(file) as found:
        assert Restoring(found).manifest.rows > 500


# -- as any program sees it


def test_any_program_that_reads_a_tar_opens_it(shipped):
    with tarfile.open(shipped) as opened:
        names = opened.getnames()
        edition = json.loads(opened.extractfile("tables/core_edition.jsonl").read().splitlines()[1])
        manifest = json.loads(opened.extractfile(MANIFEST).read())

    assert names[0] == MARK
    assert names[-1] == "sha256"
    assert edition == [1, manifest["edition"]]
    assert len(names) == len(manifest["tables"]) + 3


def test_a_part_is_read_as_a_file(shipped):
    with Archive(shipped) as found, found.open("tables/core_edition.jsonl") as part:
        assert part.readline() == b'["id","number"]\n'
        assert [json.loads(line)[0] for line in part] == [1, 2]  # what pages show, and what only the search knows


def test_nothing_stays_open_of_a_refused_file(tmp_path):
    (tmp_path / "x.tar").write_bytes(b"x")

    with contextlib.suppress(Refused):
        Archive(tmp_path / "x.tar")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with contextlib.suppress(Refused):
            Archive(tmp_path / "x.tar")

    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def test_what_is_shipped_fits_its_manifest(shipped):
    with Archive(shipped) as found:
        manifest = manifest_of(found)

    assert manifest.tables["programmes_programme"].rows == 4
    assert manifest.missing == []
