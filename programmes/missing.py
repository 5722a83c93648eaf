"""What is missing about the programmes, for the list «Was noch fehlt» of the office's start page."""

from django.db.models import Q

from editorial.office.missing import Rule, register

from .models import (
    Decision,
    Document,
    Evaluation,
    GlossaryTerm,
    KeyFigure,
    Measure,
    OrganisationalUnit,
    PartnerOrganisation,
    Programme,
)

OFFICE = Q(key="fachabteilung-integration")
SAMPLE = Q(is_sample=True)
DONE = Q(status=Evaluation.Status.PUBLISHED)
PAPERS = Q(kind__in=[Document.Kind.PROGRAMME, Document.Kind.FEDERAL, Document.Kind.PROPOSAL])
WITHOUT_ADDRESS = Q(file=None, url="")
#: Sites that only host copies of others' publications.
REPRINTS = r"//(www\.)?(9dok|docplayer|droit-bilingue|expydoc|fdokument|fricktalinfo|lexaris|publicnow|readkong)\."
NOT_FOUND = "Wer Rat sucht, findet die Fachabteilung nicht."
CANNOT_OPEN = "Leserinnen und Leser können das Dokument nicht öffnen und müssen danach fragen."
ADVISING = Q(key__in=["ald", "heks", "srk", "stopp-rassismus"])
OPEN_TO_ALL = Q(key__in=["deutschkurse", "fruehe-sprachfoerderung", "mitten-unter-uns", "erstinformation", "forum"])
UNTIL_THEN = "Niemand sieht, ob die Massnahmen wirken."


def empty(name: str) -> Q:
    return Q(**{name: ""}) | Q(**{f"{name}__isnull": True})


def without_words(key: str, name: str, words: str) -> Q:
    """Matches the row with this key while its text does not match `words`, a regular expression."""
    return Q(key=key) & ~Q(**{f"{name}__iregex": words})


