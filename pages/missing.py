"""What is missing on standing pages and contacts, for the list «Was noch fehlt» of the office's start page."""

from django.db.models import Q

from editorial.office.missing import Rule, register

from .models import Contact, StandingPage

RULES = [
    Rule(
        StandingPage, "body_de", "bis wann und von wem ein Gesuch für ein eigenes Projekt kommen kann",
        "Wer ein Projekt plant, muss sonst nachfragen.",
        Q(key="municipalities") & ~Q(body_de__iregex=r"Frist[^.]*20(2[6-9]|[3-9][0-9])"),
    ),
    Rule(
        StandingPage, "body_de", "die Prüfung der Website mit Menschen mit Behinderungen",
        "Automatische Prüfungen finden nur einen Teil der Hindernisse.",
        Q(key="accessibility", body_de__iregex=r"steht noch aus"),
    ),
    Rule(
        Contact, "phone", "Telefon oder E-Mail", "Wer fragen will, findet sonst nur den Namen der Stelle.",
        Q(phone="", email=""),
    ),
]  # fmt: skip

register(*RULES)
