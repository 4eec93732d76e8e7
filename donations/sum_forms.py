"""The form of another sum for a monthly or yearly gift."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from donations import amounts, changing, money, recurring
from donations.models import Donation


class SumForm(forms.Form):
    """What was typed stands in `amount`; what it comes to, in minor units, in
    `amount_minor`. `most_minor` is the most that may be charged, None: as by the form
    of a gift.
    """

    amount = forms.CharField(
        label=_("New sum"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Write the new sum.")},
    )

    def __init__(
        self, donation: Donation, *args: Any, most_minor: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.donation, self.most_minor = donation, most_minor
        self.fields["amount"].label = gettext(
            amounts.RHYTHMS[donation.interval].amount_label
        )

    @property
    def sign(self) -> str:
        return money.sign(self.donation.currency)

    def clean_amount(self) -> str:
        typed: str = self.cleaned_data["amount"]
        currency, interval = self.donation.currency, self.donation.interval
        try:
            minor = money.parse(typed, currency)
        except (money.NotAnAmount, money.TooPrecise) as fault:
            raise ValidationError(money.WORDS[type(fault)]) from fault
        amounts.within(minor, currency, interval)
        charged = changing.total(self.donation, minor)
        if self.most_minor is not None and charged > self.most_minor:
            raise ValidationError(
                gettext(
                    "By the link of a letter it can be %s at most. For more, sign in."
                )
                % recurring.told(self.most_minor, currency, interval)
            )
        self.cleaned_data["amount_minor"] = minor
        return typed
