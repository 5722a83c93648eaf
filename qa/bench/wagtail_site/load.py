"""Fills the empty Wagtail site: `python -m wagtail_site.load content.json`, with the output of qa/bench/content.py."""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wagtail_site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils.text import slugify  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402
from wagtail_site import models  # noqa: E402

GERMAN = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}


def load(content: dict):
    home = home_page()
    lists = {page.slug: page for page in [list_page(home, **row) for row in content["menu"]]}
    for place, row in enumerate(content["units"]):
        models.OrganisationalUnit.objects.create(**row, position=place)
    for row in content["phases"]:
        fields = phase_fields(content) if row["slug"] == content["slug"] else {}
        page = home.add_child(instance=models.PhasePage(**row, **fields))
        if fields:
            add_rows(page, lists, content)
            page.save_revision().publish()


def home_page() -> models.HomePage:
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=models.HomePage(title="Kantonale Integrationsprogramme", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    return home


def list_page(home: models.HomePage, title: str, main: bool) -> models.EntryPage:
    slug = slugify(title.lower().translate(GERMAN))
    return home.add_child(instance=models.EntryPage(title=title, slug=slug, show_in_menus=main))


def phase_fields(content: dict) -> dict:
    names = ("first_year", "last_year", "area_count", "summary", "areas_note", "funding_note")
    return {name: content[name] for name in names} | {"prose": [("prose", block) for block in content["prose"]]}


def add_rows(page: models.PhasePage, lists: dict, content: dict):
    for row in content["areas"]:
        page.areas.create(entry=entry(lists, row), is_priority=row["is_priority"])
    for row in content["measures"]:
        page.measures.create(entry=entry(lists, row))
    for row in content["partners"]:
        page.partners.create(entry=entry(lists, row))
    for row in content["evaluations"]:
        page.evaluations.create(evaluation=models.Evaluation.objects.create(**row))
    for row in content["decisions"]:
        page.decisions.create(decision=decision(lists["entscheide"], row))
    for row in content["figures"]:
        page.figures.create(**row | {"source": document(row["source"])})
    for row in content["citations"]:
        page.citations.create(**row | {"document": document(row["document"])})


def entry(lists: dict, row: dict) -> models.EntryPage:
    page = models.EntryPage(title=row["title"], slug=row["slug"], summary=row["summary"])
    return lists[row["parent"]].add_child(instance=page)


def decision(parent: models.EntryPage, row: dict) -> models.DecisionPage:
    fields = {name: value for name, value in row.items() if name != "summary"}
    return parent.add_child(instance=models.DecisionPage(**fields))


def document(row: dict) -> models.Document:
    return models.Document.objects.get_or_create(slug=row["slug"], defaults=row)[0]


if __name__ == "__main__":
    for command in (["makemigrations", "wagtail_site"], ["migrate"]):
        call_command(*command, interactive=False, verbosity=0)
    load(json.loads(Path(sys.argv[1]).read_text()))
