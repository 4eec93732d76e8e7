"""The forms that readers of a campaign fill in."""

from typing import Any

from django import forms

from mailroom.forms import AddressField


class NewsletterForm(forms.Form):
    """An address alone; its field has an id of its own beside the petition's form."""

    email = AddressField()

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="newsletter_%s", **kwargs)
