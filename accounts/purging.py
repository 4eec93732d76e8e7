"""Accounts that nobody stands behind, and what the door leaves behind, have an end."""

import logging
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Attempts, User
from config import batches

logger = logging.getLogger(__name__)

BATCH_SIZE = 500


def purge_old() -> int:
    """Delete accounts never proved to be anybody's, and counts and sessions of before.

    Returns how many accounts. The door makes an account only when a code was typed;
    these come from elsewhere: from a provider, or from before the door was one.
    """
    purged = batches.repeat(_purge_unverified)
    if purged:
        logger.info("Purged %s accounts that were never verified", purged)
    batches.repeat(_purge_attempts)
    SessionStore.clear_expired()
    return purged


def unverified() -> QuerySet[User]:
    """Readers with an address that they never proved, and who never came in.

    People without any such record, as the desk makes them, are nobody's to purge.
    """
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    long_ago = timezone.now() - timedelta(hours=settings.UNVERIFIED_KEPT_HOURS)
    return User.objects.filter(
        Exists(addresses),
        ~Exists(addresses.filter(verified=True)),
        is_staff=False,
        is_superuser=False,
        last_login=None,
        date_joined__lt=long_ago,
    )


@transaction.atomic
def _purge_unverified() -> int:
    # Locked, or one could be proved between the choice and the delete.
    chosen = unverified().select_for_update(skip_locked=True, of=("self",))
    people = [user.pk for user in chosen.only("pk").order_by("pk")[:BATCH_SIZE]]
    User.objects.filter(pk__in=people).delete()
    return len(people)


def _purge_attempts() -> int:
    ended = Attempts.objects.filter(ends_at__lt=timezone.now()).order_by("ends_at")
    keys = list(ended.values_list("pk", flat=True)[:BATCH_SIZE])
    return Attempts.objects.filter(pk__in=keys).delete()[0]
