"""JSON-LD of a page: website, office, breadcrumb and the page itself."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import get_language

from core.pages.metadata import Label
from core.templatetags.texts import json_ld
from core.text.phone_numbers import dialled
from programmes.open_data.data_sets import DATA_SET_BY_NAME

register = template.Library()


@register.filter
def data_set_title(name: str) -> str:
    return str(DATA_SET_BY_NAME[name].title)


@register.simple_tag(takes_context=True)
def canonical(context) -> str:
    """The canonical URL: the German page where the main text falls back to German."""
    path, german = context["request"].path, context["german_url"]
    if repeated := context["page"].canonical:
        path, german = repeated, context["site_url"] + repeated.removeprefix(f"/{get_language()}")
    return german if context["page"].fell_back else context["site_url"] + path


@register.simple_tag(takes_context=True)
def alternates(context) -> str:
    """The page in each language of its main text; empty for a page that only repeats the German one."""
    page = context["page"]
    if page.fell_back or page.is_unlisted or len(page.languages) < 2:
        return ""
    origin, path = context["site_url"], context["german_path"]
    links = [(code, origin + address) for code, _name, address in context["language_links"] if code in page.languages]
    link = '<link rel="alternate" hreflang="{}" href="{}">\n'
    return format_html_join("", link, [*links, ("x-default", origin + path)])


@register.simple_tag(takes_context=True)
def structured_data(context) -> str:
    page, units = context["page"], context["units"]
    graph = [office(units, context["site_url"]), web_site(context), breadcrumbs(context), web_page(context, page)]
    return json_ld(without_empty({"@context": "https://schema.org", "@graph": graph}))


def without_empty(value):
    """Removes empty texts, lists and objects at any depth."""
    if isinstance(value, dict):
        kept = {name: without_empty(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in ("", [], {}, None)}
    if isinstance(value, list):
        return [each for each in map(without_empty, value) if each not in ("", [], {}, None)]
    return value


def web_site(context) -> dict:
    site = context["site_url"]
    return {
        "@type": "WebSite",
        "@id": f"{site}/#website",
        "url": f"{site}/",
        "name": context["site_name"],
        "inLanguage": [code for code, _name, _address in context["language_links"]],
        "publisher": {"@id": f"{site}/#office"},
    }


def office(units, site_url: str) -> dict:
    """The office with its parent units and contact data."""
    names = [Label.of(unit, "name").text for unit in units]
    node: dict[str, object] = {"@type": "GovernmentOrganization", "@id": f"{site_url}/#office", "url": f"{site_url}/"}
    for name in names:
        node |= {"name": name} | ({"parentOrganization": parent(node["name"])} if "name" in node else {})
    unit = units[-1] if units else None
    told = [("telephone", dialled(unit.shown_phone)), ("email", unit.shown_email), ("sameAs", unit.url)] if unit else []
    return node | {name: value for name, value in told if value}


def parent(name: object) -> dict:
    return {"@type": "GovernmentOrganization", "name": name}


def breadcrumbs(context) -> dict:
    """The breadcrumb as shown: parent units (some without URL), home page, trail, this page."""
    page, root = context["page"], context["site_url"]
    above = [(Label.of(unit, "name").text, unit.url) for unit in context["units"]]
    trail = [(label.text, root + label.url) for label in page.trail]
    own = [] if page.is_home else [(page.full_title.text, canonical(context))]
    items = [*above, (context["site_name"], root + reverse("home")), *trail, *own]
    elements = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(items, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": elements}


def web_page(context, page) -> dict:
    return {
        "@type": "WebPage",
        "@id": canonical(context),
        "url": canonical(context),
        "name": page.full_title.text,
        "description": page.listed_description.text,
        "inLanguage": page.title.language,
        "dateModified": timezone.localdate(page.changed_at).isoformat() if page.changed_at else "",
        "isPartOf": {"@id": f"{context['site_url']}/#website"},
        "publisher": {"@id": f"{context['site_url']}/#office"},
    } | page.structured_data
