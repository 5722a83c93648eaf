"""The forms of the login steps."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User

from accounts.models import StartPassword


class PasswordForm(AdminAuthenticationForm):
    """One error message for unknown name, inactive account and wrong password, to prevent enumeration of accounts."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": "Name oder Passwort stimmt nicht. Gross- und Kleinschreibung zählt."
    }

    def confirm_login_allowed(self, user: User):
        super().confirm_login_allowed(user)
        start = StartPassword.of(user)
        if start and start.is_expired:
            raise self.get_invalid_login_error()


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code aus der App",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
        error_messages={"required": "Geben Sie den Code ein, den die App zeigt."},
    )


class BackupCodeForm(forms.Form):
    backup_code = forms.CharField(
        label="Code vom Blatt",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Geben Sie einen Code von Ihrem Blatt ein."},
    )


class NewPasswordForm(SetPasswordForm):
    """Refuses the current password, which somebody else knows."""

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError("Das ist das bisherige Passwort. Wählen Sie ein neues.")
        return password
