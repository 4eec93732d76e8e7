"""The desk for ways to give, and for what was given."""

from donations.admin import (
    channels,
    differences,
    gift_aid,
    gifts,
    lists,
    recurring,
    walls,
)

__all__ = [
    "channels",
    "differences",
    "gift_aid",
    "gifts",
    "lists",
    "recurring",
    "walls",
]
