"""Long work in short pieces, each of which leaves everything in order."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

# A task may do two of these within its time limit, which would end it with an error.
SLICE = timedelta(seconds=30)


def repeat(do_batch: Callable[[], int]) -> int:
    """Do batches until one finds nothing to do; how much they did.

    It stops after a while in any case, and the next call goes on.
    """
    done, until = 0, timezone.now() + SLICE
    while timezone.now() < until and (batch := do_batch()):
        done += batch
    return done
