"""The page on which people choose how often they get mails."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.login.sessions import signed_in
from core.admin_page import admin_page

from .models import Frequency, Preference


class FrequencyForm(forms.Form):
    frequency = forms.ChoiceField(
        label="Wie oft möchten Sie Mails bekommen?", choices=Frequency.choices, widget=forms.RadioSelect
    )


def preferences(request: HttpRequest) -> HttpResponse:
    person = signed_in(request)
    own = Preference.objects.filter(person=person).first()
    form = FrequencyForm(request.POST or None, initial={"frequency": own.frequency if own else Frequency.AT_ONCE})
    if form.is_valid():
        Preference.objects.update_or_create(person=person, defaults=form.cleaned_data)
        messages.success(request, "Gesichert. Die Wahl gilt für alles, was von jetzt an geschieht.")
        return HttpResponseRedirect(request.path)
    values = {"form": form, "sends_mail": settings.SENDS_MAIL, "address": person.email}
    return admin_page(request, "notifications.html", "Benachrichtigungen", **values)
