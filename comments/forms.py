"""The forms of the forum, and what readers are told when something is off."""

from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments import entries, naming
from comments.reasons import Reason
from petitions import names
from petitions.forms import NAME_FAULTS

FAULTS = {
    entries.Fault.EMPTY: _("Write something first."),
    entries.Fault.CONTROL: _(
        "Your text holds a character that cannot be shown. Please type it again, or"
        " paste it as plain text."
    ),
    entries.Fault.TURNING: _(
        "Your text holds an invisible character that turns letters round. Please type"
        " that part again."
    ),
    entries.Fault.MARKS: _("Please write with fewer marks on one letter."),
}


class TextForm(forms.Form):
    """The text of a comment, new or changed."""

    text = forms.CharField(
        label=_("Your comment"),
        required=False,
        strip=False,
        help_text=_("*italic*, **bold**, > quote, and links work."),
        widget=forms.Textarea({"rows": 6, "required": True, "dir": "auto"}),
    )

    def clean_text(self) -> str:
        try:
            return entries.clean(self.cleaned_data["text"])
        except entries.NotAComment as error:
            raise forms.ValidationError(_told(error)) from error


class CommentForm(TextForm):
    """With the comment that it answers, and the name of somebody who has none yet."""

    parent = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    name = forms.CharField(
        label=_("Your name beside it"),
        required=False,
        help_text=_("Asked once. Leave it empty if you told us before."),
        widget=forms.TextInput(
            {"autocomplete": "nickname", "maxlength": names.LONGEST}
        ),
    )
    via = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        typed = self.cleaned_data["name"]
        return checked_name(typed) if typed.strip() else ""


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Your name beside your comments"),
        required=False,
        widget=forms.TextInput(
            {
                "autocomplete": "nickname",
                "maxlength": names.LONGEST,
                "required": True,
            }
        ),
    )

    def clean_name(self) -> str:
        return checked_name(self.cleaned_data["name"])


def checked_name(typed: str) -> str:
    """A name that may stand beside comments. Raises ValidationError."""
    try:
        return naming.clean(typed)
    except names.NotAName as error:
        raise forms.ValidationError(NAME_FAULTS[error.fault]) from error
    except naming.Impersonates as error:
        raise forms.ValidationError(
            gettext("That name looks like one of the newsroom's. Choose another.")
        ) from error


def _told(error: entries.NotAComment) -> Any:
    if error.fault is entries.Fault.TOO_LONG:
        words = gettext(
            "Your text has %(length)s characters. There is room for %(most)s."
        )
        numbers = {"length": error.length, "most": entries.LONGEST}
        return words % {name: intcomma(number) for name, number in numbers.items()}
    return FAULTS[error.fault]


class ReportForm(forms.Form):
    """Why a comment breaks the rules."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    words = forms.CharField(
        label=_("Anything that helps the moderators (if you like)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )
