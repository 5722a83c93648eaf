"""The files of a data set: what a CSV or JSON file holds, and what the JSON says about itself."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from core.open_data import DataSet, as_csv, as_json, plain_value
from core.pages.site_names import german
from programmes.open_data.data_sets import DATA_SET_BY_NAME

LICENCES = "http://dcat-ap.ch/vocabulary/licenses/"
#: The strictest of the four terms of opendata.swiss, until the office decides.
PROVISIONAL_TERMS = "terms_by_ask"


def licence() -> str:
    """The IRI of the terms of use."""
    return LICENCES + terms()


def terms() -> str:
    return settings.DATA_TERMS or PROVISIONAL_TERMS


def content(data: DataSet, ending: str) -> bytes:
    text = as_json(data, metadata(data)) if ending == "json" else as_csv(data)
    return text.encode()


@lru_cache(maxsize=256)
def byte_size(name: str, ending: str, edition: int, told: tuple) -> int:
    """Bytes of a file in an edition, with the items of its metadata: both forms of the catalogue state them."""
    return len(content(DATA_SET_BY_NAME[name], ending))


def metadata(data: DataSet) -> dict:
    return {
        "name": data.name,
        "titel": str(data.title),
        "herausgeber": german("office"),
        "lizenz": licence(),
        "adresse": url(data.name, "json"),
        "schema": settings.SITE_URL + reverse("data_schema", args=[data.name]),
        "geaendert": plain_value(data.changed_at()),
    }


def url(name: str, ending: str) -> str:
    return settings.SITE_URL + reverse("data_file", args=[name, ending])
