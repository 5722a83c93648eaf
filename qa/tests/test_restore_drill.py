"""`make restore-drill` prints «equal», or fails with the differences."""

from qa.restore_drill import __main__ as command
from qa.restore_drill.acts import Seen


def test_it_prints_equal_or_fails_with_what_is_not(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "REPORT", tmp_path / "drill" / "report.md")
    good, bad = Seen("SQLite"), Seen("PostgreSQL")
    good.note("backup", "1.0 s")
    bad.note("backup", "2.0 s")
    good.expect(met=True, fault="never said")
    bad.expect(met=False, fault="3 addresses differ")

    assert command.tell([good], 1) == 0
    assert capsys.readouterr().out.endswith("\nequal on SQLite\n")
    assert command.tell([good, bad], 1) == 1
    assert capsys.readouterr().out.endswith("\nPostgreSQL: 3 addresses differ\n")
    assert "2.0 s" in command.REPORT.read_text()
