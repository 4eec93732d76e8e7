"""Passwords, for readers who want one: checked slowly for everybody alike."""

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from accounts import limits, owning
from accounts.door import devices
from accounts.models import User
from mailroom.addresses import Address


class TooManyTries(Exception):
    """So many that no more are looked at for `seconds`; the door by code stays open."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def check(request: HttpRequest, address: Address, password: str) -> User | None:
    """The reader whose password this is; None for everybody else, and why is not said.

    An unknown address costs the same hash as a known one. Staff, closed accounts and
    addresses that were never proved are wrong passwords here. Raises TooManyTries.
    """
    seconds = _wait_seconds(request, address)
    if seconds:
        raise TooManyTries(seconds)
    user = owning.owner_of(address) or User()
    is_right = user.check_password(password)
    if not is_right or user.pk is None or not user.is_reader:
        return None
    is_proved = EmailAddress.objects.filter(user=user, verified=True).exists()
    return user if is_proved else None


def _wait_seconds(request: HttpRequest, address: Address) -> int:
    network = limits.network(request)
    device = devices.known(request, address.canonical)
    asked = [("passwords tried by a network", network)] if network else []
    if device:
        asked.append(("passwords of a mailbox, for a known browser", device))
    else:
        asked += [
            (
                "passwords of a mailbox, for one network",
                f"{address.mailbox} {network}",
            ),
            ("passwords of a mailbox", address.mailbox),
        ]
    # Last, so that what is refused already takes nothing from the others.
    everybody = ("passwords tried by everybody", limits.EVERYBODY)
    return limits.first_wait([*asked, everybody])
