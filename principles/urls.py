"""Addresses of the integration policy and of the standing pages."""

from django.urls import path

from editorial.old_addresses import lasting

from . import views
from .models import Principle

STANDING_PAGES = {
    "contact": "kontakt",
    "accessibility": "barrierefreiheit",
    "privacy": "datenschutz",
    "imprint": "impressum",
    "easy_language": "leichte-sprache",
}

urlpatterns = [
    path("integrationspolitik/", views.Policy.as_view(), name="policy"),
    path(
        "integrationspolitik/<slug:slug>/",
        lasting(Principle, "policy")(views.PrincipleDetail.as_view()),
        name="principle",
    ),
    *[
        path(f"{slug}/", views.StandingPageDetail.as_view(), {"key": name}, name=name)
        for name, slug in STANDING_PAGES.items()
    ],
]
