"""Addresses of the programmes. A phase lives at the root, so its pattern comes last."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("foerderbereiche/", views.FundingAreas.as_view(), name="funding_areas"),
    path("foerderbereiche/<slug:slug>/", views.FundingAreaDetail.as_view(), name="funding_area"),
    path("massnahmen/", views.Measures.as_view(), name="measures"),
    path("massnahmen/<slug:slug>/", views.MeasureDetail.as_view(), name="measure"),
    path("partner/", views.Partners.as_view(), name="partners"),
    path("partner/<slug:slug>/", views.PartnerDetail.as_view(), name="partner"),
    path("evaluationen/", views.Evaluations.as_view(), name="evaluations"),
    path("entscheide/", views.Decisions.as_view(), name="decisions"),
    path("entscheide/<slug:slug>/", views.DecisionDetail.as_view(), name="decision"),
    path("dokumente/", views.Documents.as_view(), name="documents"),
    path("glossar/", views.Glossary.as_view(), name="glossary"),
    path("<slug:slug>/", views.ProgrammeDetail.as_view(), name="programme"),
]
