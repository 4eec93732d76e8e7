"""Passing on that an address was proved, by whichever way, to the apps above."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed

from accounts.models import User
from accounts.signals import address_verified


def pass_on(email_address: EmailAddress, **about: Any) -> None:
    """allauth says so of links and codes alike; ours is sent for each."""
    address_verified.send(
        sender=User, user=email_address.user, email=email_address.email
    )


def listen() -> None:
    email_confirmed.connect(pass_on, dispatch_uid="accounts.verifying")
