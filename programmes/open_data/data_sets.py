"""The open data sets and their columns. Names of data sets and columns never change."""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from operator import attrgetter
from typing import TypeVar

from django.conf import settings
from django.db.models import Choices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy
from modeltranslation.utils import build_localized_fieldname

from core.models import AddressedEntry, Entry, EntryQuerySet
from core.open_data import Column, DataSet, Text, Value
from core.rich_text.cleaner import running_text
from pages.models import Contact, Question
from principles.models import LegalBasis, Principle
from programmes.models import (
    Decision,
    Document,
    Evaluation,
    FundingArea,
    GlossaryTerm,
    KeyFigure,
    Measure,
    PartnerOrganisation,
    Programme,
    ProgrammeArea,
)

Row = TypeVar("Row", bound=Entry)
FIRST_OFFERED = datetime.date(2026, 11, 24)
KEY_DESCRIPTIONS = {
    "phase": _("Schlüssel aus «Programmphasen»"),
    "bereich": _("Schlüssel aus «Förderbereiche»"),
    "massnahme": _("Schlüssel aus «Massnahmen»"),
    "partner": _("Schlüssel aus «Partnerorganisationen»"),
    "entscheid": _("Schlüssel aus «Entscheide»"),
    "quelle": _("Schlüssel aus «Dokumente und Quellen»"),
    "begriff": _("Schlüssel aus «Glossar»"),
}


def field_column(name: str, label: Text, field: str, kind: str = "text", **others) -> Column[Entry]:
    return Column(name, label, kind, attrgetter(field), **others)


def translated_column(name: str, label: Text, field: str, **others) -> Column[Entry]:
    def read(row: Entry, code: str = settings.LANGUAGE_CODE) -> Value:
        return getattr(row, build_localized_fieldname(field, code))

    return Column(name, label, "text", read, is_translated=True, **others)


def lines_column(name: str, label: Text, field: str) -> Column[Entry]:
    """A translated text of several lines, in one: tools that read a table line by line stumble over others."""

    def read(row: Entry, code: str = settings.LANGUAGE_CODE) -> Value:
        return ", ".join((getattr(row, build_localized_fieldname(field, code)) or "").splitlines())

    return Column(name, label, "text", read, is_translated=True)


def rich_column(name: str, label: Text, field: str) -> Column[Entry]:
    """A translated rich text, without its markup."""

    def read(row: Entry, code: str = settings.LANGUAGE_CODE) -> Value:
        return running_text(getattr(row, build_localized_fieldname(field, code)) or "")

    return Column(name, label, "text", read, is_translated=True)


def choice_column(name: str, label: Text, field: str, choices: type[Choices], **others) -> Column[Entry]:
    return Column(name, label, "text", attrgetter(field), choices=tuple(choices.choices), **others)


def reference_column(name: str, label: Text, relation: str, to: str, **others) -> Column[Entry]:
    def read(row: Entry) -> str | None:
        found = getattr(row, relation)
        return found.key if found else None

    return Column(name, label, "text", read, description=KEY_DESCRIPTIONS[to], **others)


def references_column(name: str, label: Text, relation: str, to: str) -> Column[Entry]:
    return Column(name, label, "list", keys_of(relation), description=KEY_DESCRIPTIONS[to])


def keys_of(relation: str) -> Callable[[Entry], list[str]]:
    return lambda row: sorted(each.key for each in getattr(row, relation).all())


def sources_column() -> Column[Entry]:
    citations = attrgetter("citations")

    def read(row: Entry) -> list[str]:
        return sorted({citation.document.key for citation in citations(row).all()})

    return Column("quellen", _("Quellen"), "list", read, description=KEY_DESCRIPTIONS["quelle"])


def absolute_url(address: str) -> str:
    return settings.SITE_URL + address if address.startswith("/") else address


def row_address(row: AddressedEntry) -> str:
    with override(settings.LANGUAGE_CODE):
        return absolute_url(row.get_absolute_url())


