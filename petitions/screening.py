"""What is held for review instead of counted, without telling the sender.

A first set of limits: how many signatures one network may give to one petition. Over
the limit a signature is quarantined, never refused; its signer sees the same page and
gets the same letter, and staff decide (promise 3).
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from petitions import counting
from petitions.models import Signature
from petitions.models.counts import Reason

MANY_FROM_NETWORK = "many signatures from one network"
# Why a signature that arrives now must be reviewed first, or "": one row, one column.
# Part of the statement that stores the signature, since asking beforehand would cost as
# much again. Read backwards along an index, and no further than the larger limit,
# however large the petition is. An empty network says nothing and holds nobody.
VERDICT = """
    SELECT CASE
        WHEN count(*) FILTER (WHERE signed_at > %s) >= %s OR count(*) >= %s THEN %s
        ELSE '' END AS held_because
    FROM (
        SELECT signed_at FROM petitions_signature
        WHERE petition_id = %s AND network = %s AND NOT network = ''
            AND signed_at > %s
        ORDER BY signed_at DESC LIMIT %s
    ) recent
"""


def asked(petition_id: int, *, network: str, now: datetime) -> list[Any]:
    """The values of VERDICT, in its order."""
    hour_ago = now - timedelta(seconds=settings.SIGNING_SUSTAINED_SECONDS)
    minute_ago = now - timedelta(seconds=settings.SIGNING_BURST_SECONDS)
    burst, sustained = settings.SIGNING_BURST_LIMIT, settings.SIGNING_SUSTAINED_LIMIT
    over = [minute_ago, burst, sustained, MANY_FROM_NETWORK]
    recent = [petition_id, network, hour_ago, max(burst, sustained)]
    return [*over, *recent]


@transaction.atomic
def release(signature: Signature) -> bool:
    """Let a held signature count, at once when its address is verified already."""
    now = timezone.now()
    held = Signature.objects.filter(
        pk=signature.pk, status=Signature.Status.QUARANTINED
    )
    verified = held.filter(verified_at__isnull=False)
    if verified.update(
        status=Signature.Status.CONFIRMED, confirmed_at=now, held_because=""
    ):
        counting.queue(signature, +1, Reason.CONFIRMED, at=now)
        return True
    return bool(held.update(status=Signature.Status.PENDING, held_because=""))
