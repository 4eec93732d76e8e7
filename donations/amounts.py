"""How much, and how often: what of the form of a gift decides what is charged."""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from donations import money
from donations.models import Channel, Donation

Interval = Donation.Interval
OTHER = "other"


class Rhythm(NamedTuple):
    """How one rhythm is told, and its limits in whole pounds, euros or the like."""

    label: str
    amount_label: str
    each: str
    promise: str
    least_major: int
    most_major: int


# Two pounds: below it, the card's fee is most of the gift, and stolen cards are tried.
# A slip of the finger that comes again each month is dearer, so the most is less.
RHYTHMS = {
    Interval.ONCE.value: Rhythm(
        label=gettext_noop("One gift"),
        amount_label=gettext_noop("Amount"),
        each="%s",
        promise="",
        least_major=2,
        most_major=10_000,
    ),
    Interval.MONTH.value: Rhythm(
        label=gettext_noop("Monthly"),
        amount_label=gettext_noop("Amount every month"),
        each=gettext_noop("%s a month"),
        promise=gettext_noop(
            "Charged now, and every month until you stop it. Each receipt has a link"
            " that stops it."
        ),
        least_major=2,
        most_major=1_000,
    ),
    Interval.YEAR.value: Rhythm(
        label=gettext_noop("Yearly"),
        amount_label=gettext_noop("Amount every year"),
        each=gettext_noop("%s a year"),
        promise=gettext_noop(
            "Charged now, and every year until you stop it. We write to you 30 days"
            " before each charge, with a link that stops it."
        ),
        least_major=5,
        most_major=10_000,
    ),
}


class AmountsForm(forms.Form):
    """A rhythm, and for each rhythm that is offered a choice of amounts of its own.

    Only the amounts of the rhythm that was chosen are looked at, so the form works
    where a browser cannot hide the others. A form without a rhythm is of one gift.
    """

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        self.offered = channel.amounts
        fields: dict[str, forms.Field] = {}
        if len(self.offered) > 1:
            fields["interval"] = _interval_field(self.offered)
        for interval, amounts in self.offered.items():
            fields[named("amount", interval)] = self._amount_field(interval, amounts)
            fields[named("other", interval)] = _other_field()
        self.fields = fields | self.fields

    def _amount_field(self, interval: str, amounts: list[int]) -> forms.ChoiceField:
        shown = [(str(each), self._each(each, interval)) for each in amounts]
        promise = RHYTHMS[interval].promise
        return forms.ChoiceField(
            label=gettext(RHYTHMS[interval].amount_label),
            choices=[*shown, (OTHER, gettext("Another amount"))],
            widget=forms.RadioSelect,
            required=False,
            help_text=gettext(promise) if promise else "",
            error_messages={
                "invalid_choice": _("Choose one of these amounts, or type another."),
            },
        )

    def _each(self, minor: int, interval: str) -> str:
        return each(minor, self.channel.currency, interval)

    @property
    def rhythm(self) -> forms.BoundField | None:
        """The choice of a rhythm, where there is one."""
        return self["interval"] if "interval" in self.fields else None

    @property
    def sign(self) -> str:
        return money.sign(self.channel.currency)

    @property
    def digits(self) -> int:
        return money.digits(self.channel.currency)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields of each rhythm, for the template."""
        return [
            {
                "interval": interval,
                "amount": self[named("amount", interval)],
                "other": self[named("other", interval)],
            }
            for interval in self.offered
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.rhythm:
            cleaned["interval"] = Interval.ONCE
        if interval := cleaned.get("interval"):
            self._forget_others(interval)
            cleaned["amount_minor"] = self._chosen(cleaned, interval)
        return cleaned

    def _forget_others(self, interval: str) -> None:
        """What stands in the fields of another rhythm is no mistake."""
        for other in set(self.offered) - {interval}:
            for field in ("amount", "other"):
                self.errors.pop(named(field, other), None)

    def _chosen(self, cleaned: dict[str, Any], interval: str) -> int | None:
        """The amount; one that was typed counts where none of the others is chosen."""
        name = named("amount", interval)
        chosen, typed = cleaned.get(name), cleaned.get(named("other", interval), "")
        is_typed_alone = bool(typed) and not chosen and name not in self.errors
        if chosen == OTHER or is_typed_alone:
            return self._other(typed, interval)
        if not chosen and name not in self.errors:
            self.add_error(name, gettext("Choose an amount."))
        return int(chosen) if chosen else None

    def _other(self, typed: str, interval: str) -> int | None:
        name = named("other", interval)
        try:
            currency = self.channel.currency
            return within(money.parse(typed, currency), currency, interval)
        except (money.NotAnAmount, money.TooPrecise) as fault:
            self.add_error(name, money.WORDS[type(fault)])
        except ValidationError as fault:
            self.add_error(name, fault)
        return None


def each(minor: int, currency: str, interval: str) -> str:
    """An amount as a choice of it is called: "£5 a month"."""
    return gettext(RHYTHMS[interval].each) % money.shown(minor, currency)


def within(minor: int, currency: str, interval: str) -> int:
    """The amount, if it may be given in this rhythm. Raises ValidationError."""
    major = 10 ** money.digits(currency)
    rhythm = RHYTHMS[interval]
    least, most = rhythm.least_major * major, rhythm.most_major * major
    if minor < least:
        raise ValidationError(
            gettext("The smallest amount is %s.") % each(least, currency, interval)
        )
    if minor > most:
        raise ValidationError(
            gettext("For more than %s, please write to the newsroom.")
            % each(most, currency, interval)
        )
    return minor


def named(field: str, interval: str) -> str:
    """The name of a rhythm's field; those of one gift have the plain one."""
    return field if interval == Interval.ONCE else f"{field}_{interval}"


def _interval_field(offered: dict[str, list[int]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How often"),
        choices=[(interval, gettext(RHYTHMS[interval].label)) for interval in offered],
        initial=Interval.ONCE,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how often."),
            "invalid_choice": _("Choose how often."),
        },
    )


def _other_field() -> forms.CharField:
    return forms.CharField(
        label=_("Another amount"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
