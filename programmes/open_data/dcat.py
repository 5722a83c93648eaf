"""The data catalogue for opendata.swiss: DCAT-AP CH as JSON-LD with an inline context, and as RDF/XML."""

import datetime
from xml.etree import ElementTree

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import override

from core.models import Edition
from core.open_data import DataSet
from core.pages.site_names import german, site_name_lazy
from pages.models import StandingPage
from programmes.models import OrganisationalUnit, Programme
from programmes.open_data import data_files
from programmes.open_data.data_sets import DATA_SETS, absolute_url

AUTHORITY = "http://publications.europa.eu/resource/authority/"
LANGUAGE_CODES = {"de": "DEU", "fr": "FRA", "it": "ITA", "en": "ENG"}
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def resource(address: str) -> dict:
    return {"@id": address}


def date_value(value) -> dict:
    return {"@type": "xsd:date", "@value": value.isoformat()}


def time_value(moment: str) -> dict:
    return {"@type": "xsd:dateTime", "@value": moment}


def integer_value(number: int) -> dict:
    return {"@type": "xsd:nonNegativeInteger", "@value": str(number)}


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
    page, days = absolute_url(reverse("open_data")), years_of_programmes()
    edition = Edition.objects.number()
    return {
        "@context": CONTEXT,
        "@id": f"{page}#katalog",
        "@type": "dcat:Catalog",
        "dct:title": field_values(intro, "title"),
        "dct:description": field_values(intro, "summary"),
        "dct:publisher": publisher(unit),
        "dct:license": resource(data_files.licence()),
        "dct:language": languages(),
        "foaf:homepage": resource(page),
        "dcat:dataset": [data_set(data, unit, page, days, edition) for data in DATA_SETS],
    }


def languages() -> list[dict]:
    return [resource(f"{AUTHORITY}language/{code}") for code in LANGUAGE_CODES.values()]


def publisher(unit: OrganisationalUnit | None) -> dict:
    names = field_values(unit, "name") if unit else interface_text(site_name_lazy("office"))
    return {"@id": absolute_url("/#office"), "@type": ["foaf:Agent", "foaf:Organization"], "foaf:name": names}


def contact_point(unit: OrganisationalUnit | None) -> dict:
    """The contact as vCard: the mail address, or else the contact page."""
    node = {"@id": absolute_url("/#contact"), "@type": ["vcard:Kind", "vcard:Organization"]}
    node |= {"vcard:fn": unit.name_de if unit else german("office")}
    if unit and unit.shown_email:
        return node | {"vcard:hasEmail": resource(f"mailto:{unit.email}")}
    return node | {"vcard:hasURL": resource(absolute_url(reverse("contact")))}


def years_of_programmes() -> tuple[datetime.date, datetime.date] | None:
    """First and last day of all phases together: what the data are about."""
    years = Programme.objects.aggregate(first=Min("first_year"), last=Max("last_year"))
    if years["first"] is None:
        return None
    return datetime.date(years["first"], 1, 1), datetime.date(years["last"], 12, 31)


def period(page: str, days: tuple[datetime.date, datetime.date]) -> dict:
    start, end = map(date_value, days)
    return {"@id": f"{page}#zeitraum", "@type": "dct:PeriodOfTime", "dcat:startDate": start, "dcat:endDate": end}


def data_set(data: DataSet, unit: OrganisationalUnit | None, page: str, days, edition: int) -> dict:
    told = data_files.metadata(data)
    node = {
        "@id": f"{page}#{data.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{data.name}@{settings.DATA_ORGANISATION}",  # as opendata.swiss wants it: who offers it
        "dct:title": interface_text(data.title),
        "dct:description": interface_text(data.description),
        "dct:publisher": publisher(unit),
        "dcat:contactPoint": contact_point(unit),
        "dcat:theme": [resource(f"{AUTHORITY}data-theme/{theme}") for theme in data.themes],
        "dcat:keyword": [each for keyword in data.keywords for each in interface_text(keyword)],
        "dct:language": languages(),
        "dct:spatial": resource(f"{AUTHORITY}country/CHE"),
        "dcat:landingPage": resource(f"{page}#{data.name}"),
        "dct:accrualPeriodicity": resource(f"{AUTHORITY}frequency/IRREG"),
        "dct:issued": date_value(data.issued),
        "dcat:distribution": [
            distribution(data, ending, page, data_files.byte_size(data.name, ending, edition, tuple(told.items())))
            for ending in MEDIA_TYPES
        ],
    }
    node |= {"dct:temporal": period(page, days)} if days else {}
    return node | ({"dct:modified": time_value(told["geaendert"])} if told["geaendert"] else {})


def distribution(data: DataSet, ending: str, page: str, size: int) -> dict:
    file = data_files.url(data.name, ending)
    return {
        "@id": file,
        "@type": "dcat:Distribution",
        "dct:title": interface_text(data.title),
        "dct:issued": date_value(data.issued),
        "dct:language": languages(),
        "dct:license": resource(data_files.licence()),
        "dct:conformsTo": resource(absolute_url(reverse("data_schema", args=[data.name]))),
        "dct:format": resource(f"{AUTHORITY}file-type/{ending.upper()}"),
        "dcat:mediaType": resource(f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[ending]}"),
        "dcat:byteSize": integer_value(size),
        "dcat:accessURL": resource(f"{page}#{data.name}"),
        "dcat:downloadURL": resource(file),
    }


# -- the same graph as RDF/XML


def rdf_xml(graph: dict) -> bytes:
    """The graph in the one form that harvesters of opendata.swiss ask for. The same graph gives the same bytes.

    rdflib would write it as well, but in the order of its sets, which is another one in each process.
    """
    for prefix, namespace in CONTEXT.items():
        ElementTree.register_namespace(prefix, namespace)
    root = ElementTree.Element(expanded("rdf:RDF"))
    root.append(description(graph))
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{CONTEXT[prefix]}}}{local}"


def description(node: dict) -> ElementTree.Element:
    """A node with its properties; a node that is described twice states the same twice, which RDF counts once."""
    element = ElementTree.Element(expanded("rdf:Description"), {expanded("rdf:about"): node["@id"]})
    for type_ in as_list(node["@type"]):
        iri = CONTEXT[type_.partition(":")[0]] + type_.partition(":")[2]
        ElementTree.SubElement(element, expanded("rdf:type"), {expanded("rdf:resource"): iri})
    for name, values in node.items():
        if not name.startswith("@"):
            element.extend(statement(name, value) for value in as_list(values))
    return element


def statement(name: str, value: dict | str) -> ElementTree.Element:
    element = ElementTree.Element(expanded(name))
    if isinstance(value, str):
        element.text = value
    elif "@value" in value:
        element.text = value["@value"]
        if "@language" in value:
            element.set("{http://www.w3.org/XML/1998/namespace}lang", value["@language"])
        else:
            element.set(expanded("rdf:datatype"), CONTEXT["xsd"] + value["@type"].partition(":")[2])
    elif value.keys() == {"@id"}:
        element.set(expanded("rdf:resource"), value["@id"])
    else:
        element.append(description(value))
    return element


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]
