"""The audit log: its content, no forged lines, neither passwords nor search words."""

import json
import re
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts import audit_log
from accounts.audit_log_words import EVENTS, described
from editorial.models import Revision
from editorial.revisions import publishing
from editorial.revisions.workflow import ACTIONS
from programmes.models import FundingArea
from tests import factories
from tests.accounts.test_login import PASSWORD, WRONG_PASSWORD, enrol, send_password
from tests.editorial.office import AHEAD, Answer, act, address, hand_in, logged_in, person, revision_of
from tests.environment import ROOT
from tests.sample_files import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.check(24)]


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What waits for its commit has it, as outside of tests."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def draft():
    area = factories.funding_area(summary_de="Eins.")
    return revision_of(
        hand_in(person("writer", "Redaktion"), address(FundingArea, "change", area.pk), summary_de="Zwei.")
    )


def lines() -> list[dict]:
    """Oldest first."""
    return audit_log.latest_entries(1000)[::-1]


def events() -> list[str]:
    return [each["event"] for each in lines()]


# -- what stands in it


def test_a_way_in_is_told_step_by_step():
    User.objects.create_user("editor", password=PASSWORD, is_staff=True)
    client = Client(headers={"host": "localhost"}, REMOTE_ADDR="192.0.2.7")
    send_password(client, password=WRONG_PASSWORD)
    enrol(client)
    client.post(reverse("admin:own_access"), {"code": "000000", "do": "codes"})
    client.post(reverse("admin:logout"))

    assert events() == ["login.failed", "login", "second_factor.set_up", "second_factor.failed", "logout"]
    assert {each["person"]["name"] for each in lines()} == {"editor"}
    assert {each["address"] for each in lines()} == {"192.0.2.7"}
    assert all(each["time"].endswith("Z") for each in lines())


def test_a_lock_is_told_once_however_often_it_is_tried():
    client = Client(headers={"host": "localhost"})
    for _try in range(9):
        send_password(client, name="nobody", password=WRONG_PASSWORD)

    assert events() == ["login.failed"] * 5 + ["login.locked"]


def test_a_name_that_nobody_has_stands_nowhere(var):
    send_password(Client(headers={"host": "localhost"}), name="Mein geheimes Passwort", password=PASSWORD)

    text = "".join(file.read_text() for file in (var / "record").iterdir())
    assert "geheim" not in text.casefold()
    assert "tassen" not in text.casefold()
    assert lines()[0]["unknown_name"]


def test_a_refusal_is_told_of_people_and_not_of_strangers():
    person("translator", "Übersetzung").post(reverse("admin:auth_user_add"), {"username": "x"})
    Client(headers={"host": "localhost"}, enforce_csrf_checks=True).post(reverse("admin:login"), {})

    assert [(each["event"], each["person"]["name"], each["path"]) for each in lines()] == [
        ("denied", "translator", "/admin/auth/user/add/")
    ]


@pytest.mark.parametrize("action", ["schedule", "withdraw", "share", "publish"])
def test_what_is_done_to_a_revision_is_told_with_its_page(draft, committed, action):
    client = person("publisher", "Freigabe")

    with committed():
        act(client, draft, action, publish_at=AHEAD, days="1")

    (told,) = [each for each in lines() if each["event"] == action]
    assert told["person"]["name"] == "publisher"
    assert (told["model"], told["key"]) == (draft.model, draft.key)


def test_what_is_refused_is_not_told_as_done(draft, committed):
    with committed():
        act(person("publisher", "Freigabe"), draft, "schedule", publish_at="gestern")
        act(person("translator", "Übersetzung"), draft, "publish")

    assert "schedule" not in events()
    assert "publish" not in events()


@pytest.mark.both_databases
def test_a_publication_that_is_rolled_back_is_not_told(draft, committed):
    with committed(), transaction.atomic():
        publishing.publish(draft, draft.author)
        transaction.set_rollback(True)

    assert events() == []


def test_a_preview_publishes_nothing_and_tells_nothing(draft, committed):
    with committed():
        publishing.preview(draft, "de")

    assert events() == []


def test_the_clock_tells_for_whom_it_publishes(draft, committed):
    Revision.objects.filter(pk=draft.pk).update(
        state="scheduled", publish_at="2026-01-01T08:00Z", published_by=draft.author
    )

    with committed():
        list(publishing.publish_due())

    assert [(each["event"], each["person"]["name"], each["address"]) for each in lines()] == [
        ("publish", "writer", None)
    ]


def test_a_deletion_and_the_way_back_are_told(draft, committed):
    chief = logged_in(is_superuser=True)
    area = FundingArea.objects.get(key=draft.key)

    with committed():
        chief.post(address(FundingArea, "delete", area.pk), {"post": "yes"})
        act(chief, Revision.objects.of(FundingArea, draft.key).order_by("pk").first(), "restore", language="")

    assert events() == ["delete", "restore"]


def test_uploads_are_told_and_refused_ones_with_the_reason(committed):
    chief, page = logged_in(is_superuser=True), reverse("admin:files_storedfile_add")
    with committed():
        chief.post(page, {"upload": SimpleUploadedFile("bericht.pdf", b"<html>kein PDF")})
        chief.post(page, {"upload": SimpleUploadedFile("bericht.pdf", pdf())})

    assert events() == ["upload.refused", "upload"]
    assert lines()[0]["file"] == "bericht.pdf"
    assert lines()[0]["reason"]


def test_changed_rights_are_told(committed):
    someone = User.objects.create_user("editor", is_staff=True)
    groups = Group.objects.filter(name="Freigabe").values_list("pk", flat=True)
    page = reverse("admin:auth_user_change", args=[someone.pk])

    with committed():
        person("head", "Leitung").post(
            page, {"username": "editor", "is_active": "on", "groups": [str(pk) for pk in groups]}
        )

    (told,) = lines()
    assert (told["event"], told["person"]["name"], told["whose"]) == ("rights.changed", "head", "editor")
    assert told["groups"] == "Freigabe"
    assert told["is_active"] is True


def test_the_way_in_for_emergencies_is_told(committed, capsys):
    User.objects.create_user("editor", is_staff=True)

    with committed():
        call_command("let_in", "editor")

    (told,) = lines()
    assert (told["event"], told["person"]["name"]) == ("emergency", "editor")
    assert told["by"]
    assert capsys.readouterr().out.splitlines()[1].strip() not in json.dumps(lines())


# -- no line is forged

NASTY = [
    'evil\n{"event": "login"}',
    "evil\r\nlogin",
    "evil\u2028login",
    "evil\x1b[2J\x1b[31m",
    "evil\x85\x7f\x00",
    "evil‮",
]


@pytest.mark.check(29)
@pytest.mark.parametrize("name", NASTY)
def test_a_name_makes_no_line_and_no_colour(var, name):
    someone = User(pk=7, username=name)
    audit_log.record("login", person=someone, page=name)

    (file,) = (var / "record").iterdir()
    written = file.read_bytes()
    assert written.count(b"\n") == 1
    assert all(32 <= byte < 127 for byte in written[:-1])
    assert lines()[0]["person"]["name"] == lines()[0]["page"] == name


@pytest.mark.check(29)
@pytest.mark.parametrize("name", [each for each in NASTY if "\x00" not in each])
def test_a_name_at_the_login_makes_no_line(var, name):
    User.objects.create_user("editor", is_staff=True)
    User.objects.filter(username="editor").update(username=name)

    send_password(Client(headers={"host": "localhost"}), name=name, password=WRONG_PASSWORD)

    assert events() == ["login.failed"]


def test_a_long_input_makes_a_short_line():
    audit_log.record("upload.refused", file="x" * 100_000)

    assert len(lines()[0]["file"]) == audit_log.MAX_VALUE_LENGTH


# -- the file


def test_only_its_owner_reads_it(var):
    audit_log.record("login")
    (file,) = (var / "record").iterdir()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.suffix == ".jsonl"


def test_a_link_in_its_place_is_not_followed(var, caplog):
    audit_log.record("login")
    (file,) = (var / "record").iterdir()
    elsewhere = var / "elsewhere"
    elsewhere.touch()
    file.unlink()
    file.symlink_to(elsewhere)

    audit_log.record("logout")

    assert elsewhere.read_text() == ""
    assert '"event": "logout"' in caplog.text


def test_when_it_cannot_be_written_the_log_has_the_line_and_work_goes_on(var, caplog):
    (var / "record").write_text("no folder")

    audit_log.record("login")

    assert "cannot be written" in caplog.text
    assert '"event": "login"' in caplog.text


def test_processes_do_not_mix_their_lines(var):
    file = var / "record" / "2026-01-01.jsonl"
    line = json.dumps({"event": "x" * 1500}) + "\n"
    with ProcessPoolExecutor(4, mp_context=get_context("fork")) as together:
        list(together.map(audit_log.append, [file] * 200, [line.encode()] * 200))

    assert len(lines()) == 200
    assert {each["event"] for each in lines()} == {"x" * 1500}


def test_half_a_line_hides_no_other(var):
    audit_log.record("login")
    (file,) = (var / "record").iterdir()
    with file.open("ab") as stream:
        stream.write(b'{"event": "hal\n')
    audit_log.record("logout")

    assert events() == ["login", "logout"]


# -- in the office


def test_the_head_reads_the_last_lines(draft):
    audit_log.record("login", person=User(pk=3, username="<b>editor</b>"))
    head = person("head", "Leitung")

    answer = Answer(head.get(reverse("admin:record")))

    assert answer.table[0][1:3] == ["Anmeldung mit Passwort", "<b>editor</b>"]
    assert b"<b>editor" not in answer.response.content
    assert "Protokoll" in Answer(head.get(reverse("admin:index"))).text
    assert "Protokoll" not in Answer(person("editor", "Redaktion").get(reverse("admin:index"))).text


def test_an_entry_is_told_in_german_and_local_time():
    entry = {
        "time": "2026-07-01T22:30:05.123Z", "event": "rights.changed", "person": {"id": 1, "name": "head"}, "address": "127.0.0.1",
        "whose": "editor", "groups": "Freigabe", "changed": ["groups", "is_active"], "is_active": True, "key": "x",
    }  # fmt: skip

    assert described(entry) == {
        "time": "2. Juli 2026, 00:30:05", "event": "Konto oder Rechte geändert", "person": "head", "address": "127.0.0.1",
        "what": "Konto: editor, Gruppen: Freigabe, geändert: groups, is_active, aktiv: ja",
    }  # fmt: skip


@pytest.mark.parametrize("broken", ["", "gestern", "2026-99-99T00:00:00Z", "2026-01-01T00:00:00"])
def test_a_time_that_cannot_be_read_stands_as_it_is(broken):
    assert described({"time": broken})["time"] == broken


APPS = ("accounts", "editorial", "files", "search", "redirects", "programmes")


def test_every_event_has_words():
    """Of those whose name stands in the code; the steps of the workflow have the names of their actions."""
    source = "".join(path.read_text() for app in APPS for path in (ROOT / app).rglob("*.py"))
    named = set(re.findall(r"""record(?:_on_commit)?\(\s*"([a-z_.]+)\"""", source)) | set(ACTIONS)

    assert len(named) > 25
    assert named - set(EVENTS) == set()
