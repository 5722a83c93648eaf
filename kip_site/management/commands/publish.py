"""The whole site as files in a folder, for a bucket or a CDN: complete, and only what has changed is written again."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.filesystem.file_lock import try_lock
from core.filesystem.switched_tree import names_in, prune
from core.languages import LANGUAGE_CODES
from core.pages.addresses import FILES_PATH, is_publishable
from core.pages.internal_request import InternalRequest
from delivery.cached_page import Response
from delivery.error_page import error_page
from delivery.layers import with_layers
from delivery.linked_addresses import LinkedAddresses
from delivery.published_files import CONTENT_TYPES, PLAIN_PATH, shared_headers
from delivery.static_files import HASHED_NAME
from files.responses import INERT_HEADERS
from kip_site.former_addresses import former_paths
from kip_site.sitemaps import public_paths

MARK = ".published"  # in a folder that this command has made, and in which it deletes what it does not know
STEP = 100  # addresses from one line of progress to the next


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser):
        parser.add_argument("to", type=Path, help="a folder that is empty, or that this command has made")

    def handle(self, to: Path, **options):
        try:
            with Folder(to) as self.folder:
                self.publish()
        except OSError as error:
            raise CommandError(f"{error} The next run goes on from here.") from error

    def publish(self):
        redirects, gone, failed = [], [], []
        for number, (path, answer) in enumerate(answers(with_layers(WSGIHandler())), start=1):
            if answer.code >= 500:
                failed.append(path)
            elif answer.code == 410:
                gone.append(path)
            elif answer.code in (301, 302):
                redirects.append(f"{path} {dict(answer.headers)['Location']} {answer.code}")
            elif answer.code == 200 and PLAIN_PATH.fullmatch(path):
                self.folder.write(f"{path}index.html" if path.endswith("/") else path, answer.body)
            if number % STEP == 0:
                self.stdout.write(f"{number} addresses …")
        if failed:
            raise CommandError(f"These could not be made, and nothing was removed: {' '.join(failed)}")
        self.write_rest(redirects, gone)
        self.stdout.write(self.folder.summary() + " The search does not work there, and its page says so.")

    def write_rest(self, redirects: list[str], gone: list[str]):
        for root in (settings.STATIC_ROOT, settings.BASE_DIR / "static_at_root"):
            for file in filter(Path.is_file, root.rglob("*")):
                is_at_root = root != settings.STATIC_ROOT
                if is_at_root or (HASHED_NAME.search(file.name) and file.suffix not in (".br", ".gz")):
                    self.folder.write(f"{'' if is_at_root else 'static/'}{file.relative_to(root)}", file.read_bytes())
        for code in LANGUAGE_CODES:
            with override(code):
                path = reverse("search")
                self.folder.write(f"{path}index.html", search_page(path))
        self.folder.write("404.html", Response.to_nobody(with_layers(WSGIHandler()), "/404.html").body)
        self.folder.write("_headers", header_rules().encode())
        self.folder.write("_redirects", "".join(f"{line}\n" for line in redirects).encode())
        self.folder.write("gone.txt", "".join(f"{path}\n" for path in gone).encode())
        self.folder.remove_others()


class Folder:
    """Of one run at a time. Raises CommandError for one that is not its own."""

    def __init__(self, root: Path):
        self.root, self.kept, self.written, self.removed = root, {MARK}, 0, 0

    def __enter__(self) -> "Folder":
        here, published = self.root.resolve(), settings.PUBLISH_DIR.resolve()
        if here.is_relative_to(published) or published.is_relative_to(here):
            raise CommandError(f"{self.root} and PUBLISH_DIR lie in one another; name another folder.")
        self.root.mkdir(parents=True, exist_ok=True)
        if any(self.root.iterdir()) and not (self.root / MARK).exists():
            raise CommandError(f"{self.root} holds something else; name an empty folder.")
        self.lock = (self.root / MARK).open("w")
        if not try_lock(self.lock):
            raise CommandError(f"Another run is writing {self.root}.")
        return self

    def __exit__(self, *_):
        self.lock.close()

    def write(self, name: str, content: bytes):
        """Each file as a whole, and only where it differs: what copies the folder on goes by its time."""
        name = name.lstrip("/")
        self.kept.add(name)
        file = self.root / name
        if file.is_file() and file.read_bytes() == content:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.root / f"{MARK}-draft"
        draft.write_bytes(content)
        draft.replace(file)
        self.written += 1

    def remove_others(self):
        for name in set(names_in(self.root)) - self.kept:
            (self.root / name).unlink()
            prune((self.root / name).parent, self.root)
            self.removed += 1

    def summary(self) -> str:
        return f"{len(self.kept)} files in {self.root}: {self.written} written, {self.removed} removed."


def answers(application: Callable) -> Iterator[tuple[str, Response]]:
    """What the application says at each address, once; those that a page links to are found on the way."""
    links, asked = LinkedAddresses(), set()
    for path in chain(public_paths(), filter(is_publishable, links.unvisited()), former_paths()):
        if path not in asked:
            asked.add(path)
            links.visit(path)
            answer = Response.to_nobody(application, path)
            if answer.is_storable:
                links.note(answer.body)
            yield path, answer


def search_page(path: str) -> bytes:
    advice = _("Diese Kopie der Website besteht aus fertigen Seiten. Suchen können Sie unter %(address)s.")
    return error_page(
        InternalRequest(path), 404, _("Die Suche geht hier nicht"), advice % {"address": settings.SITE_URL + path}
    ).content


def header_rules() -> str:
    """In the form that Cloudflare Pages and Netlify read, which join the values of rules that overlap."""
    for_all = shared_headers("/", "")
    rules = {"/*": [header for header in for_all if header[0] not in ("Content-Type", "Content-Language")]}
    for code in LANGUAGE_CODES:
        with override(code):
            rules[reverse("feed")] = [("Content-Type", CONTENT_TYPES["index.atom"])]
        if code != settings.LANGUAGE_CODE:
            rules[f"/{code}/*"] = [("Content-Language", code)]
    rules |= {f"/*{ending}": [("Content-Type", CONTENT_TYPES[ending])] for ending in (".csv", ".jsonld")}
    rules[f"/{FILES_PATH}*"] = list(INERT_HEADERS.items())
    return "".join(
        "\n  ".join([path, *(f"{name}: {value}" for name, value in of)]) + "\n" for path, of in rules.items()
    )
