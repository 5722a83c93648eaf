"""URLs of the integration policy."""

from django.urls import path

from redirects.resolver import lasting

from . import views
from .models import Principle

urlpatterns = [
    path("integrationspolitik/", views.Policy.as_view(), name="policy"),
    path(
        "integrationspolitik/<slug:slug>/",
        lasting(Principle, "policy")(views.PrincipleDetail.as_view()),
        name="principle",
    ),
]
