"""What a donor chooses beside a gift, or afterwards; nothing is ticked beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from donations import walls


class WallForm(forms.Form):
    """Whether and how a donor stands on the wall."""

    show_name = forms.BooleanField(
        label=_("Show my name among those who gave"), required=False
    )
    wall_name = forms.CharField(
        label=_("Name to show"),
        required=False,
        max_length=200,
        help_text=_("Everybody can read it here. You can take it off at any time."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    show_amount = forms.BooleanField(
        label=_("Show the amount beside it"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("show_name"):
            self._clean_name(cleaned)
        return cleaned

    def _clean_name(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("wall_name"):
            if "wall_name" not in self.errors:
                self.add_error("wall_name", gettext("Write the name to show."))
            return
        try:
            cleaned["wall_name"] = walls.clean(cleaned["wall_name"])
        except ValueError as fault:
            self.add_error("wall_name", str(fault))

    def choice(self) -> walls.Choice | None:
        """What was chosen; None for no name. Call it on a valid form."""
        cleaned = self.cleaned_data
        if not cleaned["show_name"]:
            return None
        return walls.Choice(cleaned["wall_name"], cleaned["show_amount"])
