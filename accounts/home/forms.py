"""The forms of the reader's home."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import naming, passwords
from accounts.models import Profile, User
from accounts.passkeys import LONGEST_NAME
from mailroom import addresses
from mailroom.addresses import Address


def _refuse_invisible(text: str) -> None:
    """Controls and signs that turn the direction of reading round."""
    if any(unicodedata.category(char)[0] == "C" for char in text):
        raise ValidationError(gettext("Enter this without unprintable characters."))


class AddressField(forms.CharField):
    """A mail address, checked and in its canonical form."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=addresses.LONGEST,
            error_messages={"required": _("Enter an email address.")},
            widget=forms.EmailInput({"autocomplete": "email"}),
            **options,
        )

    def clean(self, value: Any) -> Address:
        text = super().clean(value)
        try:
            return addresses.parse(text)
        except addresses.AddressRefused as error:
            example = gettext("Enter an email address like name@example.org.")
            raise ValidationError(example) from error


class AddressForm(forms.Form):
    """Another address of this reader: a new one, or that of their other account."""

    email = AddressField(label=_("Email address"))


class CodesForm(forms.Form):
    """The codes of the two letters; `sent_to` says to which address each one went."""

    own = forms.CharField(
        max_length=20,
        error_messages={"required": _("Enter the six digits from the first letter.")},
    )
    other = forms.CharField(
        max_length=20,
        error_messages={"required": _("Enter the six digits from the second letter.")},
    )

    def __init__(self, *args: Any, sent_to: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = gettext("Code sent to %s") % sent_to[name]
            field.widget.attrs |= {
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "size": 8,
            }

    def refuse(self) -> None:
        self.add_error(
            None,
            gettext(
                "The two codes are not those of our last letters, or they are too old."
                " Look at both letters again, or begin anew."
            ),
        )


class NameForm(forms.Form):
    """How others know this reader."""

    display_name = forms.CharField(
        label=_("Name shown"),
        help_text=_("Beside what you write here. It need not be your full name."),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )
    about = forms.CharField(
        label=_("About you"),
        help_text=_("One or two sentences, if you like."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    is_public = forms.BooleanField(
        label=_(
            "Let everybody see a page with this name, these words and what I say here."
        ),
        required=False,
    )

    refuses_followers = forms.BooleanField(
        label=_("Let nobody follow me in the forum."), required=False
    )

    def __init__(self, data: Any = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user

    def clean_display_name(self) -> str:
        name = " ".join(self.cleaned_data["display_name"].split())
        _refuse_invisible(name)
        if name and (words := naming.why_not(name, self.user)):
            raise ValidationError(words)
        return name

    def clean_about(self) -> str:
        about = " ".join(self.cleaned_data["about"].split())
        _refuse_invisible(about)
        return about

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_public") and not cleaned.get("display_name"):
            self.add_error(
                "display_name", gettext("A public page needs a name to be shown.")
            )
        return cleaned

    @classmethod
    def of(cls, user: User) -> "NameForm":
        profile = Profile.objects.filter(user=user).first() or Profile()
        return cls(
            user=user,
            initial={
                "display_name": user.display_name,
                "about": profile.about,
                "is_public": profile.is_public,
                "refuses_followers": profile.refuses_followers,
            },
        )


class PasskeyNameForm(forms.Form):
    """What a reader calls one of their passkeys."""

    name = forms.CharField(
        label=_("A name for this passkey"),
        help_text=_("Such as “my phone”, so that you know it again."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Enter a name for this passkey.")},
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        _refuse_invisible(name)
        return name


class PasskeyForm(PasskeyNameForm):
    """A new passkey: its name, and what the browser made."""

    credential = forms.JSONField(widget=forms.HiddenInput, required=False)

    def clean_credential(self) -> Any:
        made = self.cleaned_data["credential"]
        if not isinstance(made, dict):
            raise ValidationError(
                gettext("Your browser made no passkey. Please try once more.")
            )
        return made


class PasswordForm(forms.Form):
    """A password, which nobody needs here; with the old one, if there is one."""

    old = forms.CharField(
        label=_("Your password of today"),
        strip=False,
        error_messages={"required": _("Enter your password of today.")},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        error_messages={"required": _("Enter a new password.")},
        help_text=passwords.HINT,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["old"]

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError(gettext("This is not your password of today."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new


class LeaveForm(forms.Form):
    """What becomes of the signatures of a reader who leaves."""

    signatures = forms.ChoiceField(
        label=_("Your signatures"),
        choices=[
            ("keep", _("They go on counting, without your name and address.")),
            ("withdraw", _("They are withdrawn, and the public numbers fall by them.")),
        ],
        initial="keep",
        widget=forms.RadioSelect,
    )
