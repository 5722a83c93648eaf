"""schema.org data of the pages, for search engines; built from the same rows as the page."""

from core.site_names import site_name

from .models import Decision, Measure, PartnerOrganisation, Programme


def programme(programme: Programme, decisions: list[Decision]) -> dict:
    grants = [grant(decision) for decision in decisions if decision.amount_chf]
    return {
        "@type": "WebPage",
        "about": {
            "@type": "Project",
            "name": programme.name,
            "description": programme.summary,
            "foundingDate": str(programme.first_year),
            "dissolutionDate": str(programme.last_year),
            "funding": grants,
        },
    }


def grant(decision: Decision) -> dict:
    return {
        "@type": "MonetaryGrant",
        "name": decision.title,
        "amount": {"@type": "MonetaryAmount", "currency": "CHF", "value": decision.amount_chf},
    }


def measure(measure: Measure) -> dict:
    providers = [{"@type": "Organization", "name": provider.name} for provider in measure.some_providers]
    service = {
        "@type": "GovernmentService",
        "name": measure.name,
        "description": measure.summary,
        "provider": providers,
    }
    return {"@type": "WebPage", "about": service}


def partner(partner: PartnerOrganisation) -> dict:
    organisation = {"@type": "Organization", "name": partner.name, "description": partner.summary}
    if partner.website:
        organisation["url"] = partner.website
    if partner.founded_year:
        organisation["foundingDate"] = str(partner.founded_year)
    return {"@type": "WebPage", "about": organisation}


def decision(decision: Decision) -> dict:
    event = {
        "@type": "Event",
        "name": decision.title,
        "startDate": decision.date.isoformat(),
        "description": decision.summary,
        "location": {"@type": "AdministrativeArea", "name": site_name("canton")},
    }
    if decision.body == Decision.Body.PARLIAMENT:
        event["organizer"] = {"@type": "GovernmentOrganization", "name": str(decision.get_body_display())}
    return {"@type": "WebPage", "about": event}
