"""Buttons on a campaign's page at the desk; higher apps add theirs."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from campaigns.models import Campaign


class Button(NamedTuple):
    """A way on from the campaign; `url` is a page, which asks before it changes."""

    label: str
    url: str


Buttons = Callable[[Campaign, User | AnonymousUser], Sequence[Button]]
_registered: list[Buttons] = []


def register(buttons: Buttons) -> None:
    _registered.append(buttons)


def of(campaign: Campaign, user: User | AnonymousUser) -> list[Button]:
    """What this person may press about a campaign."""
    return [button for buttons in _registered for button in buttons(campaign, user)]
