"""What is missing about the programmes, for the list «Was noch fehlt» of the office's start page."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from editorial.office.missing import Rule, is_empty, register

from .models import Decision, Document, Evaluation, KeyFigure, Measure, OrganisationalUnit, Programme

#: The unit that the site is about: the last one.
OFFICE = Q(~Exists(QuerySet(OrganisationalUnit).filter(position__gt=OuterRef("position"))))
SAMPLE = Q(is_sample=True)
DONE = Q(status=Evaluation.Status.PUBLISHED)
PAPERS = Q(kind__in=[Document.Kind.PROGRAMME, Document.Kind.FEDERAL, Document.Kind.PROPOSAL])
WITHOUT_ADDRESS = Q(file=None, url="")
#: Sites that only host copies of others' publications.
REPRINTS = r"//(www\.)?(9dok|docplayer|droit-bilingue|expydoc|fdokument|fricktalinfo|lexaris|publicnow|readkong)\."
NOT_FOUND = "Wer Rat sucht, findet die Fachabteilung nicht."
CANNOT_OPEN = "Leserinnen und Leser können das Dokument nicht öffnen und müssen danach fragen."
UNTIL_THEN = "Niemand sieht, ob die Massnahmen wirken."

RULES = [
    Rule(OrganisationalUnit, "phone", "die Telefonnummer der Fachabteilung", NOT_FOUND, OFFICE & (SAMPLE | is_empty("phone"))),
    Rule(OrganisationalUnit, "email", "die E-Mail-Adresse der Fachabteilung", NOT_FOUND, OFFICE & (SAMPLE | is_empty("email"))),
    Rule(
        OrganisationalUnit, "address_de", "Strasse, Hausnummer und Postleitzahl",
        "Ohne sie kommt kein Brief an, und keine Karte zeigt den Weg.", OFFICE & (SAMPLE | ~Q(address_de__iregex=r"[0-9]{4}")),
    ),
    Rule(
        OrganisationalUnit, "opening_hours_de", "wann der Schalter offen ist und das Telefon bedient wird",
        "Wer vorbeikommt, steht vielleicht vor der geschlossenen Tür.", OFFICE & (SAMPLE | is_empty("opening_hours_de")),
    ),
    Rule(Document, "url", "die Adresse oder die Datei des Dokuments", CANNOT_OPEN, WITHOUT_ADDRESS),
    Rule(
        Document, "published_on", "das Datum oder das Jahr des Dokuments",
        "Ohne Datum weiss niemand, welcher Stand gilt.", WITHOUT_ADDRESS & PAPERS & Q(year=None, published_on=None),
    ),
    Rule(
        Document, "url", "die Adresse beim Herausgeber; der Link führt zu einem Abdruck",
        "Ein Abdruck kann unvollständig sein oder verschwinden.", Q(url__iregex=REPRINTS),
    ),
    Rule(Evaluation, "status", "die Ergebnisse, sobald sie vorliegen", UNTIL_THEN, ~DONE),
    Rule(
        Evaluation, "contractor_de", "wer sie ausführt",
        "Wer teilnimmt, will wissen, wer fragt.", is_empty("contractor_de"),
    ),
    Rule(
        Evaluation, "first_year", "wann sie stattfindet",
        "Partner und Gemeinden wollen sich darauf einstellen.", Q(first_year=None),
    ),
    Rule(
        Programme, "decisions", "der Beschluss des Parlaments: Datum, Geschäft, Betrag und Stimmen",
        "Die Reihe der Entscheide hat sonst eine Lücke.", ~Q(decisions__body=Decision.Body.PARLIAMENT),
    ),
    Rule(
        Programme, "figures", "was die Phase kostet, und wer wie viel davon zahlt",
        "Die Phasen lassen sich sonst nicht vergleichen.", ~Q(figures__kind=KeyFigure.Kind.FUNDING),
    ),
    Rule(
        Programme, "figures", "wie viele Massnahmen die Phase umfasst, und was sie erreicht hat",
        "Niemand sieht, was die Phase gebracht hat.", ~Q(figures__kind__in=[KeyFigure.Kind.SCOPE, KeyFigure.Kind.RESULT]),
    ),
    Rule(
        Decision, "business_number", "die Nummer des Geschäfts im Parlament",
        "Unter ihr finden Leserinnen und Leser die Vorlage.",
        Q(body=Decision.Body.PARLIAMENT, amount_chf__gt=0) & is_empty("business_number"),
    ),
    Rule(
        Measure, "areas", "zu welchem Förderbereich die Massnahme gehört",
        "Auf der Seite des Förderbereichs steht sie sonst nicht.", Q(areas=None),
    ),
    Rule(
        Evaluation, "last_year", "bis wann sie dauert",
        "Wer auf Ergebnisse wartet, will wissen, wann sie kommen.", Q(status=Evaluation.Status.RUNNING, last_year=None),
    ),
    Rule(
        KeyFigure, "source", "eine Quelle des Kantons; die Zahl stützt sich allein auf die Presse",
        "Der Kanton kennt die genaue Zahl.", Q(programme__isnull=False, source__kind=Document.Kind.PRESS),
    ),
    Rule(
        KeyFigure, "value", "eine neuere Zahl", "Die Zahl ist älter als die laufende Phase.",
        Q(partner__isnull=False, first_year__lt=2020),
    ),
]  # fmt: skip

register(*RULES)
