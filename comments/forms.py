"""What a reader may write, and what they are told when something is off."""

from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments import appealing, cleaning, naming
from comments.cleaning import Fault, NotAComment
from comments.models import ForumChoices, NoticeKind
from comments.reasons import Reason
from mailroom import addresses
from petitions import names
from petitions.forms import name_message

# The browser stops a paste here, well behind the limit, so that whoever pastes too much
# is told by how much and cuts it themselves.
MOST_IN_FIELD = cleaning.LONGEST + 1000
_LONGEST_NUMBER = 18

_MESSAGES = {
    Fault.EMPTY: _("Write something first."),
    Fault.CONTROL: _(
        "Your text held characters that nobody can see. We took them out: look at it"
        " once more, and send it again."
    ),
    Fault.TURNING: _(
        "Your text held invisible characters that turn the direction of reading around."
        " We took them out: look at it once more, and send it again."
    ),
    Fault.MARKS: _(
        "Write with fewer marks on one letter: they cover the lines around."
    ),
}


class CommentField(forms.CharField):
    """A comment's text; see `comments.cleaning`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            strip=False,
            widget=forms.Textarea(
                {
                    "rows": 4,
                    "required": True,
                    "dir": "auto",
                    "maxlength": MOST_IN_FIELD,
                    "data-most": cleaning.LONGEST,
                }
            ),
            **options,
        )
        # Django's own words for a null character tell its reader nothing.
        self.validators = []


class CommentForm(forms.Form):
    """A text on its own, as when it is changed."""

    text = CommentField(label=_("Your comment"))

    def clean_text(self) -> str:
        try:
            return cleaning.clean(self.cleaned_data["text"])
        except NotAComment as fault:
            self._show(fault.text)
            raise ValidationError(_message(fault)) from fault

    def _show(self, text: str) -> None:
        """What was taken out does not come back into the field."""
        self.data = {**dict(self.data.items()), "text": text}


class WritingForm(CommentForm):
    """A new comment: to a thread, or in answer to another comment."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("It stands beside what you write here. Asked once."),
        required=False,
        widget=forms.TextInput({"autocomplete": "name", "maxlength": names.LONGEST}),
    )
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    via = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("text", "name", "parent", "via")

    def __init__(
        self, data: Any = None, *, reader: User | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id="write-%s", **kwargs)
        self.reader = reader
        self.fields["name"].validators = []
        if reader is not None and reader.display_name:
            del self.fields["name"]

    def clean_name(self) -> str:
        """The name, where one was typed. Whoever has one keeps it."""
        typed = self.cleaned_data["name"]
        try:
            return naming.clean(typed, self.reader) if typed.strip() else ""
        except ValueError as fault:
            raise ValidationError(str(fault)) from fault

    def clean_parent(self) -> int | None:
        """The number of the comment that is answered; 0 of none that there can be."""
        typed = self.cleaned_data["parent"].strip()
        if not typed:
            return None
        is_number = typed.isascii() and typed.isdecimal()
        return int(typed) if is_number and len(typed) <= _LONGEST_NUMBER else 0


class NameForm(forms.Form):
    """The name alone, where a comment waits for it."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_(
            "It stands beside what you write here. You can change it at any time."
        ),
        required=False,
        widget=forms.TextInput(
            {"autocomplete": "name", "maxlength": names.LONGEST, "required": True}
        ),
    )

    def __init__(self, data: Any = None, *, reader: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.reader = reader
        self.fields["name"].validators = []

    def clean_name(self) -> str:
        try:
            return naming.clean(self.cleaned_data["name"], self.reader)
        except ValueError as fault:
            raise ValidationError(str(fault)) from fault


def _message(fault: NotAComment) -> str:
    """What is wrong and what to do about it."""
    if fault.fault is not Fault.TOO_LONG:
        return str(_MESSAGES[fault.fault])
    return gettext("Write at most %(most)s characters; these are %(length)s.") % {
        "most": intcomma(cleaning.LONGEST),
        "length": intcomma(len(fault.text)),
    }


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


class ChoicesForm(forms.ModelForm):
    """How soon letters tell of the forum's news, and what a public page shows."""

    class Meta:
        model = ForumChoices
        fields = (*NoticeKind.values, "is_findable", "shows_followers")

    @property
    def paces(self) -> dict[str, str]:
        """What was chosen for each kind of notice."""
        return {kind: self.cleaned_data[kind] for kind in NoticeKind.values}

    @property
    def of_letters(self) -> list[forms.BoundField]:
        return [self[kind] for kind in NoticeKind.values]

    @property
    def of_page(self) -> list[forms.BoundField]:
        return [self["is_findable"], self["shows_followers"]]


class PlainText(forms.CharField):
    """A text for moderators, of which nobody sees less than its writer did."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return cleaning.clean(typed) if typed else ""
        except NotAComment as fault:
            raise ValidationError(_message(fault)) from fault


class AppealForm(forms.Form):
    """Why a decision was wrong."""

    text = PlainText(
        label=_("Why should it be published?"),
        max_length=appealing.LONGEST,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Say in a few words why.")},
    )


class PrintForm(forms.Form):
    """Whether the newsroom may print a comment."""

    place = PlainText(
        label=_("Your town (if you like)"),
        help_text=_("It would stand beside your name in print, and nowhere else."),
        required=False,
        max_length=80,
    )


class ComplaintForm(forms.Form):
    """A notice of illegal content, as Article 16(2) of the DSA has it."""

    place = PlainText(
        label=_("Where is it?"),
        help_text=_("The address of the comment or page, copied from the browser."),
        max_length=500,
        error_messages={"required": _("Say where it is: copy the address.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    grounds = PlainText(
        label=_("Why is it against the law?"),
        help_text=_("Which words, against whom, and which law if you know it."),
        max_length=4000,
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Say why it is against the law.")},
    )
    is_of_children = forms.BooleanField(
        label=_("It is about the sexual abuse of children: I may stay unnamed"),
        required=False,
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=names.LONGEST,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("Your email address"),
        help_text=_("We confirm that we have it, and write what was decided."),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    good_faith = forms.BooleanField(
        label=_(
            "I believe in good faith that what I say here is accurate and complete"
        ),
        error_messages={"required": _("Tick this if you believe what you say.")},
    )

    def clean_name(self) -> str:
        typed = self.cleaned_data["name"]
        try:
            return names.clean(typed) if typed.strip() else ""
        except names.NotAName as fault:
            raise ValidationError(name_message(fault)) from fault

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"].strip()
        if not typed:
            return ""
        try:
            return addresses.parse(typed).mail_to
        except addresses.AddressRefused as fault:
            raise ValidationError(
                _("Write an address like name@example.org, or look for a slip in it.")
            ) from fault

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("is_of_children"):
            self._require("name", _("Write your name."))
            self._require("email", _("Write your email address."))
        return given

    def _require(self, name: str, words: Any) -> None:
        if name in self.cleaned_data and not self.cleaned_data[name]:
            self.add_error(name, words)
