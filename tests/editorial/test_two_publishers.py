"""Two people publish the same page at the same time, on the running site: nothing is lost, and no error is shown.

And with several processes, each scheduled page is published once, and a synonym holds in each, for which no page is
rendered again.
"""

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.delivery.visitor import Visitor
from tests.editorial.office import AHEAD, NEXT_YEAR
from tests.environment import ROOT
from tests.server import Server

pytestmark = pytest.mark.slow  # on PostgreSQL: test_serve_on_postgresql

FORM = "/admin/programmes/fundingarea/1/change/"
ROUNDS = 1
PATIENCE = 120
IN_A_ROW = 20  # answers, so that each of two processes gave some
SCHEDULED = [FORM.replace("/1/", f"/{number}/") for number in range(2, 5)]
TIME_COMES = """
import datetime
from django.utils import timezone
from editorial.models import Revision
print(Revision.objects.scheduled().update(publish_at=timezone.now() + datetime.timedelta(seconds=3)))
"""


def hand_in(visitor: Visitor, form: str = FORM, **texts: str) -> str:
    """The address of the new revision."""
    status, address, _text = visitor.post(form, visitor.form(form) | texts | {"_check": "1"})
    assert status == 200
    assert address.startswith("/admin/fassungen/")
    return address


def publish_together(visitors: list[Visitor], drafts: list[str]) -> list[tuple[int, str, str]]:
    start = threading.Barrier(len(visitors))

    def publish(visitor: Visitor, draft: str):
        start.wait()
        return visitor.post(draft, {"action": "publish"})

    with ThreadPoolExecutor() as together:
        return list(together.map(publish, visitors, drafts))


def clash(servers: list[Server], printed: str):
    visitors = [Visitor.administrator(server, printed) for server in servers]
    for number in range(ROUNDS):
        different = [f"Satz {number}", f"Bereich {number}"]
        drafts = [hand_in(visitors[0], summary_de=different[0]), ""]
        drafts[1] = visitors[1].post(
            f"{FORM}?fassung=0", visitors[1].form(f"{FORM}?fassung=0") | {"name_de": different[1], "_check": "1"}
        )[1]
        answers = publish_together(visitors, drafts)
        assert [status for status, _address, _text in answers] == [200, 200]
        live = visitors[0].form(f"{FORM}?fassung=0")
        assert [live["summary_de"], live["name_de"]] == [[text] for text in different]


def clash_over_one_field(servers: list[Server], printed: str):
    visitors = [Visitor.administrator(server, printed) for server in servers]
    forms = [visitor.form(f"{FORM}?fassung=0") for visitor in visitors]
    texts = ["Von der einen.", "Von der anderen."]
    drafts = [
        visitor.post(f"{FORM}?fassung=0", form | {"summary_de": text, "_check": "1"})[1]
        for visitor, form, text in zip(visitors, forms, texts, strict=True)
    ]

    answers = publish_together(visitors, drafts)

    assert [status for status, _address, _text in answers] == [200, 200]
    refused = ["Inzwischen hat jemand anderes dieselbe Stelle geändert" in text for *_, text in answers]
    assert sorted(refused) == [False, True]
    assert visitors[0].form(f"{FORM}?fassung=0")["summary_de"] == [texts[refused.index(False)]]
    kept = drafts[refused.index(True)].split("/")[-2]
    assert visitors[0].form(f"{FORM}?fassung={kept}")["summary_de"] == [texts[refused.index(True)]]


def one_time_for_all(servers: list[Server], printed: str):
    """All processes look at the clock each second, and the same pages are due for all of them."""
    visitor = Visitor.administrator(servers[0], printed)
    drafts = [hand_in(visitor, form, summary_de=f"Ab jetzt, {form}.") for form in SCHEDULED]
    for draft in drafts:
        _status, _address, text = visitor.post(draft, {"action": "schedule", "publish_at": AHEAD})
        assert f"Geplant auf 10. Oktober {NEXT_YEAR}" in text

    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--verbosity", "0", "-c", TIME_COMES]
    moved = subprocess.run(command, env=servers[0].environment, capture_output=True, check=True, timeout=300)  # noqa: S603
    assert int(moved.stdout) == len(SCHEDULED)

    ends = time.monotonic() + 300
    while missing := set(drafts) - set(publications(servers)):
        assert time.monotonic() < ends, missing
        time.sleep(0.2)
    time.sleep(2)  # for a process that would carry it out once more
    assert [visitor.form(f"{form}?fassung=0")["summary_de"] for form in SCHEDULED] == [
        [f"Ab jetzt, {form}."] for form in SCHEDULED
    ]
    times = publications(servers)
    assert {draft: times[draft] for draft in drafts} == dict.fromkeys(drafts, 1)


def publications(servers: list[Server]) -> Counter[str]:
    """How often each revision was published, as the records of all servers tell it."""
    files = [file for server in set(servers) for file in (server.output.parent / "record").glob("*.jsonl")]
    lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return Counter(f"/admin/fassungen/{told['revision']}/" for told in lines if told["event"] == "publish")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("two"), WORKERS="2") as server:
        yield server


def test_on_sqlite(two):
    clash([two, two], two.printed())
    clash_over_one_field([two, two], two.printed())
    one_time_for_all([two], two.printed())


def change(server: Server, sql: str, *values: str):
    database = Path(server.environment["VAR_DIR"]) / "kip.sqlite3"
    with closing(sqlite3.connect(database, timeout=300)) as connection, connection:
        connection.execute(sql, values)


def finds(server: Server) -> bool:
    return 'href="/foerderbereiche/dolmetschen/' in server.get("/suche/?q=palaver").partition('<ol class="hits"')[2]


def all_say(server: Server, expected: bool) -> bool:
    """So many answers one after the other. The clock looks once a second; a busy machine may need longer."""
    deadline, in_a_row = time.monotonic() + PATIENCE, 0
    while in_a_row < IN_A_ROW and time.monotonic() < deadline:
        in_a_row = in_a_row + 1 if finds(server) == expected else 0
        time.sleep(0 if in_a_row else 0.2)
    return in_a_row == IN_A_ROW


def test_a_synonym_holds_in_every_process_and_leaves_pages_as_they_are(two):
    assert all_say(two, False)
    tag = two.request("/")[1]["etag"]

    change(
        two, "INSERT INTO search_synonym (key, words, language, changed_at) VALUES (?, ?, ?, ?)",
        "palaver", "Palaver, Dolmetschen", "", "2026-11-25",
    )  # fmt: skip
    assert all_say(two, True)
    change(two, "DELETE FROM search_synonym WHERE key = ?", "palaver")
    assert all_say(two, False)

    assert two.request("/")[1]["etag"] == tag
