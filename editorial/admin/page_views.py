"""Further views of a page in the admin: history, occurrences, end date, short address, «Stimmt noch»."""

from functools import partial

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from accounts.permissions import ANY_RIGHT, WRITE, require_right
from core.database.primary_keys import as_pk
from editorial.admin.base import BaseAdmin
from editorial.office.end_date import end_date
from editorial.texts import occurrences
from editorial.views import revision
from redirects import short_links


class PageViewsAdmin(BaseAdmin):
    def get_urls(self):
        base = f"{self.opts.app_label}_{self.opts.model_name}"
        name = f"{base}_confirm"
        return [
            path("<path:object_id>/bestaetigen/", self.admin_site.admin_view(self.confirm), name=name),
            path("<pk:pk>/enddatum/", self.admin_site.admin_view(partial(end_date, self)), name=f"{base}_end_date"),
            path("<pk:pk>/kommt-vor/", self.admin_site.admin_view(self.occurrences), name=f"{base}_occurrences"),
            path("<pk:pk>/kurzadresse/", self.admin_site.admin_view(self.short_address), name=f"{base}_short_address"),
            path(
                "<pk:pk>/kurzadresse/<slug:language>.svg", self.admin_site.admin_view(self.qr_code), name=f"{base}_qr"
            ),
            *super().get_urls(),
        ]

    def short_address(self, request, pk):
        return short_links.short_link_page(request, self, self.with_address(request, pk))

    def occurrences(self, request, pk):
        require_right(request, *ANY_RIGHT)
        page = self.get_object(request, str(pk))
        if page is None:
            raise Http404
        return occurrences.page_occurrences(request, self, page)

    def qr_code(self, request, pk, language):
        return short_links.qr_code_image(self.with_address(request, pk), language)

    def with_address(self, request, pk):
        """The page, for those who may view it. Raises PermissionDenied, and Http404 if it has no address."""
        require_right(request, *ANY_RIGHT)
        page = self.get_object(request, str(pk))
        if page is None or not self.get_view_on_site_url(page):
            raise Http404
        return page

    def confirm(self, request, object_id):
        """«Stimmt noch»: stores that somebody has read the page and found nothing to change."""
        require_right(request, WRITE)
        pages = self.get_queryset(request).filter(pk=as_pk(object_id))
        if request.method != "POST" or not pages.update(confirmed_on=timezone.localdate()):
            raise Http404
        self.message_user(request, f"«{pages.get()}» ist bestätigt. Das Datum steht auf der Seite.", messages.SUCCESS)
        following = request.POST.get("next", "")
        known = {reverse("admin:index"), self.in_admin("change", object_id)}
        return HttpResponseRedirect(following if following in known else reverse("admin:index"))

    def history_view(self, request, object_id, extra_context=None):
        require_right(request, *ANY_RIGHT)
        page = self.get_object(request, unquote(object_id))
        if page is None:
            return self.to_start(request, object_id)
        return revision.history(request, self, page)
