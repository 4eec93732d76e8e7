"""What is held for review instead of counted, without telling the sender.

A first set of limits: how many signatures one network may give to one petition. Over
the limit a signature is quarantined, never refused; its signer sees the same page and
gets the same letter, and staff decide (promise 3).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from petitions import counting
from petitions.models import Signature
from petitions.models.counts import Reason

MANY_FROM_NETWORK = "many signatures from one network"


def reason_to_hold(petition_id: int, *, network: str, now: datetime) -> str:
    """Why a signature that arrives now must be reviewed first; "" when it need not.

    One indexed query, bounded by the sustained limit however large the petition is.
    """
    if not network:
        return ""
    hour_ago = now - timedelta(seconds=settings.SIGNING_SUSTAINED_SECONDS)
    minute_ago = now - timedelta(seconds=settings.SIGNING_BURST_SECONDS)
    recent = Signature.objects.filter(
        petition_id=petition_id, network=network, signed_at__gt=hour_ago
    )
    newest = recent.order_by("-signed_at")[: settings.SIGNING_SUSTAINED_LIMIT]
    seen = newest.aggregate(
        sustained=Count("pk"), burst=Count("pk", filter=Q(signed_at__gt=minute_ago))
    )
    is_over = (
        seen["burst"] >= settings.SIGNING_BURST_LIMIT
        or seen["sustained"] >= settings.SIGNING_SUSTAINED_LIMIT
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
