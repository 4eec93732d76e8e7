"""The desk for ways to give, and for what was given."""

from django.utils.translation import gettext_lazy as _

from config import labels
from donations.admin import (
    channels,
    differences,
    gift_aid,
    gifts,
    lists,
    recurring,
    walls,
)
from donations.models import Payment

__all__ = [
    "channels",
    "differences",
    "gift_aid",
    "gifts",
    "lists",
    "recurring",
    "walls",
]

labels.name(Payment, charge_id=_("charge"))
