"""Calls to action: what a story asks of its reader in the midst of the text."""

from campaigns.calls.registry import Kind, kinds, register, render, via
from campaigns.calls.ruling import Placed, by_rule

__all__ = ["Kind", "Placed", "by_rule", "kinds", "register", "render", "via"]
