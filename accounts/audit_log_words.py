"""The entries of the audit log in German and in local time, for the page of the office."""

import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

EVENTS = {
    "login": "Anmeldung mit Passwort",
    "login.failed": "Anmeldung misslungen",
    "login.locked": "Anmeldung gesperrt",
    "second_factor.passed": "zweiter Schritt bestanden",
    "second_factor.failed": "zweiter Schritt misslungen",
    "second_factor.locked": "zweiter Schritt gesperrt",
    "second_factor.set_up": "zweiten Schritt eingerichtet",
    "second_factor.removed": "zweiten Schritt entfernt",
    "second_factor.reset": "zweiten Schritt zurückgesetzt",
    "backup_codes.made": "neue Ersatzcodes gemacht",
    "password.changed": "Passwort geändert",
    "password.failed": "Passwort zum Ändern falsch",
    "password.locked": "Ändern des Passworts gesperrt",
    "password.set": "Passwort für jemanden gesetzt",
    "session.ended": "Sitzung beendet",
    "logout": "Abmeldung",
    "emergency": "Notzugang auf dem Server",
    "denied": "abgewiesen",
    "person.added": "Konto angelegt",
    "rights.changed": "Konto oder Rechte geändert",
    "submit": "zur Freigabe gegeben",
    "publish": "veröffentlicht",
    "schedule": "geplant",
    "unschedule": "Termin gestrichen",
    "give_back": "zurückgegeben",
    "take_over": "Entwurf übernommen",
    "withdraw": "zurückgezogen",
    "reopen": "Mappe wieder aufgenommen",
    "restore": "als Entwurf wiederhergestellt",
    "block": "frühere Fassung gesperrt",
    "unblock": "Sperre einer Fassung aufgehoben",
    "share": "Link für die Vorschau erstellt",
    "unshare": "Link für die Vorschau zurückgezogen",
    "join": "in eine Mappe gelegt",
    "leave": "aus der Mappe genommen",
    "undo": "Veröffentlichung rückgängig gemacht",
    "delete": "gelöscht",
    "end_date.set": "Enddatum gesetzt",
    "end_date.approved": "Enddatum freigegeben",
    "end_date.lifted": "Enddatum aufgehoben",
    "upload": "Datei hochgeladen",
    "upload.refused": "Datei abgelehnt",
}
VALUES = {
    "page": "Seite",
    "file": "Datei",
    "whose": "Konto",
    "reason": "Grund",
    "by": "mit",
    "groups": "Gruppen",
    "languages": "Sprachen",
    "changed": "geändert",
    "is_active": "aktiv",
    "has_all_rights": "alle Rechte",
    "revision": "Fassung",
    "last_day": "letzter Tag",
    "bytes": "Bytes",
    "path": "Adresse",
    "method": "Methode",
    "unknown_name": "unbekannter Name, Anfang der Prüfsumme",
}
#: What says nothing to people: the page has its name.
TECHNICAL = {"time", "event", "person", "address", "model", "key"}
#: Codes that stand as values, by the name of the value.
CODES = {
    "by": {"code": "Code aus der App", "backup_code": "Ersatzcode", "oidc": "zentrales Konto"},
    "reason": {
        "no second factor": "kein zweiter Schritt",
        "left": "Konto nicht mehr aktiv",
        "idle": "zu lange ohne Klick",
        "long": "zu lange angemeldet",
        "state": "Anmeldung abgelaufen oder doppelt begonnen",
        "denied": "vom zentralen Konto abgelehnt",
        "code": "vom zentralen Konto nicht bestätigt",
        "token": "Bestätigung nicht prüfbar",
        "person": "niemand mit diesem Konto",
        "subject": "anderes zentrales Konto als bisher",
        "away": "zentrales Konto antwortet nicht",
    },
}


def described(entry: dict) -> dict[str, str]:
    event = str(entry.get("event", ""))
    return {
        "time": local_time(str(entry.get("time", ""))),
        "event": EVENTS.get(event, event),
        "person": (entry.get("person") or {}).get("name", ""),
        "address": entry.get("address") or "",
        "what": ", ".join(
            f"{VALUES.get(name, name)}: {in_words(name, value)}"
            for name, value in entry.items()
            if name not in TECHNICAL and value
        ),
    }


def local_time(moment: str) -> str:
    try:
        found = parse_datetime(moment)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        return moment
    local = timezone.localtime(found.astimezone(datetime.UTC))
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M:%S}"


def in_words(name: str, value) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return CODES.get(name, {}).get(str(value), str(value))
