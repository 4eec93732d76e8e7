"""A mailbox that somebody has just proved to hold becomes a reader's account.

For proofs other than the door's: a confirmed signature. It is weaker than the door's
code, as a letter may be passed on, so it opens nothing that has more to lose.
"""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accounts import owning, signals
from accounts.models import User
from mailroom.addresses import Address


def open_account(address: Address) -> User | None:
    """The account of this mailbox, new or known, if it may be entered by this proof.

    None for staff, for who was closed out, and for an account with a password or a
    second factor: those go through the door. Whoever set an account up without ever
    proving the mailbox loses all power over it (A8 of docs/adr/0017).
    """
    user, is_news, may_enter = _prove(address)
    if is_news:
        signals.address_verified.send(sender=User, user=user, email=user.email)
    return user if may_enter else None


def sign_in(request: HttpRequest, user: User, where: str) -> HttpResponse | None:
    """Sign this reader in and go there; None where somebody else is signed in.

    Otherwise a link that was passed on could put a reader into another's account
    without their noticing.
    """
    if request.user.is_authenticated and request.user != user:
        return None
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    record_authentication(request, user, method="signature", email=user.email)
    response: HttpResponse = perform_login(request, user, redirect_url=where)
    return response


@transaction.atomic
def _prove(address: Address) -> tuple[User, bool, bool]:
    """The account, whether the mailbox is newly proved, and whether to let in."""
    user = owning.owner_or_new(address)
    user = User.objects.select_for_update().get(pk=user.pk)
    is_guarded = _is_guarded(user)
    known = [proof.canonical for proof in owning.proved(user)]
    # Somebody whose other address is proved, and this one not: not ours to decide.
    is_proved, is_anothers = address.canonical in known, bool(known)
    if is_proved or is_anothers or not user.is_reader:
        return user, False, is_proved and user.is_reader and not is_guarded
    owning.hand_over(user, address)
    return user, True, not is_guarded


def _is_guarded(user: User) -> bool:
    """Whether more than a mailbox is needed to get in."""
    has_factor = Authenticator.objects.filter(user=user).exists()
    return user.has_usable_password() or has_factor
