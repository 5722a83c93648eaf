"""One state of a site, whatever people do with its files meanwhile; and rows that mean the same everywhere."""

import datetime
import io
import json
import os
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from files.models import StoredFile
from kip_site.backup import rows, saving, schema, snapshot
from kip_site.backup.archive import Refused
from kip_site.backup.progress import Progress
from tests import sample_files

pytestmark = [pytest.mark.check(31), pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def uploaded(settings, tmp_path) -> list[StoredFile]:
    settings.MEDIA_ROOT = tmp_path / "media"
    return [StoredFile.objects.take_in(f"{size}.png", sample_files.image(size=(size, size))) for size in (8, 9, 10)]


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "names").mkdir()
    return tmp_path / "names"


def bytes_of(file: StoredFile) -> Path:
    return Path(default_storage.path(file.path))


def test_bytes_stay_although_their_row_goes_while_they_are_saved(uploaded, folder):
    with snapshot.taken(folder) as state:
        content = bytes_of(uploaded[0]).read_bytes()
        bytes_of(uploaded[0]).unlink()

        assert state.files[uploaded[0].sha256].read_bytes() == content
    assert len(state.files) == 3
    assert state.missing == []


def test_where_a_file_goes_just_before_it_is_kept_a_later_state_is_taken(uploaded, folder, monkeypatch):
    look, looks = snapshot.stored_files, []

    def look_and_somebody_deletes():
        found = look()
        looks.append(len(found))
        if len(looks) < 3:
            bytes_of(found[-1]).unlink()
            StoredFile.objects.filter(pk=found[-1].pk).delete()
        return found

    monkeypatch.setattr(snapshot, "stored_files", look_and_somebody_deletes)

    with snapshot.taken(folder) as state:
        assert looks == [3, 2, 1]
        assert state.missing == []
        assert list(state.files) == [uploaded[0].sha256]


def test_a_file_whose_bytes_were_lost_long_ago_is_named(uploaded, folder):
    bytes_of(uploaded[1]).unlink()

    with snapshot.taken(folder) as state:
        assert state.missing == [uploaded[1].sha256]
        assert len(state.files) == 2


def test_where_a_directory_knows_no_second_names_bytes_are_copied(tmp_path):
    (tmp_path / "x").write_bytes(b"content")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        other = Path(elsewhere)

        kept = snapshot.second_name(tmp_path / "x", other / "y")

        assert kept.read_bytes() == b"content"
        assert other.stat().st_dev != tmp_path.stat().st_dev


# -- rows


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)
)
FIELDS = {
    models.TextField(null=True): st.none() | TEXT,
    models.BigIntegerField(): st.integers(-(2**63), 2**63 - 1),
    models.BooleanField(null=True): st.none() | st.booleans(),
    models.DateField(): st.dates(),
    models.DateTimeField(): st.datetimes(timezones=st.just(datetime.UTC)),
    models.DecimalField(): st.decimals(allow_nan=False, allow_infinity=False),
    models.BinaryField(): st.binary(),
    models.JSONField(): JSON,
}


@given(row=st.tuples(*FIELDS.values()))
def test_a_row_reads_as_it_was_written(row):
    fields = list(FIELDS)
    for field in fields:
        field.model, field.column = SimpleNamespace(_meta=SimpleNamespace(db_table="none")), "none"

    text = rows.line(list(row))

    assert text.count(b"\n") == 1
    assert rows.typed(rows.parsed(io.BytesIO(text), "none"), fields, "none") == list(row)


def test_what_cannot_be_written_so_is_said():
    with pytest.raises(TypeError, match="object cannot be saved"):
        rows.line([object()])


def test_values_stand_as_a_person_would_write_them():
    moment = datetime.datetime(2026, 6, 8, 12, 30, 0, 250, datetime.UTC)

    assert json.loads(rows.line([moment, moment.date(), Decimal("58.91"), "Zürich «Ä»"])) == [
        "2026-06-08T12:30:00.000250+00:00", "2026-06-08", "58.91", "Zürich «Ä»",
    ]  # fmt: skip
    assert "Zürich" in rows.line(["Zürich"]).decode()


# -- the schema


def test_a_migration_that_this_version_does_not_know_is_named():
    with pytest.raises(Refused, match="editorial.0099_later"):
        schema.models_of([("editorial", "0099_later")])


def test_the_tables_of_today_are_those_of_all_migrations():
    tables = schema.models_of(schema.applied())

    assert set(tables) == schema.tables_there() - schema.LEFT_OUT - {schema.RECORD}


# -- a directory of archives


def test_a_draft_that_a_killed_backup_left_goes_after_a_day(tmp_path):
    old, young = tmp_path / f"{saving.DRAFT}old", tmp_path / f"{saving.DRAFT}young"
    for file in (old, young):
        file.write_bytes(b"x")
    os.utime(old, (time.time() - 2 * saving.ABANDONED,) * 2)

    saving.delete_abandoned(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [young.name]


def test_names_stand_in_the_order_of_time():
    assert saving.NAME.fullmatch(first := saving.name_now())
    assert first <= saving.name_now()
    assert not saving.NAME.fullmatch(saving.name_now("kip-before-restore"))


def test_what_is_done_within_a_second_says_nothing_and_else_once_a_second():
    said = []
    progress = Progress(said.append)
    for done in range(1000):
        progress(done, 1000, "rows")
    assert said == []

    progress.said -= 1
    for done in range(1000):
        progress(done, 1000, "rows")
    assert said == ["0 of 1000 rows …"]
