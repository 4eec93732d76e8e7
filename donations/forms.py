"""The form of a gift."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from donations import giving, money, newsletters
from donations.models import Channel
from donations.wall_forms import WallForm
from mailroom.addresses import Address
from mailroom.forms import AddressField

OTHER = "other"
# Two pounds: below it, the card's fee is most of the gift, and stolen cards are tried.
LEAST_MAJOR, MOST_MAJOR = 2, 10_000


class GiftForm(WallForm):
    """Amount, address, and what is by choice; nothing is ticked beforehand."""

    field_order = ["amount", "other", "email", "name", "cover_fee"]

    amount = forms.ChoiceField(
        label=_("Amount"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an amount."),
            "invalid_choice": _("Choose one of these amounts, or type another."),
        },
    )
    other = forms.CharField(
        label=_("Another amount"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
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
        super().__init__(*args, **kwargs)
        self.channel = channel
        currency = channel.currency
        amounts = cast(forms.ChoiceField, self.fields["amount"])
        amounts.choices = [
            *((str(minor), money.shown(minor, currency)) for minor in channel.amounts),
            (OTHER, gettext("Another amount")),
        ]
        self.fields["cover_fee"].label = gettext(
            "Add the card company's fee, so that the whole amount arrives"
        )
        self._offer_letters()

    def _offer_letters(self) -> None:
        if newsletters.is_offered(self.channel.campaign):
            self.fields["newsletter"].label = newsletters.wording()
            self.fields["email"].help_text = gettext(
                "For the receipt. We write to it for nothing else, unless you wish for"
                " letters below."
            )
        else:
            del self.fields["newsletter"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("amount") == OTHER:
            cleaned["amount_minor"] = self._other(cleaned.get("other", ""))
        elif cleaned.get("amount"):
            cleaned["amount_minor"] = int(cleaned["amount"])
        return cleaned

    def _other(self, typed: str) -> int | None:
        try:
            return self._within(money.parse(typed, self.channel.currency))
        except (money.NotAnAmount, money.TooPrecise) as fault:
            self.add_error("other", money.WORDS[type(fault)])
        except ValidationError as fault:
            self.add_error("other", fault)
        return None

    def _within(self, minor: int) -> int:
        currency = self.channel.currency
        least = LEAST_MAJOR * 10 ** money.digits(currency)
        most = MOST_MAJOR * 10 ** money.digits(currency)
        if minor < least:
            raise ValidationError(
                gettext("The smallest amount is %s.") % money.shown(least, currency)
            )
        if minor > most:
            raise ValidationError(
                gettext("For more than %s, please write to the newsroom.")
                % money.shown(most, currency)
            )
        return minor

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
            wall=self.choice(),
            wants_letters=cleaned.get("newsletter", False),
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
        self, reader: User, address: Address, *, came_by: str
    ) -> giving.Gift:
        """What was typed, with the account's address instead of the field's."""
        self.cleaned_data["email"] = address
        return self.gift(came_by=came_by)._replace(reader=reader)
