"""The demo: a campaign that a newcomer can sign within a minute of the first start."""

from petitions.demo.loading import also, load, speaks_arabic

__all__ = ["also", "load", "speaks_arabic"]
