"""The field that every form asks a mail address with."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mailroom import addresses

EMAIL_FAULT = _("Enter an email address in full, such as ada@example.org.")


class AddressField(forms.CharField):
    """An email address, cleaned to `addresses.Address`."""

    widget = forms.EmailInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Email address"))
        super().__init__(max_length=None, strip=True, **kwargs)
        self.error_messages["required"] = _("Enter your email address.")
        self.widget.attrs |= {
            "autocomplete": "email",
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": addresses.LONGEST,
        }

    def clean(self, value: Any) -> addresses.Address:
        try:
            return addresses.parse(super().clean(value))
        except addresses.AddressRefused as error:
            raise ValidationError(EMAIL_FAULT) from error
