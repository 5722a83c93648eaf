"""Context of the phase template: one query for each set of rows, with its link targets."""

import json

from django.utils.safestring import mark_safe

from .models import EntryPage, OrganisationalUnit

JSON_IN_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def phase_context(page) -> dict:
    units = list(OrganisationalUnit.objects.all())
    trail = list(page.get_ancestors().filter(depth__gt=1))
    lists = list(EntryPage.objects.child_of(trail[0]).live())
    decisions = [row.decision for row in page.decisions.select_related("decision")]
    return {
        "units": units,
        "trail": trail,
        "menu": [entry for entry in lists if entry.show_in_menus],
        "more": [entry for entry in lists if not entry.show_in_menus],
        "decisions": decisions,
        "structured_data": structured_data(page, units, trail, decisions),
        **rows(page),
    }


def rows(page) -> dict:
    figures = list(page.figures.select_related("source"))
    citations = list(page.citations.select_related("document"))
    return {
        "areas": list(page.areas.select_related("entry")),
        "measures": list(page.measures.select_related("entry")),
        "partners": list(page.partners.select_related("entry")),
        "evaluations": list(page.evaluations.select_related("evaluation")),
        "funding": [row for row in figures if row.is_funding],
        "results": [row for row in figures if not row.is_funding],
        "papers": [row for row in citations if row.is_paper],
        "sources": [row for row in citations if not row.is_paper],
        "previous": page.get_prev_siblings().live().type(type(page)).first(),
        "following": page.get_next_siblings().live().type(type(page)).first(),
    }


def structured_data(page, units, trail, decisions) -> str:
    graph = [
        {"@type": "GovernmentOrganization", "name": units[-1].name, "parentOrganization": {"name": units[-2].name}},
        {"@type": "BreadcrumbList", "itemListElement": crumbs(page, units, trail)},
        {"@type": "WebPage", "name": page.title, "description": page.summary, "about": about(page, decisions)},
    ]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return mark_safe(text.translate(JSON_IN_HTML))  # noqa: S308


def crumbs(page, units, trail) -> list[dict]:
    links = [(unit.name, unit.url) for unit in units if unit.url]
    links += [(other.title, other.full_url) for other in [*trail, page]]
    return [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(links, 1)
    ]


def about(page, decisions) -> dict:
    grants = [{"@type": "MonetaryGrant", "name": row.title, "amount": row.amount} for row in decisions if row.amount]
    return {
        "@type": "Project",
        "name": page.title,
        "description": page.summary,
        "foundingDate": str(page.first_year),
        "dissolutionDate": str(page.last_year),
        "funding": grants,
    }
