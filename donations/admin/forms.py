"""Amounts as editors type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from donations import money
from donations.models import Channel, MatchPledge, RaisedFigure, TogetherFigure


class AmountForm(forms.ModelForm):
    """A row with an amount, which is read in the row's currency."""

    amount = forms.CharField(
        label=_("Amount"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "size": 12}),
        help_text=_("In digits, such as 10 or 10.50."),
    )
    kept_in = "amount_minor"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        minor = getattr(self.instance, self.kept_in)
        if minor is not None and "amount" in self.fields:
            self.fields["amount"].initial = money.plain(minor, self._currency())

    def _currency(self) -> str:
        return str(self.instance.currency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if typed := cleaned.get("amount"):
            self._read(typed)
        return cleaned

    def _read(self, typed: str) -> None:
        try:
            minor = money.parse(typed, self._currency())
        except (money.NotAnAmount, money.TooPrecise) as fault:
            self.add_error("amount", money.WORDS[type(fault)])
        else:
            setattr(self.instance, self.kept_in, minor)


class OfChannelForm(AmountForm):
    """An amount of a channel, which may be entered in the same form."""

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        self.channel = channel
        super().__init__(*args, **kwargs)

    def _currency(self) -> str:
        return str(self.channel.currency)


class OfChannel(forms.BaseInlineFormSet):
    """Tells each of its forms the channel above them."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"channel": self.instance}


class RaisedFigureForm(OfChannelForm):
    class Meta:
        model = RaisedFigure
        fields = ["as_of", "source"]


class MatchPledgeForm(OfChannelForm):
    class Meta:
        model = MatchPledge
        fields = ["pledged_by", "note"]


class TogetherFigureForm(OfChannelForm):
    class Meta:
        model = TogetherFigure
        fields = ["partner", "is_least", "source"]


class ChannelForm(AmountForm):
    """Its amount is the target, which it may do without."""

    kept_in = "target_minor"

    class Meta:
        model = Channel
        fields: list[str] = []  # the admin's fieldsets name them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "amount" in self.fields:
            self.fields["amount"].label = _("Target")
            self.fields["amount"].required = False

    def _currency(self) -> str:
        cleaned = getattr(self, "cleaned_data", {})
        return str(cleaned.get("currency") or self.instance.currency)

    def clean_suggested(self) -> str:
        return self._suggested("suggested")

    def clean_suggested_monthly(self) -> str:
        return self._suggested("suggested_monthly")

    def clean_suggested_yearly(self) -> str:
        return self._suggested("suggested_yearly")

    def _suggested(self, name: str) -> str:
        suggested: str = self.cleaned_data[name]
        if not suggested and not self.fields[name].required:
            return suggested
        try:
            amounts = list(money.parse_list(suggested, self._currency()))
        except (money.NotAnAmount, money.TooPrecise) as fault:
            raise forms.ValidationError(money.WORDS[type(fault)]) from fault
        if not amounts or min(amounts) <= 0:
            raise forms.ValidationError(_("Name at least one amount above nothing."))
        return suggested

    def clean(self) -> dict[str, Any]:
        self.instance.target_minor = None
        cleaned = super().clean()
        if self.instance.target_minor == 0:
            self.add_error("amount", _("A target is more than nothing."))
        return cleaned
