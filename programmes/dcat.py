"""The data sets as opendata.swiss reads them: DCAT-AP CH, written as JSON-LD without a context to be fetched."""

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
LANGUAGES = {"de": "DEU", "fr": "FRA", "it": "ITA", "en": "ENG"}
#: The strictest of the four terms that opendata.swiss knows, until the office has decided: it gives nothing away.
PROVISIONAL = "terms_by_ask"
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def terms() -> str:
    return settings.DATA_TERMS or PROVISIONAL


def link(address: str) -> dict:
    return {"@id": address}


def here(path: str) -> str:
    return settings.SITE_URL + path


def day(value) -> dict:
    return {"@type": "xsd:date", "@value": value.isoformat()}


def moment(value) -> dict:
    return {"@type": "xsd:dateTime", "@value": plain_value(value)}


def in_all_languages(text) -> list[dict]:
    """A text of the interface; where it is the same in two languages, each says it."""
    found = []
    for code in LANGUAGES:
        with override(code):
            found.append({"@language": code, "@value": str(text)})
    return found


def of_row(row, name: str) -> list[dict]:
    """A text of the content, in those languages that it is written in."""
    texts = {code: getattr(row, f"{name}_{code}") for code in LANGUAGES}
    return [{"@language": code, "@value": text} for code, text in texts.items() if text]


def catalogue(intro: StandingPage) -> dict:
    unit = OrganisationalUnit.objects.in_order().last()
    page = here(reverse("open_data"))
    return {
        "@context": CONTEXT,
        "@id": f"{page}#katalog",
        "@type": "dcat:Catalog",
        "dct:title": of_row(intro, "title"),
        "dct:description": of_row(intro, "summary"),
        "dct:publisher": publisher(unit),
        "dct:license": link(LICENCES + terms()),
        "dct:language": [link(f"{AUTHORITY}language/{code}") for code in LANGUAGES.values()],
        "foaf:homepage": link(page),
        "dcat:dataset": [data_set(data, unit, page) for data in DATA_SETS],
    }


def publisher(unit: OrganisationalUnit | None) -> dict:
    name = unit.name_de if unit else german("office")
    return {"@id": here("/#office"), "@type": "foaf:Organization", "foaf:name": name}


def contact(unit: OrganisationalUnit | None) -> dict:
    """Without an address for mail, the page that says whom to ask."""
    node = {"@type": "vcard:Organization", "vcard:fn": unit.name_de if unit else german("office")}
    if unit and unit.shown_email:
        return node | {"vcard:hasEmail": link(f"mailto:{unit.email}")}
    return node | {"vcard:hasURL": link(here(reverse("contact")))}


def data_set(data: DataSet, unit: OrganisationalUnit | None, page: str) -> dict:
    changed_at = data.changed_at()
    node = {
        "@id": f"{page}#{data.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{data.name}@{settings.SITE['data_organisation']}",  # as opendata.swiss wants it: who offers it
        "dct:title": in_all_languages(data.title),
        "dct:description": in_all_languages(data.description),
        "dct:publisher": publisher(unit),
        "dcat:contactPoint": contact(unit),
        "dcat:theme": link(f"{AUTHORITY}data-theme/SOCI"),
        "dcat:landingPage": link(f"{page}#{data.name}"),
        "dct:accrualPeriodicity": link(f"{AUTHORITY}frequency/IRREG"),
        "dct:issued": day(data.issued),
        "dcat:distribution": [distribution(data, ending, page) for ending in MEDIA_TYPES],
    }
    return node | ({"dct:modified": moment(changed_at)} if changed_at else {})


def distribution(data: DataSet, ending: str, page: str) -> dict:
    file = here(reverse("data_file", args=[data.name, ending]))
    return {
        "@id": file,
        "@type": "dcat:Distribution",
        "dct:title": in_all_languages(data.title),
        "dct:issued": day(data.issued),
        "dct:license": link(LICENCES + terms()),
        "dct:format": link(f"{AUTHORITY}file-type/{ending.upper()}"),
        "dcat:mediaType": link(f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[ending]}"),
        "dcat:accessURL": link(f"{page}#{data.name}"),
        "dcat:downloadURL": link(file),
    }
