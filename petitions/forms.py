"""The forms that readers fill in, and what they are told when something is off."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mailroom import addresses
from petitions import consents, names, places, postcodes, signing

LONGEST_REASON = 5000
LONGEST_EMAIL = 254

NAME_FAULTS = {
    names.Fault.EMPTY: _("Enter your name."),
    names.Fault.TOO_LONG: _("Enter your name in at most 100 characters."),
    names.Fault.NO_LETTER: _("Enter your name in letters."),
    names.Fault.CHARACTER: _(
        "Enter your name in plain letters, as you would write it on paper."
    ),
    names.Fault.MARKS: _("Enter your name with fewer marks on one letter."),
    names.Fault.WEB_ADDRESS: _("Enter your name without a web address."),
}
EMAIL_FAULT = _("Enter an email address in full, such as ada@example.org.")


# The words beside a box, said when they are shown: posts are checked without them.
_wording: Any = lazy(lambda box: getattr(consents.wording(), box), str)


class LongSelect(forms.Select):
    """A select that stays quick with hundreds of options."""

    template_name = "components/select.html"


class AddressField(forms.CharField):
    """An email address, cleaned to `addresses.Address`."""

    widget = forms.EmailInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Email address"))
        super().__init__(max_length=None, strip=True, **kwargs)
        self.error_messages["required"] = _("Enter your email address.")
        self.widget.attrs |= {
            "autocomplete": "email",
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": LONGEST_EMAIL,
        }

    def clean(self, value: Any) -> addresses.Address:
        try:
            return addresses.parse(super().clean(value))
        except addresses.AddressRefused as error:
            raise ValidationError(EMAIL_FAULT) from error


class TextField(forms.CharField):
    """Several lines. A line's end is one character, as browsers count it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class SignatureForm(forms.Form):
    """One signature: `details` once valid."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        widget=forms.TextInput(
            {"autocomplete": "name", "maxlength": names.LONGEST, "required": True}
        ),
    )
    email = AddressField(
        help_text=_("We send one letter with a link, to make sure that it is you.")
    )
    country = forms.CharField(
        label=_("Country"),
        required=False,
        initial=lambda: settings.HOME_COUNTRY,
        # The stubs do not know that a function is read when the list is drawn.
        widget=LongSelect(
            {"autocomplete": "country"},
            choices=places.choices,  # type: ignore[arg-type]
        ),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        required=False,
        widget=forms.TextInput(
            {
                "autocomplete": "postal-code",
                "maxlength": postcodes.LONGEST,
                "autocapitalize": "characters",
            }
        ),
    )
    reason = TextField(
        label=_("Why are you signing?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 4}),
    )
    show_name = forms.BooleanField(label=_wording("show_name"), required=False)
    newsletter = forms.BooleanField(label=_wording("newsletter"), required=False)
    consent = forms.BooleanField(
        label=_wording("consent"),
        error_messages={
            "required": _("Tick this box: without it we may not add your name.")
        },
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        try:
            return names.clean(self.cleaned_data["name"])
        except names.NotAName as error:
            raise ValidationError(_name_message(error)) from error

    def clean_country(self) -> str:
        try:
            return places.clean(self.cleaned_data["country"])
        except places.NotACountry as error:
            raise ValidationError(
                gettext("Choose your country from the list.")
            ) from error

    def clean_version(self) -> int | None:
        """The text version of the reader's page; None stands for the newest."""
        typed = self.cleaned_data["version"]
        return int(typed) if typed.isdecimal() and len(typed) <= 4 else None

    def clean(self) -> dict[str, Any]:
        country = self.cleaned_data.get("country")
        if country and "postcode" in self.cleaned_data:
            self._clean_postcode(country)
        return self.cleaned_data

    def _clean_postcode(self, country: str) -> None:
        typed = self.cleaned_data["postcode"]
        try:
            self.cleaned_data["postcode"] = postcodes.clean(typed, country=country)
        except postcodes.PostcodeMissing:
            self.add_error("postcode", gettext("Enter your postcode."))
        except postcodes.NotAPostcode as error:
            self.add_error("postcode", _postcode_message(error.example))

    @property
    def details(self) -> signing.Details:
        given = self.cleaned_data
        return signing.Details(
            name=given["name"],
            address=given["email"],
            country=given["country"],
            postcode=given["postcode"],
            region=postcodes.region(given["postcode"], country=given["country"]),
            show_name=given["show_name"],
            newsletter=given["newsletter"],
            reason=given["reason"],
        )


def _name_message(error: names.NotAName) -> str:
    if not error.character:
        return str(NAME_FAULTS[error.fault])
    return gettext("Enter your name without “%(character)s”.") % {
        "character": error.character
    }


def _postcode_message(example: str) -> str:
    if not example:
        return gettext("Enter a postcode of the country you chose.")
    return gettext("Enter a postcode of the country you chose, such as %s.") % example


class CodeForm(forms.Form):
    """The code from the letter, and whose it is unless the browser knows."""

    email = AddressField(label=_("The email address you signed with"))
    code = forms.CharField(
        label=_("Code from the letter"),
        max_length=20,
        error_messages={"required": _("Enter the six digits from our letter.")},
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "size": 8}
        ),
    )

    def __init__(self, *args: Any, knows_address: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if knows_address:
            del self.fields["email"]

    def refuse_code(self) -> None:
        self.add_error(
            "code",
            gettext(
                "This is not the code of our last letter to this address, or it is too"
                " old. Look at the newest letter, or use the link in it."
            ),
        )


class ChoicesForm(forms.Form):
    """What a signer may change later."""

    show_name = forms.BooleanField(label=_wording("show_name"), required=False)
    newsletter = forms.BooleanField(label=_wording("newsletter"), required=False)