KEY = field_column(
    "schluessel", _("Schlüssel"), "key", is_required=True, description=_("Bleibt gleich, auch wenn die Adresse ändert.")
)
ADDRESS = Column(
    "adresse", _("Adresse"), "address", row_address, _("Wo es auf dieser Website steht."), is_required=True
)
CHANGED = field_column("geaendert", _("Zuletzt geändert"), "changed_at", "time", is_required=True)
NAME = translated_column("name", _("Name"), "name", is_required=True)
TITLE = translated_column("titel", _("Titel"), "title", is_required=True)
SUMMARY = translated_column("zusammenfassung", _("Zusammenfassung"), "summary", is_required=True)
FIRST_YEAR = field_column("erstes_jahr", _("Erstes Jahr"), "first_year", "integer")
LAST_YEAR = field_column("letztes_jahr", _("Letztes Jahr"), "last_year", "integer")
NOTE = translated_column("hinweis", _("Hinweis"), "note")
WEBSITE = field_column("website", _("Website"), "website", "address")
PHASE = reference_column("phase", _("Phase"), "programme", "phase")
PHASES = references_column("phasen", _("Phasen"), "programmes", "phase")
AREAS = references_column("bereiche", _("Förderbereiche"), "areas", "bereich")
AT_A_GLANCE = (
    translated_column("fuer_wen", _("Für wen"), "audience"),
    translated_column("kosten", _("Kosten"), "cost"),
    translated_column("anmeldung", _("Anmeldung"), "registration"),
    translated_column("sprachen", _("Sprachen"), "languages"),
    field_column("telefon", _("Telefon"), "phone"),
    field_column("e_mail", _("E-Mail"), "email"),
    translated_column("oeffnungszeiten", _("Öffnungszeiten"), "opening_hours"),
    WEBSITE,
    field_column("ort", _("Ort"), "place"),
)


def data_set(
    name: str,
    title: Text,
    description: Text,
    model: type[Row],
    *columns: Column[Row],
    one: Iterable[str] = (),
    many: Iterable[str] = (),
    themes: tuple[str, ...] = ("SOCI",),
) -> DataSet:
    """`one` and `many` are the relations that the columns read, for select_related and prefetch_related."""

    def rows() -> EntryQuerySet[Row]:
        return model.objects.in_order().select_related(*one).prefetch_related(*many)

    return DataSet(
        name, title, description, rows, (KEY, *columns, CHANGED), FIRST_OFFERED, themes, (_("Integration"), title)
    )


#: Francs in one unit of an amount, by its German name.
FRANCS = {"CHF": 1, "Franken": 1, "Mio. CHF": 1_000_000, "Mio. Franken": 1_000_000}


def value_in_francs(figure: KeyFigure) -> Decimal | None:
    """Amounts in one unit, whatever unit their source has, so that a spreadsheet can add and compare them."""
    factor = FRANCS.get(figure.unit_de)
    return figure.value * factor if factor else None


