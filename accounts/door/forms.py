"""What is typed at the door."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import passwords
from accounts.door.codes import Verdict
from accounts.models import User
from mailroom.forms import AddressField

LONGEST_PASSWORD = 4096


def _password(label: Any, kind: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput({"autocomplete": kind}),
        error_messages={"required": _("Enter your password.")},
    )


class DoorForm(forms.Form):
    """Its fields have ids of their own: in the dialog the petition's are near."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="door_%s", **kwargs)


class AddressForm(DoorForm):
    email = AddressField()


class CodeForm(DoorForm):
    code = forms.CharField(
        label=_("Code from the letter"),
        max_length=40,
        error_messages={"required": _("Enter the eight letters from our letter.")},
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "size": 12,
            }
        ),
    )

    def refuse(self, verdict: Verdict) -> None:
        self.add_error("code", _what_to_do(verdict))


def _what_to_do(verdict: Verdict) -> str:
    """Why this code opens nothing, and what does."""
    if verdict is Verdict.TOO_OLD:
        return gettext("This code is too old. Press “Send the letter again” below.")
    if verdict is Verdict.USED_UP:
        return gettext(
            "That was one wrong code too many, so it works no more. Press “Send the"
            " letter again” below."
        )
    return gettext(
        "This is not the code of our last letter. Look at the newest one, or press"
        " “Send the letter again” below."
    )


class PasswordForm(DoorForm):
    email = AddressField()
    password = _password(_("Password"), "current-password")

    def refuse(self) -> None:
        """The same for all: unknown, wrong, without a password, of staff."""
        self.add_error(
            "password",
            gettext(
                "This address and this password do not open the door. Try again, or"
                " let us send you a code."
            ),
        )


class NewPasswordForm(DoorForm):
    password = _password(_("New password"), "new-password")

    def __init__(self, data: Any = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        self.fields["password"].help_text = passwords.HINT

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


def too_often(seconds: int) -> str:
    """What somebody is told who knocked too often."""
    minutes = -(-seconds // 60)
    if minutes > 90:
        return gettext("That was often. Please wait some hours, then try again.")
    return ngettext(
        "That was often. Please wait %(minutes)s minute, then try again.",
        "That was often. Please wait %(minutes)s minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}
