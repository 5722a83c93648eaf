"""URLs of the programmes. Phases have root-level paths, so their pattern comes last."""

from django.urls import path

from core.pages.pagination import paginated_paths
from pages.lists import redirect_to_list
from programmes.open_data.feed import feed
from redirects.resolver import redirect_old_slugs

from . import models, views


def page_of(model, list_name: str, view_class):
    return redirect_old_slugs(model, list_name)(view_class.as_view())


def row_of(view_class):
    """A view that redirects the address of a row without a page of its own to its place on the list."""
    return redirect_old_slugs(view_class.model, view_class.introduction)(redirect_to_list(view_class))


urlpatterns = [
    *paginated_paths("", views.Home.as_view(), name="home"),
    *paginated_paths("foerderbereiche/", views.FundingAreas.as_view(), name="funding_areas"),
    path(
        "foerderbereiche/<slug:slug>/",
        page_of(models.FundingArea, "funding_areas", views.FundingAreaDetail),
        name="funding_area",
    ),
    *paginated_paths("massnahmen/", views.Measures.as_view(), name="measures"),
    path("massnahmen/<slug:slug>/", page_of(models.Measure, "measures", views.MeasureDetail), name="measure"),
    *paginated_paths("partner/", views.Partners.as_view(), name="partners"),
    path("partner/<slug:slug>/", page_of(models.PartnerOrganisation, "partners", views.PartnerDetail), name="partner"),
    *paginated_paths("evaluationen/", views.Evaluations.as_view(), name="evaluations"),
    path("evaluationen/<slug:slug>/", row_of(views.Evaluations)),
    *paginated_paths("entscheide/", views.Decisions.as_view(), name="decisions"),
    path("entscheide/feed/", feed, name="feed"),
    path("entscheide/<slug:slug>/", page_of(models.Decision, "decisions", views.DecisionDetail), name="decision"),
    *paginated_paths("dokumente/", views.Documents.as_view(), name="documents"),
    path("dokumente/<slug:slug>/", row_of(views.Documents)),
    *paginated_paths("glossar/", views.Glossary.as_view(), name="glossary"),
    path("glossar/<slug:slug>/", row_of(views.Glossary)),
    path("vergleich/", views.Comparisons.as_view(), name="comparisons"),
    path("vergleich/<slug:earlier>/<slug:later>/", views.ComparisonDetail.as_view(), name="comparison"),
    path("druck/", views.WholeProgramme.as_view(), name="whole"),
    path("<slug:slug>/druck/", page_of(models.Programme, "home", views.WholePhase), name="programme_whole"),
    path("daten/", views.OpenData.as_view(), name="open_data"),
    path("<slug:slug>/", page_of(models.Programme, "home", views.ProgrammeDetail), name="programme"),
]
