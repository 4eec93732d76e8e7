"""Which constituency a signature stands in: looked up when it is counted, and kept.

Signing and confirming do not wait for it. The drain looks up all postcodes of a batch
in one statement, writes what it found on the signatures, and raises the tallies in the
same transaction. Whoever is counted out later is counted out where they were counted
in, though the postcode be erased or the directory be another one by then. Therefore,
at every moment and for each constituency,

    its tally + what waits in the queue for it = its confirmed signatures

A signature that nobody looked up (it was counted before there was a directory) has no
constituency and is in none of the sums, until `place` finds it one.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.db.models import Sum

from config import connections
from petitions import folding
from petitions.models import (
    Constituency,
    CountChange,
    Petition,
    Signature,
    Tally,
)

# By how much a signature changes the count.
Changes = Counter[int]
BATCH_SIZE = 5000
# What the directory says of a postcode; "" of one that it does not have.
FOUND = """
    COALESCE((
        SELECT directory.constituency FROM petitions_postcode AS directory
        WHERE directory.postcode = replace(signature.postcode, ' ', '')
            AND signature.country = 'GB'
    ), '')
"""
WRITE = """
    UPDATE petitions_signature AS signature SET constituency = {value}
    WHERE id {chosen} RETURNING id, constituency
"""
CHOSEN = {
    "postgresql": "= ANY(%s)",
    "sqlite": "IN (SELECT value FROM json_each(%s))",
}


def are_known() -> bool:
    """Whether the newsroom has a directory of postcodes."""
    return Constituency.objects.exists()


def raise_constituencies(petition_id: int, changes: Mapping[int, int]) -> None:
    """Raise each constituency by the changes of its signatures.

    For the drain, which holds the petition's tally.
    """
    if not changes or not are_known():
        return
    entered = [pk for pk, change in changes.items() if change > 0]
    left = [pk for pk, change in changes.items() if change < 0]
    found = _write(f"COALESCE(signature.constituency, {FOUND})", entered)
    # One that another worker has yet to count in is then counted in nowhere.
    found |= _write("COALESCE(signature.constituency, '')", left)
    sums: Counter[str] = Counter()
    for pk, constituency in found.items():
        sums[constituency] += changes[pk]
    folding.raise_constituencies(petition_id, _known(sums))


def place(petition: Petition, *, anew: bool = False) -> int:
    """Look up the confirmed signatures that nobody looked up; returns how many.

    With `anew` all that still have a postcode, for a directory that says otherwise. In
    batches, each in a transaction of its own; safe to stop, and safe to run twice.
    """
    looked_up = last = 0
    while batch := _next_batch(petition, after=last, anew=anew):
        last = batch[-1]
        looked_up += len(batch)
        _place_batch(petition, batch, anew=anew)
    return looked_up


def _next_batch(petition: Petition, *, after: int, anew: bool) -> list[int]:
    rows = Signature.objects.confirmed().filter(petition=petition, pk__gt=after)
    rows = rows.exclude(postcode="") if anew else rows.filter(constituency=None)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE])


@transaction.atomic
def _place_batch(petition: Petition, chosen: list[int], *, anew: bool) -> None:
    """Move these signatures from where they stand to where they belong.

    The lock keeps drains away; a change that waits in the queue is left to its own.
    """
    Tally.objects.select_for_update().get(petition=petition)
    own = Signature.objects.select_for_update().filter(pk__in=chosen).order_by("pk")
    before = {
        signature.pk: signature for signature in own.only("status", "constituency")
    }
    weights = {
        pk: int(signature.status == Signature.Status.CONFIRMED)
        for pk, signature in before.items()
    }
    for pk, waiting in _waiting(chosen):
        weights[pk] -= waiting
    value = FOUND if anew else f"COALESCE(signature.constituency, {FOUND})"
    sums: Counter[str] = Counter()
    for pk, constituency in _write(value, list(before)).items():
        sums[constituency] += weights[pk]
        sums[before[pk].constituency or ""] -= weights[pk]
    folding.raise_constituencies(petition.pk, _known(sums))


def _waiting(chosen: Iterable[int]) -> Iterable[tuple[int, int]]:
    rows = CountChange.objects.filter(signature_id__in=chosen)
    summed = rows.order_by().values_list("signature_id").annotate(Sum("change"))
    return [(pk, change) for pk, change in summed if pk is not None]


def _write(value: str, chosen: list[int]) -> dict[int, str]:
    """One statement; what stands on the signatures then."""
    if not chosen:
        return {}
    vendor = connection.vendor
    sql = WRITE.format(value=value, chosen=CHOSEN[vendor])
    values = chosen if vendor == "postgresql" else json.dumps(chosen)
    return dict(connections.fetch_all(sql, [values]))


def _known(sums: Counter[str]) -> dict[str, int]:
    return {
        constituency: change for constituency, change in sums.items() if constituency
    }
