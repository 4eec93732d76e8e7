"""The public count: a queue of changes, drained in one transaction.

Whoever moves a signature over the edge of "confirmed" writes one row to the queue in
the same transaction. Nothing else touches a count, so that at every moment

    the tally + what waits in the queue = the confirmed signatures

however many workers drain at once and wherever they are killed (promise 2). A
watermark ("everything since id 1234") loses rows that commit late: measured, 543 of
858 counted; this queue, 858 of 858 (docs/adr/0003).

The same transaction raises the parts: the tallies of places and constituencies, those
of minutes, hours and days, and those of sources: what brought the signers. A change
belongs to the minute in which its signer acted, however late it is drained:

- the count at the end of a minute says how many stood confirmed then, not what the
  page showed (that is in the count lines, which carry the time of the drain);
- a minute that has passed still moves while changes of its time wait in the queue,
  which takes a second or two, or as long as the workers are down;
- who withdraws lowers the minute of withdrawing; the past is not rewritten;
- what a recount corrects stands at the minute of the recount: when the number was
  wrong, nobody knows.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from config import connections, public_pages
from petitions import announcing, folding, goals, pages, placing
from petitions.models import (
    CountChange,
    CountLine,
    Milestone,
    Petition,
    Signature,
    Tally,
)
from petitions.models.counts import Reason

logger = logging.getLogger(__name__)

BATCH_SIZE = 5000
# Once for the batch and without its rows becoming models: at a thousand changes a
# second, that alone would take most of the drain's time.
TAKE = """
    WITH next (id) AS ({chosen}) DELETE FROM petitions_countchange
    WHERE id IN (SELECT id FROM next)
    RETURNING petition_id, change, reason, country, region, came_by, at, signature_id
"""


class Change(NamedTuple):
    """A row of the queue, as it is taken out."""

    petition_id: int
    change: int
    reason: str
    country: str
    region: str
    came_by: str
    at: datetime | str
    signature_id: int | None


def queue(
    signature: Signature, change: int, reason: Reason, *, at: datetime | None = None
) -> None:
    """Note that a signature entered (+1) or left (-1) the confirmed ones.

    Must be called in the transaction that moved it, by whoever's update won, with the
    time that is on the signature's row.
    """
    CountChange.objects.create(
        petition_id=signature.petition_id,
        change=change,
        reason=reason,
        country=signature.country,
        region=signature.region,
        came_by=signature.came_by,
        at=at or timezone.now(),
        signature_id=signature.pk,
    )


def queue_many(
    signatures: Iterable[Signature], change: int, reason: Reason, *, at: datetime
) -> None:
    """The same for many, in one statement."""
    CountChange.objects.bulk_create(
        CountChange(
            petition_id=signature.petition_id,
            change=change,
            reason=reason,
            country=signature.country,
            region=signature.region,
            came_by=signature.came_by,
            at=at,
            signature_id=signature.pk,
        )
        for signature in signatures
    )


def drain() -> int:
    """Raise every count by what waits in the queue; returns how many changes.

    Safe with any number of workers: each takes rows that no other one holds. What
    arrives meanwhile is left to the next ring, or a rush would keep one drain going
    for ever, a handful at a time.
    """
    drained = batch = _drain_batch()
    while batch == BATCH_SIZE:
        batch = _drain_batch()
        drained += batch
    return drained


def _drain_batch() -> int:
    with transaction.atomic():
        changes = _take()
        by_petition: dict[int, list[Change]] = {}
        for change in changes:
            by_petition.setdefault(change.petition_id, []).append(change)
        # In one order, so that two workers never wait for each other in a ring.
        for petition_id in sorted(by_petition):
            _raise_count(petition_id, by_petition[petition_id])
        transaction.on_commit(lambda: _show(by_petition))
    return len(changes)


def _take() -> list[Change]:
    """Take the oldest changes that nobody holds out of the queue, in one statement."""
    waiting = CountChange.objects.select_for_update(skip_locked=True)
    oldest = waiting.order_by("pk").values("pk")[:BATCH_SIZE]
    chosen, values = oldest.query.sql_with_params()
    rows = connections.fetch_all(TAKE.format(chosen=chosen), values)
    return [Change(*row) for row in rows]


def _raise_count(petition_id: int, changes: list[Change]) -> None:
    tally = Tally.objects.select_for_update().get(petition_id=petition_id)
    before = tally.count
    folding.raise_areas(petition_id, _by_area(changes))
    folding.raise_moments(petition_id, _by_moment(changes))
    folding.raise_sources(petition_id, _by_source(changes))
    placing.raise_constituencies(petition_id, _by_signature(changes))
    lines = []
    for reason, change in _by_reason(changes):
        tally.count += change
        lines.append(
            CountLine(
                petition_id=petition_id,
                change=change,
                reason=reason,
                count_after=tally.count,
            )
        )
    CountLine.objects.bulk_create(lines)
    tally.counted_at = timezone.now()
    tally.save(update_fields=["count", "counted_at"])
    _record_milestones(petition_id, before, tally.count)
    logger.info("Petition %s counts %s", petition_id, tally.count)


def _by_reason(changes: Iterable[Change]) -> list[tuple[str, int]]:
    sums: Counter[str] = Counter()
    for change in changes:
        sums[change.reason] += change.change
    return sorted(sums.items())


def _by_area(changes: Iterable[Change]) -> folding.Areas:
    sums: folding.Areas = Counter()
    for change in changes:
        sums[change.country, change.region] += change.change
    return sums


def _by_source(changes: Iterable[Change]) -> folding.Sources:
    sums: folding.Sources = Counter()
    for change in changes:
        sums[change.came_by] += change.change
    return sums


def _by_moment(changes: Iterable[Change]) -> folding.Moments:
    """By minute, the finest that is kept."""
    sums: folding.Moments = Counter()
    for change in changes:
        at = connections.moment(change.at)
        sums[at.replace(second=0, microsecond=0)] += change.change
    return sums


def _by_signature(changes: Iterable[Change]) -> placing.Changes:
    sums: placing.Changes = Counter()
    for change in changes:
        if change.signature_id:
            sums[change.signature_id] += change.change
    return sums


def _record_milestones(petition_id: int, before: int, after: int) -> None:
    reached = [
        Milestone(petition_id=petition_id, count=count)
        for count in goals.reached(max(before, 0), after)
    ]
    announcing.milestones(petition_id, [milestone.count for milestone in reached])
    # A number that fell and rose again was reached the first time.
    Milestone.objects.bulk_create(reached, ignore_conflicts=True)


def _show(petition_ids: Iterable[int]) -> None:
    for petition in Petition.objects.filter(pk__in=petition_ids):
        public_pages.forget(*pages.of_count(petition))


def oldest_change_seconds() -> float:
    """How long the oldest change has waited to be counted, in seconds."""
    oldest = CountChange.objects.order_by("pk").values_list("at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
