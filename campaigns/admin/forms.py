"""The forms of the desk: a story, and a rule for calls to action."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.body.forms import StoryBodyForm
from campaigns.calls import kinds, own, reading, registry
from campaigns.models import CallRule, Story
from config.wording import listed, quoted


class StoryForm(StoryBodyForm):
    is_update = forms.BooleanField(
        label=_("Readers should see that it was updated now"),
        required=False,
        help_text=_("For a change that matters; leave it for a comma."),
    )

    class Meta:
        model = Story
        fields = "__all__"

    def clean_body(self) -> str:
        cleaned: str = self.cleaned_data["body"]
        marks = reading.outline(cleaned).marks
        asked = Counter((mark.kind, mark.target) for mark in marks)
        if any(count > 1 for count in asked.values()):
            raise ValidationError(
                gettext("The same call stands in the text twice. Keep one of them.")
            )
        return cleaned

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        phase, campaign = cleaned.get("phase"), cleaned.get("campaign")
        campaign_id = campaign.pk if campaign else self.instance.campaign_id
        if phase and phase.campaign_id != campaign_id:
            self.add_error("phase", gettext("Choose a phase of this campaign."))
        if "published_at" in cleaned:
            self._check_hour(cleaned["published_at"])
        return cleaned

    def _check_hour(self, hour: Any) -> None:
        is_to_come = hour is not None and hour > timezone.now()
        if "_hold_back" in self.data and not is_to_come:
            self.add_error(
                "published_at", gettext("Enter a time to come, or publish it now.")
            )
        elif self.instance.is_published and hour is None:
            self.add_error("published_at", gettext("A published story has a time."))


class CallRuleForm(forms.ModelForm):
    kind = forms.ChoiceField(label=_("Call"))

    class Meta:
        model = CallRule
        fields = "__all__"  # noqa: DJ007 (the admin's fieldsets name them)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            choices = [(kind.name, kind.label) for kind in kinds()]
            self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = registry.find(cleaned.get("kind", ""))
        target = cleaned.get("target", "")
        if kind and kind.choices and target not in dict(kind.choices()):
            names = (quoted(name) for name, _label in kind.choices() if name)
            words = gettext("Enter one of these: %s.") % listed(names)
            self.add_error("target", words)
        elif kind and not kind.choices and not own.leads_somewhere(target):
            self.add_error(
                "target",
                gettext("Enter a web address, or the path of a page here."),
            )
        return cleaned
