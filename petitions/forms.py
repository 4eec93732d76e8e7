"""The forms that readers fill in, and what they are told when something is off."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.forms.utils import ErrorDict
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mailroom.forms import EMAIL_FAULT, AddressField
from petitions import consents, entries, names, places, postcodes

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


# The words beside a box, said when they are shown: posts are checked without them.
_wording: Any = lazy(lambda box: getattr(consents.wording(), box), str)


class LongSelect(forms.Select):
    """A select that stays quick with hundreds of options."""

    template_name = "components/select.html"


class SignatureForm(forms.Form):
    """The form that signs, as readers see it; `entries` reads what they sent."""

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
    reason = forms.CharField(
        label=_("Why are you signing?"),
        required=False,
        max_length=entries.LONGEST_REASON,
        widget=forms.Textarea({"rows": 4}),
    )
    show_name = forms.BooleanField(label=_wording("show_name"), required=False)
    newsletter = forms.BooleanField(label=_wording("newsletter"), required=False)
    open_account = forms.BooleanField(label=_wording("open_account"), required=False)
    consent = forms.BooleanField(label=_wording("consent"))
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    via = forms.CharField(required=False, widget=forms.HiddenInput)

    # What somebody else knows, so that leaving it empty is no fault.
    known_otherwise: Collection[str] = ()

    def full_clean(self) -> None:
        """Say beside each field what `entries` found."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}
        if self.is_bound:
            for field, fault in entries.read(self.data).faults.items():
                if field not in self.known_otherwise:
                    self.add_error(field, _message(field, fault))


class ReadersSignatureForm(SignatureForm):
    """The same, sent by a reader whose account knows the address."""

    known_otherwise = ("email",)


def _message(field: str, fault: ValueError) -> str:
    """What is wrong and what to do about it, in the reader's words."""
    match field, fault:
        case _, names.NotAName():
            return name_message(fault)
        case "email", entries.Missing():
            return gettext("Enter your email address.")
        case "email", _:
            return str(EMAIL_FAULT)
        case _, places.NotACountry():
            return gettext("Choose your country from the list.")
        case _, postcodes.PostcodeMissing():
            return gettext("Enter your postcode.")
        case _, postcodes.NotAPostcode():
            return _postcode_message(fault.example)
        case "consent", _:
            return gettext("Tick this box: without it we may not add your name.")
        case _, entries.TooLong():
            return _too_long_message(fault.length)
        case _:
            return gettext("Enter this without unprintable characters.")


def name_message(error: names.NotAName) -> str:
    """What is wrong with a name, and what to do about it."""
    if not error.character:
        return str(NAME_FAULTS[error.fault])
    return gettext("Enter your name without “%(character)s”.") % {
        "character": error.character
    }


def _too_long_message(length: int) -> str:
    return gettext("Write at most %(most)s characters; these are %(length)s.") % {
        "most": intcomma(entries.LONGEST_REASON),
        "length": intcomma(length),
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
