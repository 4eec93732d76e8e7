"""Staff take signatures out of a count, with a reason, and can put them back.

A removal may name one signature or eighty thousand, so the rows are chosen at once and
moved in batches: by the request that asked for a few, by the worker for the rest. Each
batch moves rows and queues their changes in one transaction; a removal that was cut off
goes on where it stopped.
"""

import logging
from collections.abc import Iterator
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from config import batches
from petitions import counting
from petitions.models import Petition, Removal, RemovedSignature, Signature
from petitions.models.counts import Reason

logger = logging.getLogger(__name__)

Status = Signature.Status
# What can be removed: what counts, and what is held for review. What nobody confirmed
# does not count, and is deleted by itself.
REMOVABLE = (Status.CONFIRMED, Status.QUARANTINED)
BATCH_SIZE = 500


class NothingToRemove(Exception):
    """None of these signatures counts or is held."""


class NothingToUndo(Exception):
    """It was undone already, or never taken back."""


class Told(NamedTuple):
    """A removal as the public is told of it."""

    removal: Removal
    removed: int
    put_back: int


@transaction.atomic
def start(
    petition: Petition,
    chosen: QuerySet[Signature],
    *,
    words: str,
    note: str,
    by: User,
) -> Removal:
    """Note which signatures are to go, and why. Raises NothingToRemove."""
    removal = Removal.objects.create(petition=petition, words=words, note=note, by=by)
    own = chosen.filter(petition=petition, status__in=REMOVABLE)
    pks = own.order_by("pk").values_list("pk", flat=True).iterator(BATCH_SIZE)
    is_empty = True
    for part in _parts(pks):
        is_empty = False
        RemovedSignature.objects.bulk_create(
            RemovedSignature(removal=removal, signature_id=pk) for pk in part
        )
    if is_empty:
        raise NothingToRemove
    return removal


def undo(removal: Removal, *, by: User) -> None:
    """Have all of it put back. Raises NothingToUndo."""
    own = Removal.objects.filter(pk=removal.pk, undo_asked_at=None)
    if not own.update(undo_asked_at=timezone.now(), undone_by=by):
        raise NothingToUndo


def carry_out(removal_id: int | None = None) -> int:
    """Go on with what is under way, or with one removal; how many signatures moved."""
    under_way = Removal.objects.filter(
        Q(finished_at=None) | Q(undo_asked_at__isnull=False, undone_at=None)
    )
    if removal_id is not None:
        under_way = under_way.filter(pk=removal_id)
    moved = 0
    for removal in under_way.order_by("pk"):
        if removal.undo_asked_at is None:
            moved += batches.repeat(lambda removal=removal: _remove_batch(removal))  # type: ignore[misc]
        else:
            moved += batches.repeat(lambda removal=removal: _put_back_batch(removal))  # type: ignore[misc]
        _settle(removal)
    return moved


def of_petition(petition: Petition) -> list[Told]:
    """What was removed of a petition's count, newest first, for everybody to read."""
    counted = Q(signatures__before=Status.CONFIRMED)
    removals = petition.removals.annotate(
        removed=Count(
            "signatures", filter=counted & Q(signatures__removed_at__isnull=False)
        ),
        put_back=Count(
            "signatures", filter=counted & Q(signatures__put_back_at__isnull=False)
        ),
    )
    return [Told(it, it.removed, it.put_back) for it in removals if it.removed]


def _parts(pks: Iterator[int]) -> Iterator[list[int]]:
    part: list[int] = []
    for pk in pks:
        part.append(pk)
        if len(part) == BATCH_SIZE:
            yield part
            part = []
    if part:
        yield part


@transaction.atomic
def _remove_batch(removal: Removal) -> int:
    waiting = removal.signatures.filter(removed_at=None).select_for_update(
        skip_locked=True
    )
    rows = {row.signature_id: row for row in waiting[:BATCH_SIZE]}
    locked = Signature.objects.select_for_update().filter(pk__in=rows)
    there = list(locked.filter(status__in=REMOVABLE).order_by("pk"))
    now = timezone.now()
    for signature in there:
        rows[signature.pk].before = signature.status
        rows[signature.pk].removed_at = now
    RemovedSignature.objects.bulk_update(
        [rows[signature.pk] for signature in there], ["before", "removed_at"]
    )
    moved = [signature.pk for signature in there]
    Signature.objects.filter(pk__in=moved).update(status=Status.REMOVED, ended_at=now)
    counted = [it for it in there if it.status == Status.CONFIRMED]
    counting.queue_many(counted, -1, Reason.REMOVED, at=now)
    # Who withdrew meanwhile was not removed by anybody.
    removal.signatures.filter(signature__in=set(rows) - set(moved)).delete()
    return len(rows)


@transaction.atomic
def _put_back_batch(removal: Removal) -> int:
    removed = removal.signatures.filter(removed_at__isnull=False, put_back_at=None)
    rows = list(removed.select_for_update(skip_locked=True)[:BATCH_SIZE])
    locked = Signature.objects.select_for_update(of=("self",)).filter(
        pk__in=[row.signature_id for row in rows], status=Status.REMOVED
    )
    there = {signature.pk: signature for signature in locked.order_by("pk")}
    now = timezone.now()
    for status in REMOVABLE:
        pks = [
            row.signature_id
            for row in rows
            if row.before == status and row.signature_id in there
        ]
        Signature.objects.filter(pk__in=pks).update(status=status, ended_at=None)
        if status == Status.CONFIRMED:
            counted = [there[pk] for pk in pks]
            counting.queue_many(counted, +1, Reason.RESTORED, at=now)
    RemovedSignature.objects.filter(pk__in=[row.pk for row in rows]).update(
        put_back_at=now
    )
    return len(rows)


def _settle(removal: Removal) -> None:
    """Note what is done, so that nobody looks again."""
    own = Removal.objects.filter(pk=removal.pk)
    now = timezone.now()
    if removal.undo_asked_at is None:
        if not removal.signatures.filter(removed_at=None).exists():
            own.filter(finished_at=None).update(finished_at=now)
            logger.info("Removal %s is finished", removal.pk)
        return
    # What had not been taken out before it was undone stays where it is.
    removal.signatures.filter(removed_at=None).delete()
    if not removal.signatures.filter(put_back_at=None).exists():
        own.update(undone_at=now)
        own.filter(finished_at=None).update(finished_at=now)
        logger.info("Removal %s is undone", removal.pk)
