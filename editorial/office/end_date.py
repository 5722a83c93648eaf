"""The page of the admin with the end date of a page: set, approved, lifted; and those that the start page shows."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format

from accounts import audit_log
from accounts.login.sessions import signed_in
from accounts.permissions import PUBLISH, WRITE, has_right, require_right
from core.admin_page import admin_page
from core.models import Edition, Entry
from core.pages.addresses import admin_address
from core.text.number_fields import DayField
from editorial.forms.page_reference import PageReference, find_pages
from editorial.models import EndDate
from editorial.revisions.carry_out import reason_to_stay


@dataclass(frozen=True)
class Ending:
    """An end date on the start page."""

    place: PageReference
    end_date: EndDate

    @property
    def address(self) -> str:
        return admin_address(self.place.page._meta, "end_date", self.place.page.pk)


def endings() -> list[Ending]:
    found = list(EndDate.objects.to_show())
    places = find_pages((each.model, each.key) for each in found)
    return [Ending(place, each) for each in found if (place := places.get((each.model, each.key)))]


def end_date(page_admin, request: HttpRequest, pk: int) -> HttpResponse:
    """Raises PermissionDenied, and Http404 for a page that always stays."""
    require_right(request, WRITE, PUBLISH)
    page = page_admin.get_object(request, str(pk))
    if page is None or not page_admin.may_end:
        raise Http404
    found = end_date_of(page)
    form = LastDayForm(request.POST if "set" in request.POST else None, initial={"last_day": found and found.last_day})
    if request.method == "POST" and (said := act(request, page, form)):
        messages.success(request, said)
        return HttpResponseRedirect(request.path)
    values = {
        "opts": page_admin.opts,
        "original": page,
        "found": found,
        "form": form,
        "may_set": may_set(request, found),
        "may_approve": found and not found.approved_by and may_approve(request, found),
        "may_lift": found and may_lift(request, found),
    }
    return admin_page(request, "end_date.html", f"Enddatum: {page}", **values)


class LastDayForm(forms.Form):
    last_day = DayField(
        label="Letzter Tag", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "vTextField"})
    )

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day < timezone.localdate():
            raise forms.ValidationError("Dieser Tag ist schon vorbei.")
        return day


def act(request: HttpRequest, page: Entry, form: LastDayForm) -> str:
    """What was done, in a sentence; "" if it is refused. Raises PermissionDenied.

    Who may do it hangs on what others did meanwhile: nobody else sets, approves or lifts until this is done.
    """
    with transaction.atomic():
        Edition.objects.hold()
        found = end_date_of(page)
        if "set" in request.POST and may_set(request, found):
            return set_last_day(request, page, form.cleaned_data["last_day"]) if form.is_valid() else ""
        if "approve" in request.POST and found and may_approve(request, found):
            return approve(request, page, found)
        if "lift" in request.POST and found and may_lift(request, found):
            audit_log.record_on_commit("end_date.lifted", page=str(page), **found.named)
            found.delete()
            return "Das Enddatum ist aufgehoben. Die Seite bleibt."
    raise PermissionDenied


def end_date_of(page: Entry) -> EndDate | None:
    return EndDate.objects.of(type(page), page.key).select_related("set_by", "approved_by").first()


def set_last_day(request: HttpRequest, page: Entry, day) -> str:
    """Approved at once by whoever may publish, unless four eyes are asked for."""
    person = signed_in(request)
    approved_by = person if has_right(request, PUBLISH) and not settings.FOUR_EYES else None
    found, _is_new = EndDate.objects.update_or_create(
        model=page._meta.label_lower, key=page.key,
        defaults={"last_day": day, "set_by": person, "approved_by": approved_by, "failure": ""},
    )  # fmt: skip
    audit_log.record_on_commit("end_date.set", page=str(page), **found.named)
    if reason := reason_to_stay(page):
        messages.warning(request, f"Heute liesse sich die Seite nicht zurückziehen: {reason} Lösen Sie das vorher.")
    said = f"Die Seite steht bis und mit {date_format(day, 'DATE_FORMAT')} auf der Website."
    return said if approved_by else f"{said} Das gilt, sobald jemand das Enddatum freigibt."


def approve(request: HttpRequest, page: Entry, found: EndDate) -> str:
    """Only the day that the person has seen, which the form names."""
    seen = EndDate.objects.filter(pk=found.pk, set_by=found.set_by, last_day=found.last_day)
    if request.POST["approve"] != str(found.last_day) or not seen.update(approved_by=signed_in(request)):
        messages.warning(request, "Das Enddatum ist inzwischen ein anderes. Schauen Sie es bitte noch einmal an.")
        return ""
    audit_log.record_on_commit("end_date.approved", page=str(page), **found.named)
    return "Das Enddatum ist freigegeben."


def may_set(request: HttpRequest, found: EndDate | None) -> bool:
    """A new day takes the approval of the former one back, and so does lifting it."""
    return found is None or may_lift(request, found)


def may_approve(request: HttpRequest, found: EndDate) -> bool:
    return has_right(request, PUBLISH) and not (settings.FOUR_EYES and found.set_by_id == request.user.pk)


def may_lift(request: HttpRequest, found: EndDate) -> bool:
    return has_right(request, PUBLISH) or (found.approved_by_id is None and has_right(request, WRITE))
