"""The desk for ways to give, and for what was given."""

from donations.admin import channels, gifts, walls

__all__ = ["channels", "gifts", "walls"]
