"""Another address for a reader: agreed to by both mailboxes, and undone by the old one.

Whoever sits at a reader's open browser has neither mailbox. The same answer is given
whether or not the new address is somebody's; its owner gets a letter that says so.
"""

import logging

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from accounts import owning
from accounts.home import asking, devices, letters
from accounts.models import AddressChange, User
from accounts.signals import address_verified
from mailroom import addresses
from mailroom.addresses import Address

logger = logging.getLogger(__name__)


class Taken(Exception):
    """The address opens somebody else's account by now."""


@transaction.atomic
def ask(user: User, address: Address) -> AddressChange:
    """Send a code to each of the two mailboxes. Raises asking.TooMany."""
    change = asking.begin(AddressChange, user, address)
    letters.post(letters.CHANGE_OWN, change.pk, user.email)
    if asking.may_write_to_other(change):
        is_free = owning.owner_of(address) in (None, user)
        kind = letters.CHANGE_OTHER if is_free else letters.CHANGE_TAKEN
        letters.post(kind, change.pk, change.other_email)
    return change


@transaction.atomic
def confirm(change: AddressChange, *, own: str, other: str) -> bool:
    """Change the address when both codes are right."""
    if not asking.prove(change, own=own, other=other):
        return False
    user = User.objects.select_for_update().get(pk=change.user_id)
    if owning.owner_of(addresses.parse(change.other_email)) not in (None, user):
        return False
    # Proved once more just now: what it signed since it last was is this reader's.
    address_verified.send(sender=User, user=user, email=user.email)
    change.former_email, change.done_at = user.email, timezone.now()
    change.save(update_fields=["former_email", "done_at"])
    owning.make_sole_address(user, change.other_email)
    letters.post(letters.CHANGE_DONE, change.pk, change.former_email)
    logger.info("Changed the address of person %s", user.pk)
    return True


@transaction.atomic
def undo(change: AddressChange) -> bool:
    """Give the former address its account back, and shut out whoever changed it.

    Every session ends, and every way in that was made since then. Raises Taken.
    """
    locked = AddressChange.objects.select_for_update().get(pk=change.pk)
    if not locked.can_be_undone:
        return False
    user = User.objects.select_for_update().get(pk=change.user_id)
    if owning.owner_of(addresses.parse(locked.former_email)) not in (None, user):
        raise Taken
    owning.make_sole_address(user, locked.former_email)
    _close_ways_in(user, locked)
    locked.undone_at = timezone.now()
    locked.save(update_fields=["undone_at"])
    _forget_later_changes(user, locked)
    logger.info("Undid a change of address of person %s", user.pk)
    return True


def _close_ways_in(user: User, change: AddressChange) -> None:
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user, created_at__gte=change.asked_at).delete()
    SocialAccount.objects.filter(user=user, date_joined__gte=change.asked_at).delete()
    devices.end_all(user)


def _forget_later_changes(user: User, change: AddressChange) -> None:
    """What was changed after this is not the reader's either, nor can it be undone."""
    later = AddressChange.objects.filter(user=user, pk__gt=change.pk)
    later.update(undone_at=timezone.now(), tries=AddressChange.TRIES)
