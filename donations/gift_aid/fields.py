"""Gift Aid in the form of a gift: asked only where it is offered, checked if ticked.

What may stand in a field is what HMRC's schedule takes: a title of four characters, 35
of a name, a British postcode, or none for who lives elsewhere.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from donations.gift_aid import offering, wording
from donations.gift_aid.declaring import Declared
from donations.models import Channel
from mailroom.addresses import Address
from petitions import names, postcodes

FIELDS = (
    *("gift_aid", "title", "first_name", "last_name", "house"),
    *("address", "is_abroad", "postcode", "aid_wording"),
)
LONGEST = {"title": 4, "first_name": 35, "last_name": 35, "house": 40, "address": 120}
TITLE = re.compile(r"[A-Za-z]+\.?")
MISSING = {
    "first_name": _("Enter your first name, or its initial."),
    "last_name": _("Enter your last name."),
    "house": _("Enter the name or number of your house."),
}
A_NAME = _("Write it in letters, as the tax office knows you.")
NOT_OFFERED = _(
    "Gift Aid is not claimed here any more. Send the form once more to give without it."
)
TOO_LONG = _("The tax office takes %(most)d characters here: shorten it.")


def _line(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.TextInput({"autocomplete": autocomplete}),
    )


class GiftAidFields(forms.Form):
    """Mixed into the form of a gift; `offer_gift_aid` keeps or drops the fields."""

    gift_aid = forms.BooleanField(required=False)
    title = _line(_("Title (if you like)"), "honorific-prefix")
    first_name = _line(_("First name or initial"), "given-name")
    last_name = _line(_("Last name"), "family-name")
    house = _line(_("House name or number"), "address-line1")
    address = _line(_("Street and town (if you like)"), "address-line2")
    is_abroad = forms.BooleanField(label=_("I live outside the UK"), required=False)
    postcode = _line(
        _("UK postcode"), "postal-code", _("Of your home; not needed outside the UK.")
    )
    # The version of the words that were read; the template draws the present one.
    aid_wording = forms.CharField(required=False, widget=forms.HiddenInput)

    words: wording.Wording | None = None
    charity: offering.Charity | None = None

    def offer_gift_aid(self, channel: Channel) -> None:
        self.charity = offering.charity_of(channel)
        if self.charity is None:
            for name in FIELDS:
                del self.fields[name]
            return
        # Asked last, so its mistakes are told last.
        self.order_fields([name for name in self.fields if name not in FIELDS])
        # Whoever may give again declares for what comes again too.
        is_one = len(channel.amounts) == 1
        scope = wording.Scope.SINGLE if is_one else wording.Scope.MULTIPLE
        self.words = wording.of(self.charity.name, scope)
        self.fields["gift_aid"].label = format_html(
            '<span lang="en" dir="ltr">{} {}</span>',
            self.words.want,
            self.words.taxpayer,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.charity is None and self.data.get("gift_aid"):
            # The page is of before: a donor must not believe what is not so.
            self.add_error(None, NOT_OFFERED)
        if cleaned.get("gift_aid"):
            self._check_words(cleaned.get("aid_wording", ""))
            for name in LONGEST:
                self._check(name, _fitting)
            self._check("title", _titled)
            for name in ("first_name", "last_name"):
                self._check(name, _named)
            self._check_home(cleaned)
        return cleaned

    def declared(self, donor: Address) -> Declared | None:
        """What was declared, if it was. Call it on a valid form."""
        cleaned = self.cleaned_data
        if not self.words or not self.charity or not cleaned["gift_aid"]:
            return None
        return Declared(
            words=self.words,
            charity_number=self.charity.number,
            donor=donor,
            **{name: cleaned[name] for name in FIELDS[1:-1]},
        )

    def _check_words(self, version: str) -> None:
        """The page may be of before: nobody declares what they did not read."""
        if self.words and version != self.words.version:
            self.add_error(
                "gift_aid",
                _("These words have changed. Read them again, and send once more."),
            )

    def _check(self, name: str, judge: Callable[[str, str], str]) -> None:
        """Have a field judged, unless something is wrong with it already."""
        if name in self.errors:
            return
        try:
            self.cleaned_data[name] = judge(name, self.cleaned_data[name])
        except forms.ValidationError as fault:
            self.add_error(name, fault)

    def _check_home(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("is_abroad"):
            self._check("postcode", _british)
            return
        cleaned["postcode"] = ""
        if not cleaned.get("address"):
            self.add_error("address", _("Enter your street, town and country."))


def _fitting(name: str, typed: str) -> str:
    if not typed and name in MISSING:
        raise forms.ValidationError(MISSING[name])
    if len(typed) > LONGEST[name]:
        raise forms.ValidationError(TOO_LONG % {"most": LONGEST[name]})
    return typed


def _titled(name: str, typed: str) -> str:
    if typed and not TITLE.fullmatch(typed):
        raise forms.ValidationError(_("Write letters only, such as Mrs or Dr."))
    return typed


def _named(name: str, typed: str) -> str:
    try:
        return names.clean(typed)
    except names.NotAName as fault:
        raise forms.ValidationError(A_NAME) from fault


def _british(name: str, typed: str) -> str:
    """With its space, as HMRC wants it."""
    try:
        postcode = postcodes.clean(typed, country="GB")
    except ValueError:
        postcode = ""
    if not postcodes.BRITISH.fullmatch(postcode):
        raise forms.ValidationError(
            _("Enter a whole UK postcode, such as %(example)s.")
            % {"example": "SW1A 1AA"}
        )
    return postcode
