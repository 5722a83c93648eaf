"""URLs of the standing pages (key and slug of each), and of what the office adds."""

from django.urls import path

from core.pages.pagination import paginated_paths
from redirects.resolver import redirect_old_slugs

from . import models, views
from .lists import redirect_to_list

STANDING_PAGES = {
    "contact": "kontakt",
    "newcomers": "neu-im-kanton",
    "municipalities": "fuer-gemeinden",
    "accessibility": "barrierefreiheit",
    "privacy": "datenschutz",
    "imprint": "impressum",
    "easy_language": "leichte-sprache",
}
of_news = redirect_old_slugs(models.NewsItem, "news")

urlpatterns = [
    *(
        path(f"{slug}/", views.StandingPageDetail.as_view(), {"key": name}, name=name)
        for name, slug in STANDING_PAGES.items()
    ),
    path(
        "seiten/<slug:slug>/",
        redirect_old_slugs(models.FreePage, "home")(views.FreePageDetail.as_view()),
        name="free_page",
    ),
    *paginated_paths("aktuelles/", views.News.as_view(), name="news"),
    path("aktuelles/anlaesse.ics", views.occasions_file, name="occasions"),
    path("aktuelles/<slug:slug>/", of_news(views.NewsItemDetail.as_view()), name="news_item"),
    path("aktuelles/<slug:slug>/anlass.ics", of_news(views.occasion_file), name="occasion"),
    *paginated_paths("haeufige-fragen/", views.Questions.as_view(), name="questions"),
    path(
        "haeufige-fragen/<slug:slug>/",
        redirect_old_slugs(models.Question, "questions")(redirect_to_list(views.Questions)),
    ),
]
