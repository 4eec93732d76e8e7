"""Letters that ended long ago are forgotten, and mailboxes that had none lately.

By the batch, so that no statement takes long however much there is; what is left after
a while goes the next hour.
"""

import logging
from datetime import timedelta

from django.db.models import Max, Min, Q
from django.utils import timezone

from config import batches
from mailroom import caps
from mailroom.models import Letter, Mailbox

logger = logging.getLogger(__name__)

LETTERS_KEPT = timedelta(days=30)
BATCH_SIZE = 1000
MAILBOXES_LOOKED_AT = 10_000


def purge_old() -> int:
    """Forget what nobody needs any more; returns how many."""
    purged = batches.repeat(_purge_letters) + _purge_mailboxes()
    if purged:
        logger.info("Purged %s old letters and idle mailboxes", purged)
    return purged


def _purge_letters() -> int:
    """The oldest that ended; one that waits is never too old."""
    ended = Letter.objects.exclude(state=Letter.State.WAITING)
    old = ended.filter(created_at__lt=timezone.now() - LETTERS_KEPT)
    oldest = old.order_by("created_at").values_list("pk", flat=True)[:BATCH_SIZE]
    return Letter.objects.filter(pk__in=list(oldest)).delete()[0]


def _purge_mailboxes() -> int:
    """All are looked at, a span of ids at a time: no index is kept for this."""
    ids = Mailbox.objects.aggregate(
        first=Min("pk", default=0), last=Max("pk", default=0)
    )
    purged = 0
    for start in range(ids["first"], ids["last"] + 1, MAILBOXES_LOOKED_AT):
        span = Q(pk__gte=start, pk__lt=start + MAILBOXES_LOOKED_AT)
        purged += caps.idle_mailboxes().filter(span).delete()[0]
    return purged
