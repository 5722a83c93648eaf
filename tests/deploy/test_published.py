"""The published files behind the shipped nginx: the same answers as from the application, and all of them without it."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import shipped_nginx
from tests.environment import ROOT
from tests.sampling import THOROUGH
from tests.server import Server, free_port
from tests.shipped_nginx import BROTLI
from tests.tools import absent

pytestmark = pytest.mark.slow

HOST = "kip.example.org"
#: What has happened on a site that has lived for a while.
LIFE = """
from editorial.models import Revision
Revision.objects.all().delete()  # every page of the history is a page to publish
from files.models import StoredFile
from programmes.models import Document, Evaluation, GlossaryTerm, Measure, PartnerOrganisation
from redirects.models import ShortAddress, TakenOverAddress
from tests import sample_files
Evaluation.objects.all().delete()
for model in (Measure, PartnerOrganisation, GlossaryTerm):  # a few of each kind are enough
    model.objects.filter(pk__in=model.objects.order_by("pk").values("pk")[3:]).delete()
measures = list(Measure.objects.order_by("pk")[:3])
measures[0].slug = "umgezogen"
measures[0].save()
ShortAddress.objects.create(code="bcdfg", model="programmes.measure", key=measures[0].key)
TakenOverAddress.objects.create(path="alt/phase", target="/kip-3/")
term = GlossaryTerm.objects.order_by("pk").first()
term.slug = "neu-benannt"
term.save()
for language, slug in (("de", "bericht"), ("fr", "rapport")):
    document = Document.objects.filter(language=language, file=None).first() or Document.objects.filter(file=None).first()
    document.file, document.slug, document.language = StoredFile.objects.take_in("x.pdf", sample_files.pdf(title=slug)), slug, language
    document.save()
"""
GONE = "from tests import factories; factories.decision(slug='weg').delete()"
EDIT = "from pages.models import StandingPage as S; r = S.objects.get(key='{}'); r.summary_de = '{}'; r.save()"


class Site(Server):
    def manage(self, *words: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=1200)  # noqa: S603

    def shell(self, code: str):
        done = self.manage("shell", "--verbosity", "0", "-c", code)
        assert done.returncode == 0, done.stderr

    def end(self):
        """All at once, as when the machine runs out of memory."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in (self.process.pid, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()


class Reader:
    """A connection for each request: one that is kept may be closed by the other side at any time."""

    def __init__(self, port: int):
        self.port = port

    def is_answered(self) -> bool:
        try:
            return bool(self.ask("/live"))
        except OSError:
            return False

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, headers={"Host": HOST} | headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode("latin-1")


def until(condition, seconds: float = 1200):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("published")
    (folder / "var").mkdir()
    # http, as nginx is asked without TLS here; nothing else differs from operation
    server = Site(folder / "var", PUBLISH_DIR=str(folder / "files"), SITE_URL=f"http://{HOST}", PAGE_CACHE_MB="64")
    server.tree = folder / "files" / "current"
    server.prepare()
    for code in (LIFE, GONE):
        server.shell(code)
    server.prepared = False
    with server:
        until(lambda: (server.tree / "gone/entscheide/weg/@").exists() and (server.tree / "pages/sitemap.xml").exists())
        yield server


@pytest.fixture(scope="module")
def reader(site, tmp_path_factory) -> Iterator[Reader]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    program = shutil.which("nginx") or absent("nginx", "apt install nginx")
    command = shipped_nginx.command(program, folder, port, free_port(), [site.port], published=site.tree.parent)
    security = folder / "security.conf"
    security.write_text(re.sub("add_header Strict.*\n", "", security.read_text()))  # under https only
    with subprocess.Popen(command) as process:  # noqa: S603
        try:
            reader = Reader(port)
            until(reader.is_answered)
            yield reader
        finally:  # or leaving waits for its end
            process.terminate()


def test_addresses_are_answered_by_nginx_as_by_the_application(site, reader, capsys):
    """Each fifteenth of all addresses, but for the history of pages: `compare_files` asks for every one on a real site."""
    encodings = ["br", "gzip", "identity"] if BROTLI.exists() else ["gzip", "identity"]
    site.shell(EDIT.format("policy", "Auch die Geschichte und die Feeds sind danach neu."))

    done = site.manage(
        "compare_files", f"http://127.0.0.1:{reader.port}", f"http://127.0.0.1:{site.port}", "--pause", "0", "--every", "1" if THOROUGH else "15",
        "--wait", "600", "--encodings", *encodings,
    )  # fmt: skip

    with capsys.disabled():
        print(f"\n{done.stdout.strip()}")
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(re.match(r"(\d+) addresses", done.stdout)[1]) > 30


