"""The content of one phase page as plain data, from this site's database, so that Wagtail shows the same text.

`python -m qa.bench.content` prints it as JSON. Amounts and dates are formatted already.
"""

import json

import django


def phase(slug: str) -> dict:
    from programmes.models import OrganisationalUnit, Programme

    programme = Programme.objects.get(slug=slug)
    return {
        "menu": menu(),
        "units": [unit(row) for row in OrganisationalUnit.objects.in_order()],
        "phases": [{"title": row.name, "slug": row.slug} for row in Programme.objects.in_order()],
        "slug": slug,
        **texts(programme),
        **rows(programme),
    }


def texts(programme) -> dict:
    return {
        "first_year": programme.first_year,
        "last_year": programme.last_year,
        "area_count": programme.area_count,
        "summary": programme.summary,
        "areas_note": programme.areas_note,
        "funding_note": programme.funding_note,
        "prose": [
            {"anchor": "in-kuerze", "heading": "In Kürze", "text": programme.in_brief},
            {"anchor": "worum", "heading": "Worum es geht", "text": programme.introduction},
            {"anchor": "ziele", "heading": "Ziele", "text": programme.aims},
        ],
    }


def rows(programme) -> dict:
    return {
        "areas": [
            linked(row.area) | {"title": row.name, "is_priority": row.is_priority} for row in programme.areas.all()
        ],
        "measures": [linked(row) for row in programme.measures.all()],
        "partners": [linked(row) for row in programme.partners.all()],
        "evaluations": [evaluation(row) for row in programme.evaluations.all()],
        "decisions": [decision(row) for row in programme.decisions.all()],
        "figures": [figure(row) for row in programme.figures.all()],
        "citations": [citation(row) for row in programme.citations.all()],
    }


def menu() -> list[dict]:
    """The pages of the main menu and of the footer, without the home page."""
    names = "Förderbereiche Massnahmen Partner Entscheide Evaluationen Integrationspolitik Kontakt"
    more = "Dokumente Glossar Barrierefreiheit Datenschutz Impressum"
    return [{"title": name, "main": True} for name in names.split()] + [
        {"title": name, "main": False} for name in more.split()
    ]


def linked(row) -> dict:
    """A linked row; the path is split into the list (`parent`) and the row (`slug`)."""
    parent, slug = row.get_absolute_url().strip("/").split("/")
    return {"title": row.name, "summary": row.summary, "parent": parent, "slug": slug}


def unit(row) -> dict:
    shown = ("name", "url", "address", "phone", "email", "opening_hours")
    return {name: getattr(row, name) or "" for name in shown}


def evaluation(row) -> dict:
    return {
        "title": row.title,
        "slug": row.slug,
        "kind": str(row.get_kind_display()),
        "status": str(row.get_status_display()),
    }


def decision(row) -> dict:
    from core.templatetags.figures import chf, percent

    return {
        "title": row.title,
        "slug": row.slug,
        "summary": row.summary,
        "date": row.date.isoformat(),
        "body": str(row.get_body_display()),
        "outcome": str(row.get_outcome_display()),
        "amount": chf(row.amount_chf),
        "yes": row.yes_votes,
        "no": row.no_votes,
        "yes_share": percent(row.yes_percent),
        "no_share": percent(row.no_percent),
    }


def figure(row) -> dict:
    from core.templatetags.figures import number

    return {
        "label": row.label,
        "is_funding": row.kind == row.Kind.FUNDING,
        "qualifier": str(row.get_qualifier_display()),
        "value": number(row.value),
        "unit": row.unit,
        "years": f"{row.first_year}–{row.last_year}",
        "note": row.note,
        "source": document(row.source),
    }


def citation(row) -> dict:
    return {"supports": row.supports, "is_paper": row.document.is_paper, "document": document(row.document)}


def document(row) -> dict:
    return {
        "title": row.title,
        "slug": row.slug,
        "publisher": row.publisher,
        "published_on": row.published_on.isoformat() if row.published_on else None,
        "year": row.year,
        "note": row.note or "",
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(phase("kip-3"), ensure_ascii=False))
