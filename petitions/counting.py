"""The public count: a queue of changes, drained in one transaction.

Whoever moves a signature over the edge of "confirmed" writes one row to the queue in
the same transaction. Nothing else touches a count, so that at every moment

    the tally + what waits in the queue = the confirmed signatures

however many workers drain at once and wherever they are killed (promise 2). A
watermark ("everything since id 1234") loses rows that commit late: measured, 543 of
858 counted; this queue, 858 of 858 (docs/adr/0003).
"""

import logging
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from config import public_pages
from petitions import goals, pages
from petitions.models import (
    AreaTally,
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


def queue(signature: Signature, change: int, reason: Reason) -> None:
    """Note that a signature entered (+1) or left (-1) the confirmed ones.

    Must be called in the transaction that moved it, by whoever's update won.
    """
    CountChange.objects.create(
        petition_id=signature.petition_id,
        change=change,
        reason=reason,
        country=signature.country,
        region=signature.region,
    )


def drain() -> int:
    """Raise every count by what waits in the queue; returns how many changes.

    Safe with any number of workers: each takes rows that no other one holds.
    """
    drained = 0
    while batch := _drain_batch():
        drained += batch
    return drained


def _drain_batch() -> int:
    with transaction.atomic():
        waiting = CountChange.objects.select_for_update(skip_locked=True)
        changes = list(waiting.order_by("pk")[:BATCH_SIZE])
        raised = {change.petition_id for change in changes}
        # In one order, so that two workers never wait for each other in a ring.
        for petition_id in sorted(raised):
            own = [change for change in changes if change.petition_id == petition_id]
            _raise_count(petition_id, own)
        CountChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
        transaction.on_commit(lambda: _show(raised))
    return len(changes)


def _raise_count(petition_id: int, changes: list[CountChange]) -> None:
    tally = Tally.objects.select_for_update().get(petition_id=petition_id)
    before = tally.count
    _raise_areas(petition_id, changes)
    for reason, change in _by_reason(changes):
        tally.count += change
        CountLine.objects.create(
            petition_id=petition_id,
            change=change,
            reason=reason,
            count_after=tally.count,
        )
    tally.counted_at = timezone.now()
    tally.save(update_fields=["count", "counted_at"])
    _record_milestones(petition_id, before, tally.count)
    logger.info("Petition %s counts %s", petition_id, tally.count)


def _by_reason(changes: Iterable[CountChange]) -> list[tuple[str, int]]:
    sums: Counter[str] = Counter()
    for change in changes:
        sums[change.reason] += change.change
    return sorted(sums.items())


def _raise_areas(petition_id: int, changes: Iterable[CountChange]) -> None:
    """Fold the same changes by place, so that the parts sum to the whole.

    The caller holds the petition's tally locked, so nobody else is here.
    """
    sums: Counter[tuple[str, str]] = Counter()
    for change in changes:
        sums[change.country, change.region] += change.change
    tallies = AreaTally.objects.filter(petition_id=petition_id)
    known = {(tally.country, tally.region): tally for tally in tallies}
    fresh = []
    for (country, region), total in sums.items():
        tally = known.get((country, region)) or AreaTally(
            petition_id=petition_id, country=country, region=region
        )
        tally.count += total
        fresh.append(tally)
    AreaTally.objects.bulk_update([row for row in fresh if row.pk], ["count"])
    AreaTally.objects.bulk_create([row for row in fresh if not row.pk])


def _record_milestones(petition_id: int, before: int, after: int) -> None:
    reached = [
        Milestone(petition_id=petition_id, count=count)
        for count in goals.reached(max(before, 0), after)
    ]
    # A number that fell and rose again was reached the first time.
    Milestone.objects.bulk_create(reached, ignore_conflicts=True)


def _show(petition_ids: Iterable[int]) -> None:
    for petition in Petition.objects.filter(pk__in=petition_ids):
        public_pages.forget(*pages.of_count(petition))


def oldest_change_seconds() -> float:
    """How long the oldest change has waited to be counted, in seconds."""
    oldest = CountChange.objects.order_by("pk").values_list("at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0
