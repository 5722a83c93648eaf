"""Maintains the German catalogue: texts of libraries with ß or „…“, in Swiss spelling.

The project's own texts need no entry. After an update of a library:
`DJANGO_SETTINGS_MODULE=kip_site.settings python -m tests.site.swiss_german` adds missing entries and keeps the others.
"""

from pathlib import Path

import django
import polib
from django.apps import apps
from django.conf import settings

DOMAINS = ("django", "djangojs")
NOT_SWISS = frozenset("ß„“”")
SWISS = str.maketrans({"ß": "ss", "„": "«", "“": "»", "”": "»"})
CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES"
METADATA = {
    "Language": "de",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def is_swiss(entry: polib.POEntry) -> bool:
    return not NOT_SWISS.intersection("".join(texts(entry)))


def key(entry: polib.POEntry) -> tuple:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def installed(domain: str) -> list[polib.POFile]:
    """The German catalogues of Django and of the installed libraries, compiled ones where that is all there is."""
    folders = [Path(app.path) for app in apps.get_app_configs()]
    libraries = [folder for folder in folders if folder.parent != settings.BASE_DIR]
    folders = [Path(django.__file__).parent / "conf", *libraries]
    files = [folder / "locale" / "de" / "LC_MESSAGES" / f"{domain}.mo" for folder in folders]
    return [polib.mofile(str(file)) for file in files if file.exists()]


def needed(domain: str) -> dict[tuple, polib.POEntry]:
    entries = [entry for catalogue in installed(domain) for entry in catalogue]
    return {key(entry): entry for entry in entries if not is_swiss(entry)}


def own(domain: str) -> polib.POFile:
    file = CATALOGUE / f"{domain}.po"
    if file.exists():
        return polib.pofile(str(file), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = METADATA
    return catalogue


def in_swiss(entry: polib.POEntry) -> polib.POEntry:
    return polib.POEntry(
        msgctxt=entry.msgctxt,
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgstr=entry.msgstr.translate(SWISS),
        msgstr_plural={number: text.translate(SWISS) for number, text in entry.msgstr_plural.items()},
    )


def write(domain: str):
    catalogue = own(domain)
    present = {key(entry) for entry in catalogue}
    catalogue.extend(in_swiss(entry) for entry_key, entry in needed(domain).items() if entry_key not in present)
    catalogue.save(str(CATALOGUE / f"{domain}.po"))
    catalogue.save_as_mofile(str(CATALOGUE / f"{domain}.mo"))


if __name__ == "__main__":
    django.setup()
    for name in DOMAINS:
        write(name)
