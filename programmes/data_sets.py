"""Which lists are offered as data, and what each of their columns says. Names of data sets and columns never change."""

import datetime
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TypeVar

from django.conf import settings
from django.db.models import Choices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy
from modeltranslation.utils import build_localized_fieldname

from core.models import AddressedEntry, Entry, EntryQuerySet
from core.open_data import (
    Column,
    DataSet,
    Text,
    Value,
)
from principles.models import LegalBasis, Principle

from .models import (
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
IN = {
    "phase": _("Schlüssel aus «Programmphasen»"),
    "bereich": _("Schlüssel aus «Förderbereiche»"),
    "massnahme": _("Schlüssel aus «Massnahmen»"),
    "partner": _("Schlüssel aus «Partnerorganisationen»"),
    "entscheid": _("Schlüssel aus «Entscheide»"),
    "quelle": _("Schlüssel aus «Dokumente und Quellen»"),
    "begriff": _("Schlüssel aus «Glossar»"),
}


def plain(name: str, label: Text, field: str, kind: str = "text", **others) -> Column[Entry]:
    return Column(name, label, kind, attrgetter(field), **others)


def translated(name: str, label: Text, field: str, **others) -> Column[Entry]:
    def read(row: Entry, code: str = settings.LANGUAGE_CODE) -> Value:
        return getattr(row, build_localized_fieldname(field, code))

    return Column(name, label, "text", read, is_translated=True, **others)


def choice(name: str, label: Text, field: str, choices: type[Choices], **others) -> Column[Entry]:
    return Column(name, label, "text", attrgetter(field), choices=tuple(choices.choices), **others)


def reference(name: str, label: Text, relation: str, to: str, **others) -> Column[Entry]:
    def read(row: Entry) -> str | None:
        found = getattr(row, relation)
        return found.key if found else None

    return Column(name, label, "text", read, description=IN[to], **others)


def references(name: str, label: Text, relation: str, to: str) -> Column[Entry]:
    return Column(name, label, "list", keys_of(relation), description=IN[to])


def keys_of(relation: str) -> Callable[[Entry], list[str]]:
    return lambda row: sorted(each.key for each in getattr(row, relation).all())


def sources() -> Column[Entry]:
    citations = attrgetter("citations")

    def read(row: Entry) -> list[str]:
        return sorted({citation.document.key for citation in citations(row).all()})

    return Column("quellen", _("Quellen"), "list", read, description=IN["quelle"])


def absolute(address: str) -> str:
    return settings.SITE_URL + address if address.startswith("/") else address


def page_address(row: AddressedEntry) -> str:
    with override(settings.LANGUAGE_CODE):
        return absolute(row.get_absolute_url())


KEY = plain(
    "schluessel", _("Schlüssel"), "key", is_required=True, description=_("Bleibt gleich, auch wenn die Adresse ändert.")
)
ADDRESS = Column(
    "adresse", _("Adresse"), "address", page_address, _("Wo es auf dieser Website steht."), is_required=True
)
CHANGED = plain("geaendert", _("Zuletzt geändert"), "changed_at", "time", is_required=True)
NAME = translated("name", _("Name"), "name", is_required=True)
TITLE = translated("titel", _("Titel"), "title", is_required=True)
SUMMARY = translated("zusammenfassung", _("Zusammenfassung"), "summary", is_required=True)
FIRST_YEAR = plain("erstes_jahr", _("Erstes Jahr"), "first_year", "integer")
LAST_YEAR = plain("letztes_jahr", _("Letztes Jahr"), "last_year", "integer")
NOTE = translated("hinweis", _("Hinweis"), "note")
WEBSITE = plain("website", _("Website"), "website", "address")
PHASE = reference("phase", _("Phase"), "programme", "phase")
PHASES = references("phasen", _("Phasen"), "programmes", "phase")
AREAS = references("bereiche", _("Förderbereiche"), "areas", "bereich")


def data_set(
    name: str,
    title: Text,
    description: Text,
    model: type[Row],
    *columns: Column[Row],
    one: Iterable[str] = (),
    many: Iterable[str] = (),
) -> DataSet:
    """`one` and `many` are the relations that the columns read: fetched with the rows, some at a time."""

    def rows() -> EntryQuerySet[Row]:
        return model.objects.in_order().select_related(*one).prefetch_related(*many)

    return DataSet(name, title, description, rows, (KEY, *columns, CHANGED), FIRST_OFFERED)


CITED = "citations__document"
DATA_SETS = [
    data_set(
        "programmphasen", _("Programmphasen"), _("Die Phasen der Kantonalen Integrationsprogramme."), Programme,
        NAME, FIRST_YEAR, LAST_YEAR, plain("anzahl_bereiche", _("Anzahl Förderbereiche"), "area_count", "integer"),
        SUMMARY, sources(), ADDRESS, many=[CITED],
    ),
    data_set(
        "foerderbereiche", _("Förderbereiche"), _("Was gefördert wird, über alle Phasen."), FundingArea,
        NAME, SUMMARY, references("verwandt", _("Verwandte Bereiche"), "related", "bereich"), sources(), ADDRESS,
        many=[CITED, "related"],
    ),
    data_set(
        "bereiche-der-phasen", _("Förderbereiche der Phasen"), _("Wie ein Bereich in einer Phase heisst, und unter welchem Pfeiler er steht."),
        ProgrammeArea, PHASE, reference("bereich", _("Förderbereich"), "area", "bereich", is_required=True), NAME,
        Column("pfeiler", pgettext_lazy("einer von mehreren", "Pfeiler"), "text", lambda row: row.pillar.name_de if row.pillar else None),
        plain("schwerpunkt", _("Schwerpunkt"), "is_priority", "yes or no", is_required=True),
        one=["programme", "area", "pillar"],
    ),
    data_set(
        "massnahmen", _("Massnahmen"), _("Was getan wird, von wem und in welchen Phasen."), Measure,
        NAME, SUMMARY, plain("seit", _("Seit"), "since_year", "integer"), WEBSITE,
        references("partner", _("Durchgeführt von"), "providers", "partner"), PHASES, AREAS, sources(), ADDRESS,
        many=[CITED, "providers", "programmes", "areas"],
    ),
    data_set(
        "partner", _("Partnerorganisationen"), _("Wer Massnahmen durchführt."), PartnerOrganisation,
        NAME, translated("kurzname", _("Kurzname"), "short_name"), SUMMARY, plain("ort", _("Ort"), "place"),
        plain("gegruendet", _("Gegründet"), "founded_year", "integer"), WEBSITE, PHASES, AREAS, sources(), ADDRESS,
        many=[CITED, "programmes", "areas"],
    ),
    data_set(
        "evaluationen", _("Evaluationen"), _("Geplante, laufende und veröffentlichte Evaluationen und Studien."), Evaluation,
        TITLE, choice("art", _("Art"), "kind", Evaluation.Kind, is_required=True),
        choice("stand", pgettext_lazy("einer Evaluation", "Stand"), "status", Evaluation.Status, is_required=True), FIRST_YEAR, LAST_YEAR,
        translated("ausgefuehrt_von", _("Ausgeführt von"), "contractor"),
        translated("im_auftrag_von", _("Im Auftrag von"), "clients"),
        plain("auftragssumme", _("Auftragssumme"), "volume_chf", "integer", unit="CHF"), PHASE,
        reference("partner", _("Partner"), "partner", "partner"),
        reference("massnahme", _("Massnahme"), "measure", "massnahme"), sources(), ADDRESS,
        one=["programme", "partner", "measure"], many=[CITED],
    ),
    data_set(
        "entscheide", _("Entscheide"), _("Abstimmungen im Parlament, Referendum und Volksabstimmung, mit Stimmen und Beträgen."), Decision,
        TITLE, plain("datum", _("Datum"), "date", "date", is_required=True),
        choice("gremium", _("Wer entschied"), "body", Decision.Body, is_required=True),
        choice("ergebnis", _("Ergebnis"), "outcome", Decision.Outcome), PHASE, SUMMARY,
        plain("geschaeft", _("Geschäft im Parlament"), "business_number"),
        plain("ausgabenbewilligung", _("Ausgabenbewilligung"), "amount_chf", "integer", unit="CHF"),
        plain("ja", _("Ja-Stimmen"), "yes_votes", "integer"), plain("nein", _("Nein-Stimmen"), "no_votes", "integer"),
        plain("stimmbeteiligung", _("Stimmbeteiligung"), "turnout_percent", "number", unit="%"),
        plain("unterschriften", _("gültige Unterschriften"), "signatures", "integer"),
        plain("noetige_unterschriften", _("Nötige Unterschriften"), "signatures_required", "integer"),
        reference("folgt_auf", _("Folgt auf"), "follows", "entscheid"), sources(), ADDRESS,
        one=["programme", "follows"], many=[CITED],
    ),
    data_set(
        "kennzahlen", _("Kennzahlen"), _("Jede Zahl mit Einheit, Jahr und Quelle, und wozu sie gehört."), KeyFigure,
        translated("bezeichnung", _("Bezeichnung"), "label", is_required=True),
        choice("art", _("Art"), "kind", KeyFigure.Kind, is_required=True),
        choice("zusatz", _("Zusatz"), "qualifier", KeyFigure.Qualifier, description=_("So, wie ihn die Quelle nennt.")),
        plain("wert", _("Wert"), "value", "number", is_required=True), translated("einheit", _("Einheit"), "unit"),
        FIRST_YEAR, LAST_YEAR, NOTE, PHASE, reference("massnahme", _("Massnahme"), "measure", "massnahme"),
        reference("partner", _("Partner"), "partner", "partner"),
        reference("entscheid", _("Entscheid"), "decision", "entscheid"),
        reference("begriff", _("Begriff"), "term", "begriff"),
        reference("quelle", _("Quelle"), "source", "quelle", is_required=True),
        plain("quelle_titel", _("Titel der Quelle"), "source.title", is_required=True),
        plain("quelle_herausgeber", _("Herausgeber der Quelle"), "source.publisher", is_required=True),
        one=["programme", "measure", "partner", "decision", "term", "source"],
    ),
    data_set(
        "dokumente", _("Dokumente und Quellen"), _("Worauf die Angaben dieser Website beruhen."), Document,
        plain("titel", _("Titel"), "title", is_required=True, description=_("In der Sprache des Dokuments.")),
        plain("herausgeber", _("Herausgeber"), "publisher", is_required=True),
        choice("art", _("Art"), "kind", Document.Kind, is_required=True),
        choice("form", _("Form"), "medium", Document.Medium, is_required=True),
        choice("sprache", _("Sprache"), "language", Document.Language, is_required=True),
        Column("link", _("Link"), "address", lambda row: absolute(row.link)),
        plain("datum", _("Datum"), "published_on", "date"),
        plain("jahr", _("Jahr"), "year", "integer", description=_("Wenn es kein genaues Datum gibt.")),
        plain("seiten", _("Seiten"), "pages", "integer"), plain("groesse", _("Grösse"), "size_bytes", "integer", unit="Bytes"),
        NOTE, ADDRESS,
    ),
    data_set(
        "glossar", _("Glossar"), _("Begriffe, in einem Satz erklärt."), GlossaryTerm,
        translated("begriff", _("Begriff"), "term", is_required=True),
        translated("abkuerzung", _("Abkürzung"), "abbreviation"),
        translated("erklaerung", _("Erklärung"), "definition", is_required=True), WEBSITE, sources(), ADDRESS, many=[CITED],
    ),
    data_set(
        "grundsaetze", _("Grundsätze"), _("Die Grundsätze der Integrationspolitik."), Principle,
        NAME, SUMMARY, sources(), ADDRESS, many=[CITED],
    ),
    data_set(
        "rechtsgrundlagen", _("Rechtsgrundlagen"), _("Gesetze und Verordnungen mit ihrer Nummer."), LegalBasis,
        TITLE, translated("abkuerzung", _("Abkürzung"), "abbreviation"),
        translated("artikel", _("Artikel oder Paragraf"), "article"),
        choice("ebene", _("Ebene"), "level", LegalBasis.Level, is_required=True),
        choice("sammlung", _("Sammlung"), "collection", LegalBasis.Collection), plain("nummer", _("Nummer"), "number"),
        plain("erlassen", _("Erlassen am"), "enacted_on", "date"), plain("stand", _("Stand"), "as_of", "date"),
        plain("link", _("Link"), "url", "address"), sources(), ADDRESS, many=[CITED],
    ),
]  # fmt: skip
BY_NAME = {each.name: each for each in DATA_SETS}
