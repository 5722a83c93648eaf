"""Open data: the page that describes the data sets, and the files, schemas and catalogue at stable URLs."""

import datetime
import json
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.languages import LANGUAGE_CODES
from core.open_data import Column, DataSet, Text, schema
from core.templatetags.texts import colon
from pages.introduced import IntroducedView
from pages.models import StandingPage
from programmes.open_data import data_files, dcat
from programmes.open_data.data_sets import DATA_SET_BY_NAME, DATA_SETS

#: The terms of use of opendata.swiss, in words.
TERMS_IN_WORDS = {
    "terms_open": _("Freie Nutzung."),
    "terms_by": _("Freie Nutzung, die Quelle muss genannt werden."),
    "terms_ask": _("Freie Nutzung; kommerziell nur mit Bewilligung der Fachabteilung."),
    "terms_by_ask": _(
        "Freie Nutzung, die Quelle muss genannt werden; kommerziell nur mit Bewilligung der Fachabteilung."
    ),
}
TYPE_NAMES: dict[str, Text] = {
    "text": _("Text"), "address": _("Webadresse"), "integer": _("ganze Zahl"), "number": _("Zahl"), "list": _("Liste"),
    "yes or no": "true, false", "date": _("Datum"), "time": _("Datum und Zeit"),
}  # fmt: skip


class OpenData(IntroducedView):
    template_name = "programmes/open_data.html"
    introduction = "open_data"

    def get_rows(self):
        return {"data_sets": [Described(data, self.changes[data.name]) for data in DATA_SETS]}

    @cached_property
    def changes(self) -> dict[str, datetime.datetime | None]:
        """Last edit by data set, in one query; None where nobody has changed what was loaded."""
        times = {f"change_{number}": Subquery(last_edit(data)) for number, data in enumerate(DATA_SETS)}
        found = StandingPage.objects.filter(pk=self.intro.pk).annotate(**times).values_list(*times).get()
        return {data.name: at for data, at in zip(DATA_SETS, found, strict=True)}

    def get_context_data(self, **kwargs):
        values = {
            "terms": TERMS_IN_WORDS[data_files.terms()],
            "terms_address": data_files.licence(),
            "is_provisional": not settings.DATA_TERMS,
        }
        return super().get_context_data(**values, **kwargs)

    def structured_data(self, rows):
        return {"mainEntity": [dataset_of_page(data) for data in DATA_SETS]}


def last_edit(data: DataSet) -> QuerySet:
    """The time of the newest row that was edited: loaded rows have a date, or none, for each language."""
    edited = data.rows().exclude(changed_in__has_keys=LANGUAGE_CODES)
    return edited.order_by("-changed_at").values("changed_at")[:1]


def dataset_of_page(data: DataSet) -> dict:
    """A data set as schema.org describes it, in the language of the page."""
    files = [
        {"@type": "DataDownload", "contentUrl": data_files.url(data.name, ending), "encodingFormat": media_type}
        for ending, media_type in dcat.MEDIA_TYPES.items()
    ]
    return {
        "@type": "Dataset",
        "@id": f"{settings.SITE_URL}{reverse('open_data')}#{data.name}",
        "name": str(data.title),
        "description": f"{data.description} {_('Spalten')}{colon()}{', '.join(str(column.label) for column in data.columns)}.",
        "license": data_files.licence(),
        "creator": {"@id": f"{settings.SITE_URL}/#office"},
        "distribution": files,
    }


@dataclass
class Described:
    """A data set as the page describes it."""

    data: DataSet
    changed_at: datetime.datetime | None

    def last_edited(self) -> datetime.datetime | None:
        return self.changed_at

    def columns(self) -> list[tuple[Column, Text]]:
        return [(column, TYPE_NAMES[column.kind]) for column in self.data.columns]


def data_set_or_404(name: str) -> DataSet:
    try:
        return DATA_SET_BY_NAME[name]
    except KeyError as error:
        raise Http404 from error


def data_file(request, name: str, ending: str) -> HttpResponse:
    data = data_set_or_404(name)
    content = data_files.content(data, ending)
    if ending == "json":
        return HttpResponse(content, content_type="application/json")
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8; header=present", headers=disposition)


def data_schema(request, name: str) -> HttpResponse:
    data = data_set_or_404(name)
    found = schema(data, settings.SITE_URL + request.path, data_files.metadata(data))
    return HttpResponse(json.dumps(found, ensure_ascii=False), content_type="application/schema+json")


def catalogue_file(request, ending: str) -> HttpResponse:
    """The same graph as JSON-LD and as RDF/XML, for which the portal's harvesters ask."""
    graph = dcat.catalogue_graph(StandingPage.objects.get(key=OpenData.introduction))
    if ending == "rdf":
        return HttpResponse(dcat.rdf_xml(graph), content_type="application/rdf+xml")
    return HttpResponse(json.dumps(graph, ensure_ascii=False), content_type="application/ld+json")
