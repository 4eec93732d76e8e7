"""Whose account a mailbox opens, and which addresses a reader proved to be theirs.

The one place that says so, for the door, for signatures, for other companies' doors and
for the reader's home.
"""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from accounts.models import User
from mailroom import addresses
from mailroom.addresses import Address


def owner_of(address: Address) -> User | None:
    """Who proved this address, else whose mailbox it is, whatever its spelling.

    Known and unknown addresses take the same two statements.
    """
    spellings = [address.mail_to.lower(), address.canonical]
    proofs = EmailAddress.objects.filter(email__in=spellings, verified=True)
    proof = proofs.select_related("user").order_by("pk").first()
    of_mailbox = User.objects.of_address(address)
    return proof.user if proof else of_mailbox


def owner_or_new(address: Address) -> User:
    """The same, or a new account; of two who come at once one is made for both."""
    found = owner_of(address)
    if found:
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(address.mail_to)
    except IntegrityError:
        found = owner_of(address)
        if found is None:
            raise
        return found


def proved(user: User) -> list[Address]:
    """The addresses that this reader proved to be theirs; where letters go comes first.

    A former one is not among them: what it was for has been attached to the account.
    """
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return [addresses.parse(row.email) for row in rows.order_by("-primary", "pk")]


def hand_over(user: User, address: Address) -> EmailAddress:
    """Give an account that nobody had proved to whoever proved its mailbox first.

    Whoever set it up may be somebody else (A8 of docs/adr/0017). All that they could
    come back with goes: second factors, other companies' doors, other addresses, and
    the password, with which everything that is signed in ends.
    """
    user.set_unusable_password()
    user.email, user.display_name = address.mail_to, ""
    user.save(update_fields=["email", "display_name", "password"])
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    return _sole_proof(user)


def make_sole_address(user: User, email: str) -> None:
    """Have this address alone open the account."""
    # Nobody proved it, or it would open that account; so it is free to be proved here.
    EmailAddress.objects.filter(email=email.lower(), verified=False).delete()
    user.email = email
    user.save()
    row = _sole_proof(user)
    email_confirmed.send(sender=EmailAddress, request=None, email_address=row)


def _sole_proof(user: User) -> EmailAddress:
    EmailAddress.objects.filter(user=user).delete()
    return EmailAddress.objects.create(
        user=user, email=user.email.lower(), verified=True, primary=True
    )
