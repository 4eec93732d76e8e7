"""What is held for review instead of counted, without telling the sender.

A first set of limits: how many signatures one network may give to one petition. Over
the limit a signature is quarantined, never refused; its signer sees the same page and
gets the same letter, and staff decide (promise 3).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.connections import fetch_one
from petitions import counting
from petitions.models import Signature
from petitions.models.counts import Reason

MANY_FROM_NETWORK = "many signatures from one network"
# Read backwards along an index, and no further than the larger limit.
RECENT = """
    SELECT count(*), count(*) FILTER (WHERE signed_at > %s)
    FROM (
        SELECT signed_at FROM petitions_signature
        WHERE petition_id = %s AND network = %s AND signed_at > %s
        ORDER BY signed_at DESC LIMIT %s
    ) recent
"""


def reason_to_hold(petition_id: int, *, network: str, now: datetime) -> str:
    """Why a signature that arrives now must be reviewed first; "" when it need not.

    One indexed query, bounded by the limits however large the petition is.
    """
    if not network:
        return ""
    hour_ago = now - timedelta(seconds=settings.SIGNING_SUSTAINED_SECONDS)
    minute_ago = now - timedelta(seconds=settings.SIGNING_BURST_SECONDS)
    most = max(settings.SIGNING_SUSTAINED_LIMIT, settings.SIGNING_BURST_LIMIT)
    values = [minute_ago, petition_id, network, hour_ago, most]
    sustained, burst = fetch_one(RECENT, values) or (0, 0)
    is_over = (
        burst >= settings.SIGNING_BURST_LIMIT
        or sustained >= settings.SIGNING_SUSTAINED_LIMIT
    )
    return MANY_FROM_NETWORK if is_over else ""


@transaction.atomic
def release(signature: Signature) -> bool:
    """Let a held signature count, at once when its address is verified already."""
    held = Signature.objects.filter(
        pk=signature.pk, status=Signature.Status.QUARANTINED
    )
    verified = held.filter(verified_at__isnull=False)
    if verified.update(
        status=Signature.Status.CONFIRMED, confirmed_at=timezone.now(), held_because=""
    ):
        counting.queue(signature, +1, Reason.CONFIRMED)
        return True
    return bool(held.update(status=Signature.Status.PENDING, held_because=""))
