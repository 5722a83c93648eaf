"""Every public address for search engines, with the time of its last change."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap

from principles.models import PLACES_ON_OTHER_PAGES, Principle, StandingPage
from programmes.models import Decision, FundingArea, Measure, PartnerOrganisation, Programme


class RowSitemap(Sitemap):
    """The pages of one model's rows."""

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.in_order()

    def lastmod(self, row):
        return row.changed_at

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class StandingPageSitemap(RowSitemap):
    def items(self):
        return super().items().exclude(key__in=PLACES_ON_OTHER_PAGES)


sitemaps = {
    "standing": StandingPageSitemap(StandingPage),
    **{model._meta.model_name: RowSitemap(model) for model in (Programme, FundingArea, Measure, PartnerOrganisation)},
    **{model._meta.model_name: RowSitemap(model) for model in (Decision, Principle)},
}
