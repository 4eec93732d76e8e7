from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from webhooks import destinations, kinds
from webhooks.delivery import MOST_ENDPOINTS
from webhooks.destinations import Refused, Why
from webhooks.models import Endpoint


def _said(why: Why) -> str:
    """What is wrong with an address, and what to do."""
    match why:
        case Why.NOT_HTTPS:
            return _("Give an address that begins with https://.")
        case Why.HAS_USER:
            return _("Leave out the name and the password before the @.")
        case Why.PORT:
            return _("Use port 443, or one from 1024 up.")
        case Why.INSIDE:
            return _(
                "This address is inside a private network. If it belongs to the"
                " newsroom, ask the people who run this site to allow it."
            )
        case _other:
            return _("Give the whole address, such as https://example.org/hooks.")


class EndpointForm(forms.ModelForm):
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=destinations.LONGEST_URL,
        widget=forms.URLInput({"class": "vURLField", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Where the other program listens. It must begin with https://."
        ),
    )

    class Meta:
        model = Endpoint
        fields = ("name", "url", *kinds.WISHES.values())
        help_texts = {"name": gettext_lazy("For the desk: whose program this is.")}

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            destinations.read(url)
        except Refused as refused:
            raise forms.ValidationError(_said(refused.why)) from refused
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(wish) for wish in kinds.WISHES.values()):
            self.add_error(
                list(kinds.WISHES.values())[-1], _("Choose at least one event.")
            )
        if not self.instance.pk and Endpoint.objects.count() >= MOST_ENDPOINTS:
            said = _("There are %d endpoints already, the most there may be.")
            self.add_error(None, said % MOST_ENDPOINTS)
        return cleaned
