"""The demo's ways to give. The fundraiser's sums and days were reported in 2022."""

from donations.demo.loading import load

__all__ = ["load"]