RULES = [
    Rule(OrganisationalUnit, "phone", "die Telefonnummer der Fachabteilung", NOT_FOUND, OFFICE & (SAMPLE | empty("phone"))),
    Rule(OrganisationalUnit, "email", "die E-Mail-Adresse der Fachabteilung", NOT_FOUND, OFFICE & (SAMPLE | empty("email"))),
    Rule(
        OrganisationalUnit, "address_de", "Strasse, Hausnummer und Postleitzahl",
        "Ohne sie kommt kein Brief an, und keine Karte zeigt den Weg.", OFFICE & (SAMPLE | ~Q(address_de__iregex=r"[0-9]{4}")),
    ),
    Rule(
        OrganisationalUnit, "opening_hours_de", "wann der Schalter offen ist und das Telefon bedient wird",
        "Wer vorbeikommt, steht vielleicht vor der geschlossenen Tür.", OFFICE & (SAMPLE | empty("opening_hours_de")),
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
        "Wer teilnimmt, will wissen, wer fragt.", empty("contractor_de"),
    ),
    Rule(
        Evaluation, "first_year", "wann sie stattfindet",
        "Partner und Gemeinden wollen sich darauf einstellen.", Q(first_year=None),
    ),
    Rule(
        Programme, "decisions", "der Beschluss des Parlaments: Datum, Geschäft, Betrag und Stimmen",
        "Die Reihe der Entscheide beginnt sonst erst mit KIP 2bis.", ~Q(decisions__body=Decision.Body.PARLIAMENT),
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
        Q(body=Decision.Body.PARLIAMENT, amount_chf__gt=0) & empty("business_number"),
    ),
    Rule(
        GlossaryTerm, "explanation_de", "das Wirkungsziel für Kinder von 0 bis 4 Jahren, mit seinem Wert",
        "Eines von fünf Zielen steht ohne Zahl da.",
        without_words("integrationsagenda-schweiz", "explanation_de", r"[0-9] ?.? ?(%|Prozent)[^<]*Kinder|Kinder[^<]*[0-9].?(%|Prozent)"),
    ),
    Rule(
        Measure, "description_de", "was ein Kurs kostet, und wer Kurse anbietet",
        "Danach wird am meisten gefragt.", without_words("deutschkurse", "description_de", r"CHF.[0-9]|Franken|kostenlos|gratis"),
    ),
    Rule(
        Measure, "description_de", "wo es heute Plätze gibt, und was sie kosten",
        "Eltern suchen einen Platz in ihrer Nähe.",
        without_words("fruehe-sprachfoerderung", "description_de", r"CHF.[0-9]|Franken|kostenlos|gratis|anmelden"),
    ),
    Rule(
        Measure, "description_de", "ob das Gespräch freiwillig oder Pflicht ist",
        "Wer eingeladen wird, will wissen, ob er kommen muss.",
        without_words("erstinformation", "description_de", r"freiwillig|Pflicht|verpflicht|obligator"),
    ),
    Rule(
        Measure, "description_de", "was der Versuch von 2023 ergeben hat, und ob das Angebot weitergeht",
        "Die Seite beschreibt sonst etwas, das es vielleicht nicht mehr gibt.",
        without_words("dolmetschen-laufbahnberatung", "description_de", r"ergab|ergeben|weitergeführt|weiterhin|beendet|abgeschlossen"),
    ),
    Rule(
        Measure, "programmes", "in welchen Phasen das Programm unterstützt wurde",
        "Die Seite nennt nur KIP 3.", Q(key="mitten-unter-uns") & ~Q(programmes__key__in=["kip-1", "kip-2", "kip-2bis"]),
    ),
    Rule(
        Measure, "areas", "zu welchem Förderbereich die Massnahme gehört",
        "Auf der Seite des Förderbereichs steht sie sonst nicht.", Q(areas=None),
    ),
    Rule(
        Measure, "programmes", "ob die Massnahme zum laufenden Programm gehört",
        "Gemeinden wollen wissen, ob es das Angebot noch gibt.",
        Q(key__in=["communis", "forum", "erstinformation"]) & ~Q(programmes__key="kip-3"),
    ),
    Rule(
        Evaluation, "last_year", "bis wann sie dauert",
        "Wer auf Ergebnisse wartet, will wissen, wann sie kommen.", Q(status=Evaluation.Status.RUNNING, last_year=None),
    ),
    Rule(
        Decision, "description_de", "die Resultate der Gemeinden, oder der Link zu den Resultaten beim Kanton",
        "Viele wollen wissen, wie ihre Gemeinde gestimmt hat.",
        without_words("kip-2bis-volksabstimmung", "description_de", r"href=.https://[^ ]*abstimmung"),
    ),
    Rule(
        PartnerOrganisation, "website", "die Website der Partnerorganisation",
        "Wer Hilfe sucht, findet sonst den Weg dorthin nicht.", Q(key__in=["heks", "srk", "ald", "vblg"]) & empty("website"),
    ),
    Rule(
        PartnerOrganisation, "phone", "die Telefonnummer, unter der die Stelle Auskunft gibt",
        "Wer Rat sucht, ruft zuerst an.", ADVISING & empty("phone"),
    ),
    Rule(
        PartnerOrganisation, "place", "die Anschrift mit Postleitzahl",
        "Wer vorbeikommen will, findet sonst nicht hin.", ADVISING & ~Q(place__regex=r"[0-9]{4}"),
    ),
    Rule(
        PartnerOrganisation, "opening_hours_de", "wann jemand da ist",
        "Wer vorbeikommt, steht vielleicht vor der geschlossenen Tür.", ADVISING & empty("opening_hours_de"),
    ),
    Rule(
        PartnerOrganisation, "languages_de", "in welchen Sprachen die Stelle berät; jede mit ihrem Namen",
        "Wer Tigrinya spricht, will wissen, ob ihn jemand versteht.", ADVISING & ~Q(languages_de__contains=","),
    ),
    Rule(
        Measure, "registration_de", "wie man sich anmeldet",
        "Wer teilnehmen will, weiss sonst nicht, was zu tun ist.", OPEN_TO_ALL & empty("registration_de"),
    ),
    Rule(
        Measure, "place", "wo sie stattfindet", "Leute suchen etwas in ihrer Nähe.", OPEN_TO_ALL & empty("place"),
    ),
    Rule(
        KeyFigure, "note_de", "ob die Zahl Kurse oder Besuche von Kursen meint",
        "Die Zahl lässt sich sonst nicht vergleichen.", Q(key="kip-1-deutschkurse") & empty("note_de"),
    ),
    Rule(
        KeyFigure, "note_de", "ob die Integrationspauschale im Betrag enthalten ist",
        "Der Betrag lässt sich sonst nicht mit KIP 2bis und KIP 3 vergleichen.",
        without_words("kip-1-ausgaben", "note_de", r"pauschale"),
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