@pytest.mark.parametrize(
    ("path", "status", "target"),
    [
        ("/kip-3", 301, "/kip-3/"), ("/kip-3?x=1", 301, "/kip-3/?x=1"), ("/alt/phase/?x=1", 301, "/kip-3/"), ("/k/bcdfg", 302, "/massnahmen/umgezogen/"),
        ("/fr/k/bcdfg/", 302, "/fr/massnahmen/umgezogen/"), ("/glossar/neu-benannt/", 302, "/glossar/#neu-benannt"), ("/entscheide/weg/", 410, None),
        ("/kip-3/?utm_source=x", 200, None), ("/dateien/bericht.pdf", 200, None), ("/entscheide/feed/", 200, None),
    ],
)  # fmt: skip
def test_what_is_a_file_is_answered_whatever_lives(site, reader, path, status, target):
    answered, headers, _body = reader.ask(path)

    assert (answered, headers.get("Location")) == (status, target)


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/kip-3/", "POST", 405), ("/kip-3/", "OPTIONS", 405), ("//kip-3/", "GET", 301), ("/%6Bip-3/", "GET", 200),
        ("/gibt-es-nicht/", "GET", 404), ("/suche/?q=kip", "GET", 200), ("/admin/login/", "GET", 200), ("/vorschau/x/", "GET", 404),
        ("/pages/kip-3/index.html", "GET", 404), ("/kip-3/index.html", "GET", 404), ("/kip-3/index.html.br", "GET", 404),
        ("/entscheide/weg/", "POST", 405), ("/live", "GET", 200), ("/favicon.ico", "GET", 200),
    ],
)  # fmt: skip
def test_everything_else_is_answered_by_the_application(site, reader, path, method, status):
    direct = Reader(site.port).ask(path, method)
    answered = reader.ask(path, method)

    assert answered[0] == direct[0]
    assert answered[0] == status
    assert answered[1].get("Location") == direct[1].get("Location")


def test_an_edit_shows_through_nginx_and_a_set_as_a_whole(site, reader):
    """The pages of a set, asked for one after the other without a pause: none is older than one that was read before.

    Twice, or until there were 100 000 reads with THOROUGH.
    """
    pages = {
        "glossary": "/glossar/",
        "contact": "/kontakt/",
        "policy": "/integrationspolitik/",
        "partners": "/partner/",
    }
    reads, mixtures, shown_after = 0, 0, []
    number = 0
    while number < 2 or (THOROUGH and reads < 100_000):
        number += 1
        text = f"Satz Nummer {number} dieser Mappe."
        code = f"from django.db import transaction as t\nwith t.atomic():\n  {'; '.join(EDIT.format(key, text) for key in pages)}\nimport time; print(time.time())"
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code],
            env=site.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        ends, seen = time.monotonic() + 300, set()
        while len(seen) < 2 or seen != {"new"}:
            assert time.monotonic() < ends
            states = ["new" if text in reader.ask(path)[2] else "old" for path in pages.values()]
            reads += len(states)
            mixtures += states != sorted(states, reverse=True)  # new, then old
            seen = {states[0], *seen} if states[0] == states[-1] else seen
            if states[-1] == "new":
                break
        at = time.time()
        shown_after.append(at - float(process.communicate()[0]))
    print(
        f"\n{reads} reads, {mixtures} mixtures; an edit shows after {', '.join(f'{each:.2f}' for each in shown_after)} s"
    )
    assert mixtures == 0


def test_without_any_process_all_is_answered_and_the_next_one_goes_on(site, reader):
    pages = site.addresses()
    site.end()

    answers = {
        path: reader.ask(path)[0]
        for path in [*pages, "/entscheide/feed/", "/daten/katalog.jsonld", "/dateien/rapport.pdf"]
    }
    others = [
        reader.ask(path)[0] for path in ("/kip-3", "/alt/phase/", "/k/bcdfg", "/entscheide/weg/", "/gibt-es-nicht/")
    ]
    css = re.search(r'href="(/static/[^"]+\.css)"', reader.ask("/")[2])[1]

    assert {path: status for path, status in answers.items() if status != 200} == {}
    assert others == [301, 301, 302, 410, 503]
    assert reader.ask(css)[0] == 200
    site.start()
    site.shell(EDIT.format("glossary", "Wieder da."))
    until(lambda: "Wieder da." in reader.ask("/glossar/")[2])
