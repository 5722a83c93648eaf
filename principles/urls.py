"""URLs of the integration policy."""

from django.urls import path

from redirects.resolver import redirect_old_slugs

from . import views
from .models import Principle

urlpatterns = [
    path("integrationspolitik/", views.Policy.as_view(), name="policy"),
    path(
        "integrationspolitik/<slug:slug>/",
        redirect_old_slugs(Principle, "policy")(views.PrincipleDetail.as_view()),
        name="principle",
    ),
]
