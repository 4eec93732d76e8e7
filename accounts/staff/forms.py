"""The forms of the staff's door."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff import factors

LONGEST_PASSWORD = 200


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username webauthn"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits from your authenticator app, or a recovery code."),
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )


class PasswordForm(forms.Form):
    """A password of the staff: long, and none that everybody uses."""

    password = forms.CharField(
        label=_("New password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        help_text=_("Twelve characters or more, and nothing that others would guess."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            password_validation.validate_password(password, self.person)
        return password


class PasskeyForm(PasswordForm):
    """A new passkey; a password beside it is a choice."""

    name = forms.CharField(
        label=_("Name of this device"),
        max_length=60,
        required=False,
        help_text=_("So that you know it again, such as “work laptop”."),
    )
    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    field_order = ("name", "password", "credential")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False
        self.fields["password"].label = _("New password (if you want one)")

    def clean_credential(self) -> dict[str, Any]:
        try:
            return factors.read_new_passkey(self.cleaned_data["credential"])
        except factors.NotProven:
            raise ValidationError(
                _("The passkey was not made. Please try once more.")
            ) from None


class NewPasskeyForm(PasskeyForm):
    """At the desk: nothing about a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password"]


class AppForm(PasswordForm):
    """An authenticator app, which goes with a password."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=10,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )

    field_order = ("password", "code")

    def __init__(self, *args: Any, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.secret = secret

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not factors.is_code_of(self.secret, code):
            raise ValidationError(
                _("This is not the code that the app shows now. Type the newest one.")
            )
        return code


class NewAppForm(AppForm):
    """At the desk: nothing about a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password"]
