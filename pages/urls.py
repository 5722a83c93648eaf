"""URLs of the standing pages: key and slug of each."""

from django.urls import path

from . import views

STANDING_PAGES = {
    "contact": "kontakt",
    "accessibility": "barrierefreiheit",
    "privacy": "datenschutz",
    "imprint": "impressum",
    "easy_language": "leichte-sprache",
}

urlpatterns = [
    path(f"{slug}/", views.StandingPageDetail.as_view(), {"key": name}, name=name)
    for name, slug in STANDING_PAGES.items()
]
