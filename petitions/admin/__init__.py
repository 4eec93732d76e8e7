"""The desk for petitions, their signatures, and the exports that were made."""

from campaigns import buttons
from petitions.admin import exports, petitions, removals, renewals, signatures

__all__ = ["exports", "petitions", "removals", "renewals", "signatures"]

buttons.register(renewals.buttons)
