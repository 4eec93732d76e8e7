"""Letting a reader in who proved that a mailbox is theirs, or who has a password."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.account.utils import perform_login
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts import owning
from accounts.door import visits
from accounts.door.visits import Visit
from accounts.models import User
from accounts.signals import address_verified
from mailroom import addresses


class NotThisDoor(Exception):
    """The account is of staff, or closed; it says no more than a wrong code."""


def by_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Let in whoever typed the right code; a new address becomes an account now.

    No account is made before, so a flood of addresses makes none, and nobody can be in
    somebody else's account before them.
    """
    user, proved = _prove(visit)
    if proved:
        email_confirmed.send(sender=EmailAddress, request=request, email_address=proved)
    else:
        address_verified.send(sender=User, user=user, email=visit.sent_to)
    record_authentication(request, user, method="code", email=visit.sent_to)
    return _enter(request, user, visit.next)


def by_password(request: HttpRequest, user: User, *, back_to: str) -> HttpResponse:
    """Let in whoever typed the right password; see `passwords.check`."""
    record_authentication(request, user, method="password", email=user.email)
    return _enter(request, user, back_to)


def _enter(request: HttpRequest, user: User, back_to: str) -> HttpResponse:
    """Sign in; a second factor of the account is still asked for on the way."""
    visits.end(request)
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    response: HttpResponse = perform_login(request, user, redirect_url=back_to)
    return response


@transaction.atomic
def _prove(visit: Visit) -> tuple[User, EmailAddress | None]:
    """The account of this mailbox, and the address when this was its first proof."""
    address = addresses.parse(visit.sent_to)
    user = owning.owner_or_new(address)
    if not user.is_reader:
        raise NotThisDoor
    if owning.proved(user):
        return user, None
    return user, owning.hand_over(user, address)
