"""The servers to measure, started as in operation, with one worker on one core, on a free port."""

import json
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from qa.bench import page, report
from qa.bench.answers import ACCEPT, HOST, PATH, Answer, ask
from qa.bench.machine import HERE, ROOT, SERVING, finish, on_core, program
from qa.bench.processes import Server, running
from tests import shipped_nginx
from tests.environment import clean_environment
from tests.server import free_port

APPLICATION = "kip_site.wsgi:application"
WITHOUT_STORE = "qa.bench.rendered:application"
CONNECTIONS = 32
CONSTANT = "qa.bench.constant:application"
#: Threads; of 1 to 4, two are the fastest for rendering, four for responses from a cache.
GUNICORN = ["--worker-class", "gthread", "--workers", "1", "--keep-alive", "30", "--threads"]
WAGTAILS = [
    (report.WAGTAIL, {}, "2"),
    (report.WAGTAIL_CACHE, {"BENCH_CACHE": "on"}, "4"),
]


@dataclass(frozen=True)
class Contender:
    name: str
    server: Server
    path: str = PATH
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    connections: int = CONNECTIONS

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server.port}{self.path}"

    def ask(self) -> Answer:
        return ask(self.server.port, self.path, ACCEPT | self.headers)


class Site:
    """This site's servers, all with the same environment and with the server command of `make run`."""

    def __init__(self, stack: ExitStack, folder: Path, database: str):
        self.stack, self.folder = stack, folder
        self.environment = clean_environment() | {
            "VAR_DIR": str(folder / "var"), "DATABASE_URL": database, "SITE_URL": "http://localhost:8000",
            "DJANGO_SETTINGS_MODULE": "kip_site.settings", "BENCH_PAGE": str(folder), "WORKERS": "1", "PUBLISH_DIR": str(folder / "published"),
        }  # fmt: skip
        self.stored = self.start("site", [sys.executable, ROOT / "manage.py", "serve"], free_port())

    def start(self, name: str, command: list, port: int) -> Server:
        environment = self.environment | {"PORT": str(port)}
        log = self.folder / f"{name}.log"
        command = on_core(SERVING, command)
        return self.stack.enter_context(running(name, port, command, log, PATH, env=environment, cwd=ROOT))

    def serve(self, name: str, application: str) -> Server:
        """The server command of the site with another application and port."""
        command, port = self.stored.command(), free_port()
        if command.count(APPLICATION) != 1 or command.count(str(self.stored.port)) != 1:
            raise SystemExit(f"`manage.py serve` runs something that the bench does not know: {' '.join(command)}")
        other = {APPLICATION: application, str(self.stored.port): str(port)}
        return self.start(name, [other.get(word, word) for word in command], port)

    def rendered(self) -> Server:
        return self.serve("rendered", WITHOUT_STORE)

    def python(self, *arguments: str) -> str:
        return finish([sys.executable, *arguments], env=self.environment, cwd=ROOT).strip()


def of_this_site(site: Site) -> list[Contender]:
    stored = Contender(report.STORED, site.stored)
    answer = stored.ask()
    page.keep(answer, site.folder)
    rendered, etag = site.rendered(), answer.headers.get("etag")
    return [
        stored,
        *([Contender(report.UNCHANGED, site.stored, headers={"If-None-Match": etag}, status=304)] if etag else []),
        Contender(report.RENDERED, rendered),
        Contender(report.ONE_READER, rendered, connections=1),
        Contender(report.CEILING, site.serve("constant", CONSTANT)),
    ]


def nginx(stack: ExitStack, folder: Path) -> Contender:
    """nginx with the stored page of the site, which must exist."""
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(page.nginx_configuration(folder, port))
    command = on_core(SERVING, [program("nginx"), "-p", folder, "-c", configuration])
    server = stack.enter_context(running("nginx", port, command, folder / "nginx.log", "/page"))
    return Contender(report.NGINX, server, path="/page")


#: In place of the site's files, one with the bytes of a page: what else nginx does for a request is the same.
ONE_FILE = """
location / {{
    root {folder};
    types {{}}
    default_type "text/html; charset=utf-8";
    max_ranges 0;
    if_modified_since off;
    add_header Content-Encoding br always;
    add_header Vary Accept-Encoding always;
    include {configuration}/page.conf;
    try_files /page =404;
}}
"""


def published(stack: ExitStack, folder: Path, site: Site) -> list[Contender]:
    """The shipped nginx with the published files, and with the same settings and a single file."""
    for file in (f"{PATH.strip('/')}/index.html", "sitemap.xml"):  # the last that a round makes
        wait_for_file(folder / "published" / "current" / "pages" / file)
    return [
        Contender(name, shipped(stack, name, folder, site.stored.port, published=name == report.PUBLISHED))
        for name in (report.PUBLISHED, report.SAME_SETTINGS)
    ]


def shipped(stack: ExitStack, name: str, folder: Path, site: int, *, published: bool) -> Server:
    configuration, port = folder / f"nginx-{published}", free_port()
    command = shipped_nginx.command(
        program("nginx"), configuration, port, free_port(), [site], name=HOST, published=folder / "published"
    )
    if not published:
        (configuration / "published.conf").write_text(ONE_FILE.format(folder=folder, configuration=configuration))
        site_conf = configuration / "site.conf"
        site_conf.write_text(site_conf.read_text().replace("error_page 410 @gone;", ""))
    return stack.enter_context(running(name, port, on_core(SERVING, command), configuration / "log"))


def wait_for_file(path: Path):
    ends = time.monotonic() + 300
    while not path.exists():
        if time.monotonic() > ends:
            raise SystemExit(f"The site has not published {path}")
        time.sleep(0.1)


def wagtail(stack: ExitStack, folder: Path, programs: Path, database: str, site: Site) -> list[Contender]:
    environment = clean_environment() | {"DATABASE_URL": database, "PYTHONPATH": str(HERE)}
    content = folder / "content.json"
    content.write_text(json.dumps(json.loads(site.python("-m", "qa.bench.content"))))
    finish([str(programs / "python"), "-m", "wagtail_site.load", str(content)], env=environment)
    return [
        Contender(name, gunicorn(stack, name, programs, environment | cache, threads, folder))
        for name, cache, threads in WAGTAILS
    ]


def gunicorn(stack: ExitStack, name: str, programs: Path, environment: dict, threads: str, folder: Path) -> Server:
    port, log = free_port(), folder / f"{name}.log"
    command = [programs / "gunicorn", "wagtail_site.wsgi", *GUNICORN, threads, "--bind", f"{HOST}:{port}"]
    command = on_core(SERVING, command)
    return stack.enter_context(running(name, port, command, log, PATH, env=environment, cwd=folder))
