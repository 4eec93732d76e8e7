"""The form of a gift."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from donations import form_tokens, giving, newsletters
from donations.amounts import AmountsForm
from donations.gift_aid.fields import GiftAidFields
from donations.models import Channel
from donations.wall_forms import WallForm
from mailroom.addresses import Address
from mailroom.forms import AddressField

Verdict = form_tokens.Verdict
NOT_BY_A_PERSON = {
    Verdict.NOT_OURS: _(
        "This form did not come from this page. Nothing was charged, and what you typed"
        " is still here: please press the button once more."
    ),
    Verdict.TOO_YOUNG: _(
        "That was quicker than people type, so we stopped it. Nothing was charged, and"
        " what you typed is still here: please wait a moment, and press once more."
    ),
    Verdict.TOO_OLD: _(
        "This page was open for days, so we drew it anew. Nothing was charged, and what"
        " you typed is still here: please look at it, and press once more."
    ),
}


class GiftForm(WallForm, GiftAidFields, AmountsForm):
    """Amount, address, and what is by choice; nothing is ticked beforehand."""

    field_order = ["email", "name", "cover_fee"]

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
    newsletter = forms.BooleanField(required=False)
    via = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"gift-{channel.pk}-%s"
        super().__init__(channel, *args, **kwargs)
        self.fields["cover_fee"].label = gettext(
            "Add the card company's fee, so that the whole amount arrives"
        )
        self._offer_letters()
        self.offer_gift_aid(channel)

    def _offer_letters(self) -> None:
        if newsletters.is_offered(self.channel.campaign):
            self.fields["newsletter"].label = newsletters.wording()
            self.fields["email"].help_text = gettext(
                "For the receipt. We write to it for nothing else, unless you wish for"
                " letters below."
            )
        else:
            del self.fields["newsletter"]

    @property
    def fee(self) -> giving.Fee:
        """What `cover_fee` adds, for the script that writes the sum on the button."""
        return giving.card_fee()

    @property
    def token(self) -> str:
        """What says that we drew this form; not a field, since views alone ask for it.

        After the door the fields are read once more, without the page they stood on.
        """
        return form_tokens.redrawn(self._sent_token, self.channel)

    @property
    def _sent_token(self) -> str:
        return str(self.data.get(form_tokens.FIELD, ""))

    def is_sent_by_a_person(self) -> bool:
        """Whether it comes from our page, after a while; says why not, if not.

        Call it after `is_valid`, so that all mistakes are told at once.
        """
        verdict = form_tokens.judge(self._sent_token, self.channel)
        if verdict != form_tokens.Verdict.GOOD:
            self.add_error(None, NOT_BY_A_PERSON[verdict])
        return verdict == form_tokens.Verdict.GOOD

    def gift(self, *, came_by: str, network: str = "") -> giving.Gift:
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
            wall=self.choice(),
            wants_letters=cleaned.get("newsletter", False),
            network=network,
        )


class ReadersGiftForm(GiftForm):
    """The same, sent by a reader whose account knows the address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["email"]
        self.fields["email"] = forms.CharField(
            label=asked.label,
            help_text=asked.help_text,
            widget=asked.widget,
            required=False,
        )

    def readers_gift(
        self, reader: User, address: Address, *, came_by: str, network: str = ""
    ) -> giving.Gift:
        """What was typed, with the account's address instead of the field's."""
        self.cleaned_data["email"] = address
        gift = self.gift(came_by=came_by, network=network)
        return gift._replace(reader=reader)
