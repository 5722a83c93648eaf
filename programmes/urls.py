"""Addresses of the programmes. A phase lives at the root, so its pattern comes last."""

from django.urls import path

from editorial.paging import in_pages
from principles.lists import place_on

from . import views

urlpatterns = [
    *in_pages("", views.Home.as_view(), name="home"),
    *in_pages("foerderbereiche/", views.FundingAreas.as_view(), name="funding_areas"),
    path("foerderbereiche/<slug:slug>/", views.FundingAreaDetail.as_view(), name="funding_area"),
    *in_pages("massnahmen/", views.Measures.as_view(), name="measures"),
    path("massnahmen/<slug:slug>/", views.MeasureDetail.as_view(), name="measure"),
    *in_pages("partner/", views.Partners.as_view(), name="partners"),
    path("partner/<slug:slug>/", views.PartnerDetail.as_view(), name="partner"),
    *in_pages("evaluationen/", views.Evaluations.as_view(), name="evaluations"),
    path("evaluationen/<slug:slug>/", place_on(views.Evaluations)),
    *in_pages("entscheide/", views.Decisions.as_view(), name="decisions"),
    path("entscheide/<slug:slug>/", views.DecisionDetail.as_view(), name="decision"),
    *in_pages("dokumente/", views.Documents.as_view(), name="documents"),
    path("dokumente/<slug:slug>/", place_on(views.Documents)),
    *in_pages("glossar/", views.Glossary.as_view(), name="glossary"),
    path("glossar/<slug:slug>/", place_on(views.Glossary)),
    path("<slug:slug>/", views.ProgrammeDetail.as_view(), name="programme"),
]