CITED = "citations__document"
DATA_SETS = [
    data_set(
        "programmphasen", _("Programmphasen"), _("Die Phasen der Kantonalen Integrationsprogramme."), Programme,
        NAME, FIRST_YEAR, LAST_YEAR, field_column("anzahl_bereiche", _("Anzahl Förderbereiche"), "area_count", "integer"),
        SUMMARY, sources_column(), ADDRESS, many=[CITED],
    ),
    data_set(
        "foerderbereiche", _("Förderbereiche"), _("Was gefördert wird, über alle Phasen."), FundingArea,
        NAME, SUMMARY, references_column("verwandt", _("Verwandte Bereiche"), "related", "bereich"), sources_column(), ADDRESS,
        many=[CITED, "related"],
    ),
    data_set(
        "bereiche-der-phasen", _("Förderbereiche der Phasen"), _("Wie ein Bereich in einer Phase heisst, und unter welchem Pfeiler er steht."),
        ProgrammeArea, PHASE, reference_column("bereich", _("Förderbereich"), "area", "bereich", is_required=True), NAME,
        Column("pfeiler", pgettext_lazy("einer von mehreren", "Pfeiler"), "text", lambda row: row.pillar.name_de if row.pillar else None),
        field_column("schwerpunkt", _("Schwerpunkt"), "is_priority", "yes or no", is_required=True),
        one=["programme", "area", "pillar"],
    ),
    data_set(
        "massnahmen", _("Massnahmen"), _("Was getan wird, von wem und in welchen Phasen."), Measure,
        NAME, SUMMARY, field_column("seit", _("Seit"), "since_year", "integer"), *AT_A_GLANCE,
        references_column("partner", _("Durchgeführt von"), "providers", "partner"),
        reference_column("auskunft", _("Auskunft bei"), "adviser", "partner"), PHASES, AREAS, sources_column(), ADDRESS,
        one=["adviser"], many=[CITED, "providers", "programmes", "areas"],
    ),
    data_set(
        "partner", _("Partnerorganisationen"), _("Wer Massnahmen durchführt."), PartnerOrganisation,
        NAME, translated_column("kurzname", _("Kurzname"), "short_name"), SUMMARY,
        field_column("gegruendet", _("Gegründet"), "founded_year", "integer"), *AT_A_GLANCE, PHASES, AREAS, sources_column(), ADDRESS,
        many=[CITED, "programmes", "areas"],
    ),
    data_set(
        "evaluationen", _("Evaluationen"), _("Geplante, laufende und veröffentlichte Evaluationen und Studien."), Evaluation,
        TITLE, choice_column("art", _("Art"), "kind", Evaluation.Kind, is_required=True),
        choice_column("stand", pgettext_lazy("einer Evaluation", "Stand"), "status", Evaluation.Status, is_required=True), FIRST_YEAR, LAST_YEAR,
        translated_column("ausgefuehrt_von", _("Ausgeführt von"), "contractor"),
        translated_column("im_auftrag_von", _("Im Auftrag von"), "clients"),
        field_column("auftragssumme", _("Auftragssumme"), "volume_chf", "integer", unit="CHF"), PHASE,
        reference_column("partner", _("Partner"), "partner", "partner"),
        reference_column("massnahme", _("Massnahme"), "measure", "massnahme"), sources_column(), ADDRESS,
        one=["programme", "partner", "measure"], many=[CITED],
    ),
    data_set(
        "entscheide", _("Entscheide"), _("Abstimmungen im Parlament, Referendum und Volksabstimmung, mit Stimmen und Beträgen."), Decision,
        TITLE, field_column("datum", _("Datum"), "date", "date", is_required=True),
        choice_column("gremium", _("Wer entschied"), "body", Decision.Body, is_required=True),
        choice_column("ergebnis", _("Ergebnis"), "outcome", Decision.Outcome), PHASE, SUMMARY,
        field_column("geschaeft", _("Geschäft im Parlament"), "business_number"),
        field_column("ausgabenbewilligung", _("Ausgabenbewilligung"), "amount_chf", "integer", unit="CHF"),
        field_column("ja", _("Ja-Stimmen"), "yes_votes", "integer"), field_column("nein", _("Nein-Stimmen"), "no_votes", "integer"),
        field_column("stimmbeteiligung", _("Stimmbeteiligung"), "turnout_percent", "number", unit="%"),
        field_column("unterschriften", _("gültige Unterschriften"), "signatures", "integer"),
        field_column("noetige_unterschriften", _("Nötige Unterschriften"), "signatures_required", "integer"),
        reference_column("folgt_auf", _("Folgt auf"), "follows", "entscheid"), sources_column(), ADDRESS,
        one=["programme", "follows"], many=[CITED], themes=("GOVE", "SOCI"),
    ),
    data_set(
        "kennzahlen", _("Kennzahlen"), _("Jede Zahl mit Einheit, Jahr und Quelle, und wozu sie gehört."), KeyFigure,
        translated_column("bezeichnung", _("Bezeichnung"), "label", is_required=True),
        choice_column("art", _("Art"), "kind", KeyFigure.Kind, is_required=True),
        choice_column("zusatz", _("Zusatz"), "qualifier", KeyFigure.Qualifier, description=_("So, wie ihn die Quelle nennt.")),
        field_column("wert", _("Wert"), "value", "number", is_required=True), translated_column("einheit", _("Einheit"), "unit"),
        Column("wert_chf", _("Wert in Franken"), "number", value_in_francs, _("Nur bei Geldbeträgen."), unit="CHF"),
        FIRST_YEAR, LAST_YEAR, NOTE, PHASE, reference_column("massnahme", _("Massnahme"), "measure", "massnahme"),
        reference_column("partner", _("Partner"), "partner", "partner"),
        reference_column("entscheid", _("Entscheid"), "decision", "entscheid"),
        reference_column("begriff", _("Begriff"), "term", "begriff"),
        reference_column("quelle", _("Quelle"), "source", "quelle", is_required=True),
        field_column("quelle_titel", _("Titel der Quelle"), "source.title", is_required=True),
        field_column("quelle_herausgeber", _("Herausgeber der Quelle"), "source.publisher", is_required=True),
        one=["programme", "measure", "partner", "decision", "term", "source"],
    ),
    data_set(
        "dokumente", _("Dokumente und Quellen"), _("Worauf die Angaben dieser Website beruhen."), Document,
        field_column("titel", _("Titel"), "title", is_required=True, description=_("In der Sprache des Dokuments.")),
        field_column("herausgeber", _("Herausgeber"), "publisher", is_required=True),
        choice_column("art", _("Art"), "kind", Document.Kind, is_required=True),
        choice_column("form", _("Form"), "medium", Document.Medium, is_required=True),
        choice_column("sprache", _("Sprache"), "language", Document.Language, is_required=True),
        Column("link", _("Link"), "address", lambda row: absolute_url(row.link)),
        field_column("datum", _("Datum"), "published_on", "date"),
        field_column("jahr", _("Jahr"), "year", "integer", description=_("Wenn es kein genaues Datum gibt.")),
        field_column("seiten", _("Seiten"), "pages", "integer"), field_column("groesse", _("Grösse"), "size_bytes", "integer", unit="Bytes"),
        NOTE, ADDRESS,
    ),
    data_set(
        "glossar", _("Glossar"), _("Begriffe, in einem Satz erklärt."), GlossaryTerm,
        translated_column("begriff", _("Begriff"), "term", is_required=True),
        translated_column("abkuerzung", _("Abkürzung"), "abbreviation"),
        translated_column("erklaerung", _("Erklärung"), "definition", is_required=True), WEBSITE, sources_column(), ADDRESS, many=[CITED],
    ),
    data_set(
        "grundsaetze", _("Grundsätze"), _("Die Grundsätze der Integrationspolitik."), Principle,
        NAME, SUMMARY, sources_column(), ADDRESS, many=[CITED],
    ),
    data_set(
        "rechtsgrundlagen", _("Rechtsgrundlagen"), _("Gesetze und Verordnungen mit ihrer Nummer."), LegalBasis,
        TITLE, translated_column("abkuerzung", _("Abkürzung"), "abbreviation"),
        translated_column("artikel", _("Artikel oder Paragraf"), "article"),
        choice_column("ebene", _("Ebene"), "level", LegalBasis.Level, is_required=True),
        choice_column("sammlung", _("Sammlung"), "collection", LegalBasis.Collection), field_column("nummer", _("Nummer"), "number"),
        field_column("erlassen", _("Erlassen am"), "enacted_on", "date"), field_column("stand", _("Stand"), "as_of", "date"),
        field_column("link", _("Link"), "url", "address"), sources_column(), ADDRESS, many=[CITED],
        themes=("JUST", "GOVE"),
    ),
    data_set(
        "haeufige-fragen", _("Häufige Fragen"), _("Fragen mit ihren Antworten."), Question,
        translated_column("frage", _("Frage"), "question", is_required=True), rich_column("antwort", _("Antwort"), "answer"),
        field_column("gruppe", _("Gruppe"), "group.title_de", is_required=True), ADDRESS, one=["group"],
    ),
    data_set(
        "kontakte", _("Kontakte"), _("Wen man zu welchem Thema fragt."), Contact,
        translated_column("thema", _("Thema"), "topic", is_required=True), translated_column("stelle", _("Stelle"), "name", is_required=True),
        rich_column("wofuer", _("Wofür"), "description"), field_column("telefon", _("Telefon"), "phone"),
        field_column("e_mail", _("E-Mail"), "email"), WEBSITE, lines_column("anschrift", _("Anschrift"), "address"),
        lines_column("oeffnungszeiten", _("Öffnungszeiten"), "opening_hours"), translated_column("sprachen", _("Sprachen"), "spoken"),
        ADDRESS,
    ),
]  # fmt: skip
DATA_SET_BY_NAME = {each.name: each for each in DATA_SETS}
