"""User accounts in the admin: their groups, and the languages that they translate into."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import audit_log
from accounts.login import second_factor, sessions, throttle
from accounts.models import CentralAccount, StartPassword
from accounts.permissions import GROUPS
from core.admin_page import admin_page
from core.strict_admin import StrictAdmin

LANGUAGE_PREFIX = "Eigene Sprache: "


class LanguagesField(ModelMultipleChoiceField):
    def label_from_instance(self, permission):
        return permission.name.removeprefix(LANGUAGE_PREFIX)


class PasswordButton(ReadOnlyPasswordHashWidget):
    """Without algorithm, salt and hash, which tell the office nothing."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return context | {"summary": []} if is_password_usable(value) else context


class PersonForm(UserChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if password := self.fields.get("password"):
            password.widget = PasswordButton()


class PeopleAdmin(StrictAdmin, UserAdmin):
    """Rights come from groups, and groups from the code. Accounts cannot be deleted: texts keep their author."""

    list_display = ("username", "first_name", "last_name", "works_as", "is_active")
    list_filter = ("is_active", "groups")
    form = PersonForm
    readonly_fields = ("last_login", "second_factor")
    filter_horizontal = ()  # few choices: boxes to tick
    sections = [
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Zugang", {"fields": ("is_active", "groups", "user_permissions", "last_login", "second_factor")}),
    ]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return super().get_fieldsets(request, obj)
        technical = [("Technik", {"fields": ("is_superuser",)})] if request.user.is_superuser else []
        return self.sections + technical

    def has_change_permission(self, request, obj=None):
        """Only superusers may change a superuser."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        """Nobody gives rights to themselves: somebody else gives them. A superuser has all of them."""
        own = ("is_active", "groups", "user_permissions") if obj == request.user and not obj.is_superuser else ()
        return (*super().get_readonly_fields(request, obj), *own)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        is_languages = db_field.name == "user_permissions"
        field = super().formfield_for_manytomany(
            db_field,
            request,
            **kwargs | {"widget": CheckboxSelectMultiple} | ({"form_class": LanguagesField} if is_languages else {}),
        )
        if field is None:
            return None
        if is_languages:
            field.queryset = Permission.objects.filter(
                content_type__app_label="editorial", codename__startswith="translate_"
            )
            field.label = "Sprachen"
            field.help_text = "In die diese Person übersetzt. Dazu gehört die Gruppe «Übersetzung»."
        else:
            field.queryset = Group.objects.filter(name__in=GROUPS)
            field.help_text = "Was diese Person in der Redaktion tut."
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        looked_for = "email" if settings.OIDC_NAME_CLAIM == "email" else "username"
        if field and settings.OIDC_ISSUER and db_field.name == looked_for:
            field.help_text = "So heisst die Person im zentralen Konto. " + field.help_text
        return field

    def save_model(self, request, obj, form, change):
        """Every account may use the admin; one that must not is set inactive."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)
        if not change:
            StartPassword.mark(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        person = form.instance
        groups = ", ".join(sorted(group.name for group in person.groups.all()))
        languages = sorted(person.user_permissions.values_list("codename", flat=True))
        audit_log.record_on_commit(
            "rights.changed" if change else "person.added", whose=person.get_username(), changed=form.changed_data,
            groups=groups, languages=languages, is_active=person.is_active, has_all_rights=person.is_superuser,
        )  # fmt: skip

    def user_change_password(self, request, id, form_url=""):
        """A password that somebody else chose is valid for a week and until the first login.

        One's own password is changed in another form, which asks for the old one.
        """
        person = self.get_object(request, id)
        if person is None:
            raise Http404
        if person == request.user:
            return HttpResponseRedirect(reverse("admin:password_change"))
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            StartPassword.mark(person)
            audit_log.record("password.set", whose=person.get_username())
        return response

    def get_urls(self):
        view = self.admin_site.admin_view(self.reset_second_factor)
        return [path("<pk:pk>/zweiter-schritt/", view, name="reset_second_factor"), *super().get_urls()]

    def reset_second_factor(self, request, pk):
        """For a lost phone. Nobody does it for their own account: with the phone or a backup code they need no help."""
        person = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if person == request.user:
            return HttpResponseRedirect(reverse("admin:own_access"))
        if request.method == "POST":
            self.carry_out_reset(person)
            messages.success(request, f"{person} richtet den zweiten Schritt beim nächsten Anmelden neu ein.")
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
        return admin_page(request, "accounts/reset.html", "Zweiten Schritt zurücksetzen", person=person)

    @staticmethod
    @transaction.atomic
    def carry_out_reset(person: User):
        second_factor.remove_devices(person)
        CentralAccount.objects.filter(person=person).delete()
        sessions.end_all(person)
        throttle.unlock(person.get_username())
        audit_log.record_on_commit("second_factor.reset", whose=person.get_username())

    @admin.display(description="Zweiter Schritt")
    def second_factor(self, person):
        device = second_factor.device_of(person)
        link = reverse("admin:reset_second_factor", args=[person.pk])
        if device is None:
            has_account = CentralAccount.objects.filter(person=person).exists()
            bound = (
                format_html(', zentrales Konto gebunden – <a href="{}">Gerät verloren?</a>', link)
                if has_account
                else ""
            )
            return format_html("noch nicht eingerichtet{}", bound)
        since = date_format(localtime(device.created_at), "DATE_FORMAT")
        left = second_factor.unused_codes(person).count()
        return format_html(
            'eingerichtet am {}, noch {} Ersatzcodes – <a href="{}">Gerät verloren?</a>', since, left, link
        )

    @admin.display(description="Gruppen")
    def works_as(self, person) -> str:
        return ", ".join(group.name for group in person.groups.all())


# Replaces Django's own forms for users and groups. Nobody edits a second factor.
admin.site.unregister([TOTPDevice, StaticDevice])
admin.site.unregister(User)
admin.site.unregister(Group)
admin.site.register(User, PeopleAdmin)
