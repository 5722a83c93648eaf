"""schema.org data of the pages, for search engines; built from the same rows as the page."""

from core.pages.site_names import site_name
from core.text.phone_numbers import dialled
from programmes.models import Decision, Measure, PartnerOrganisation, Programme


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
        "audience": {"@type": "Audience", "audienceType": measure.audience} if measure.audience else {},
        "availableChannel": {"@type": "ServiceChannel"} | channel if (channel := channel_of(measure)) else {},
    }
    return {"@type": "WebPage", "about": service}


def channel_of(measure: Measure) -> dict:
    """How to reach whoever offers a service; schema.org has no opening hours in words."""
    phone = {"@type": "ContactPoint", "telephone": dialled(measure.phone)} if measure.phone else None
    place = {"@type": "Place", "address": measure.place} if measure.place else None
    told = {"serviceUrl": measure.website, "servicePhone": phone, "serviceLocation": place}
    return {name: value for name, value in told.items() if value}


def partner(partner: PartnerOrganisation) -> dict:
    organisation = {
        "@type": "Organization",
        "name": partner.name,
        "description": partner.summary,
        "url": partner.website,
        "telephone": dialled(partner.phone),
        "email": partner.email,
        "address": partner.place,
        "foundingDate": str(partner.founded_year or ""),
    }
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
