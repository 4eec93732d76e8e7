"""Two accounts of one person become one, when both mailboxes agree.

Both, because whoever sits at a reader's open browser could otherwise put an address of
their own beside the reader's, and come in by it ever after.
"""

import logging

from django.db import transaction
from django.db.models import ManyToOneRel
from django.utils import timezone

from accounts import owning
from accounts.home import asking, belongings, letters
from accounts.models import Merger, User
from mailroom import addresses
from mailroom.addresses import Address

logger = logging.getLogger(__name__)


class CannotMerge(Exception):
    """One of the two is gone, is of the staff, or the proof is too old."""


@transaction.atomic
def ask(user: User, address: Address) -> Merger:
    """Send a code to each of the two mailboxes. Raises asking.TooMany.

    An address without another account gets a letter that says so, and no code.
    """
    merger = asking.begin(Merger, user, address)
    other = _account_of_reader(address, besides=user)
    merger.other_id = other.pk if other else None
    merger.save(update_fields=["other_id"])
    letters.post(letters.MERGE_OWN, merger.pk, user.email)
    if asking.may_write_to_other(merger):
        kind = letters.MERGE_OTHER if other else letters.MERGE_NONE
        letters.post(kind, merger.pk, merger.other_email)
    return merger


def _account_of_reader(address: Address, *, besides: User) -> User | None:
    owner = owning.owner_of(address)
    if owner is None or owner == besides or owner.is_staff:
        return None
    return owner


def _other_account(merger: Merger) -> User | None:
    """The account that was asked about, if the address still opens that one."""
    address = addresses.parse(merger.other_email)
    found = _account_of_reader(address, besides=merger.user)
    return found if found and found.pk == merger.other_id else None


def prove(merger: Merger, *, own: str, other: str) -> bool:
    """Whether both codes are right; nothing is merged before it is asked once more."""
    if not asking.prove(merger, own=own, other=other) or not _other_account(merger):
        return False
    merger.proved_at = timezone.now()
    merger.save(update_fields=["proved_at"])
    return True


def proved(user: User) -> Merger | None:
    """The merger that only waits for the reader's last word."""
    merger = Merger.objects.filter(user=user, done_at=None).order_by("-pk").first()
    if merger is None or merger.proved_at is None:
        return None
    is_recent = timezone.now() < merger.proved_at + Merger.CODE_LIFE
    return merger if is_recent else None


@transaction.atomic
def merge(merger: Merger) -> None:
    """Move all that is the other account's, and close it. Cannot be undone.

    One transaction: whatever fails, both accounts stay as they were.
    """
    into, other = _locked(merger)
    emails = into.email, other.email
    belongings.merge(into, other)
    _move_the_rest(into, other)
    _settle(into, other)
    merger.done_at = timezone.now()
    merger.save(update_fields=["done_at"])
    other.delete()
    for kind, email in zip(letters.MERGED, emails, strict=True):
        letters.post(kind, merger.pk, email)
    logger.info("Merged person %s into person %s", merger.other_id, into.pk)


def _locked(merger: Merger) -> tuple[User, User]:
    """The two accounts. Two mergers of the same two wait for each other in order."""
    other = _other_account(merger)
    if other is None:
        raise CannotMerge
    both = User.objects.filter(pk__in=[merger.user_id, other.pk], is_staff=False)
    people = {it.pk: it for it in both.select_for_update().order_by("pk")}
    still = Merger.objects.filter(pk=merger.pk, done_at=None).exclude(proved_at=None)
    if len(people) < 2 or not still.exists():
        raise CannotMerge
    return people[merger.user_id], people[other.pk]


def _move_the_rest(into: User, other: User) -> None:
    """Whatever else points at the other account points at this one."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.one_to_many:
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{name: other})
            rows.update(**{name: into})


def _settle(into: User, other: User) -> None:
    """This account is as old as the older of the two, and called as either was."""
    into.date_joined = min(into.date_joined, other.date_joined)
    into.display_name = into.display_name or other.display_name
    into.save(update_fields=["date_joined", "display_name"])
