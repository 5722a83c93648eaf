"""The data catalogue for opendata.swiss: DCAT-AP CH as JSON-LD with an inline context."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from core.open_data import DataSet, plain_value
from core.site_names import german
from pages.models import StandingPage

from .data_sets import DATA_SETS
from .models import OrganisationalUnit

LICENCES = "http://dcat-ap.ch/vocabulary/licenses/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
LANGUAGE_CODES = {"de": "DEU", "fr": "FRA", "it": "ITA", "en": "ENG"}
#: The strictest of the four terms of opendata.swiss, until the office decides.
PROVISIONAL_TERMS = "terms_by_ask"
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def terms() -> str:
    return settings.DATA_TERMS or PROVISIONAL_TERMS


def resource(address: str) -> dict:
    return {"@id": address}


def absolute_url(path: str) -> str:
    return settings.SITE_URL + path


def date_value(value) -> dict:
    return {"@type": "xsd:date", "@value": value.isoformat()}


def time_value(value) -> dict:
    return {"@type": "xsd:dateTime", "@value": plain_value(value)}


def interface_text(text) -> list[dict]:
    """A text of the interface in each language, also where it is the same in two."""
    found = []
    for code in LANGUAGE_CODES:
        with override(code):
            found.append({"@language": code, "@value": str(text)})
    return found


def field_values(row, name: str) -> list[dict]:
    """A translated field of a row, in the languages that have a text."""
    texts = {code: getattr(row, f"{name}_{code}") for code in LANGUAGE_CODES}
    return [{"@language": code, "@value": text} for code, text in texts.items() if text]


def catalogue_graph(intro: StandingPage) -> dict:
    unit = OrganisationalUnit.objects.in_order().last()
    page = absolute_url(reverse("open_data"))
    return {
        "@context": CONTEXT,
        "@id": f"{page}#katalog",
        "@type": "dcat:Catalog",
        "dct:title": field_values(intro, "title"),
        "dct:description": field_values(intro, "summary"),
        "dct:publisher": publisher(unit),
        "dct:license": resource(LICENCES + terms()),
        "dct:language": [resource(f"{AUTHORITY}language/{code}") for code in LANGUAGE_CODES.values()],
        "foaf:homepage": resource(page),
        "dcat:dataset": [data_set(data, unit, page) for data in DATA_SETS],
    }


def publisher(unit: OrganisationalUnit | None) -> dict:
    name = unit.name_de if unit else german("office")
    return {"@id": absolute_url("/#office"), "@type": "foaf:Organization", "foaf:name": name}


def contact_point(unit: OrganisationalUnit | None) -> dict:
    """The contact as vCard: the mail address, or else the contact page."""
    node = {"@type": "vcard:Organization", "vcard:fn": unit.name_de if unit else german("office")}
    if unit and unit.shown_email:
        return node | {"vcard:hasEmail": resource(f"mailto:{unit.email}")}
    return node | {"vcard:hasURL": resource(absolute_url(reverse("contact")))}


def data_set(data: DataSet, unit: OrganisationalUnit | None, page: str) -> dict:
    changed_at = data.changed_at()
    node = {
        "@id": f"{page}#{data.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{data.name}@{settings.SITE['data_organisation']}",  # as opendata.swiss wants it: who offers it
        "dct:title": interface_text(data.title),
        "dct:description": interface_text(data.description),
        "dct:publisher": publisher(unit),
        "dcat:contactPoint": contact_point(unit),
        "dcat:theme": resource(f"{AUTHORITY}data-theme/SOCI"),
        "dcat:landingPage": resource(f"{page}#{data.name}"),
        "dct:accrualPeriodicity": resource(f"{AUTHORITY}frequency/IRREG"),
        "dct:issued": date_value(data.issued),
        "dcat:distribution": [distribution(data, ending, page) for ending in MEDIA_TYPES],
    }
    return node | ({"dct:modified": time_value(changed_at)} if changed_at else {})


def distribution(data: DataSet, ending: str, page: str) -> dict:
    file = absolute_url(reverse("data_file", args=[data.name, ending]))
    return {
        "@id": file,
        "@type": "dcat:Distribution",
        "dct:title": interface_text(data.title),
        "dct:issued": date_value(data.issued),
        "dct:license": resource(LICENCES + terms()),
        "dct:format": resource(f"{AUTHORITY}file-type/{ending.upper()}"),
        "dcat:mediaType": resource(f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[ending]}"),
        "dcat:accessURL": resource(f"{page}#{data.name}"),
        "dcat:downloadURL": resource(file),
    }
