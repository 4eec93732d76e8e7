"""The form of a gift."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from donations import giving
from donations.amounts import AmountsForm
from donations.gift_aid.fields import GiftAidFields
from donations.models import Channel
from mailroom.forms import AddressField


class GiftForm(GiftAidFields, AmountsForm):
    """Amount, address, and what is by choice; nothing is ticked beforehand."""

    email = AddressField(
        help_text=_("For the receipt. We write to it for nothing else.")
    )
    name = forms.CharField(
        label=_("Your name (if you like)"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    cover_fee = forms.BooleanField(required=False)
    via = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"gift-{channel.pk}-%s"
        super().__init__(channel, *args, **kwargs)
        self.fields["cover_fee"].label = gettext(
            "Add the card company's fee, so that the whole amount arrives"
        )
        self.offer_gift_aid(channel)

    def gift(self, *, came_by: str) -> giving.Gift:
        """What was typed. Call it on a valid form."""
        cleaned = self.cleaned_data
        amount = cleaned["amount_minor"]
        return giving.Gift(
            address=cleaned["email"],
            amount_minor=amount,
            fee_minor=giving.cover(amount) if cleaned["cover_fee"] else 0,
            name=cleaned["name"],
            came_by=came_by,
            interval=cleaned["interval"],
            declared=self.declared(cleaned["email"]),
        )
