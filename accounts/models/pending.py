from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

LIFE = timedelta(hours=48)
LONGEST_PATH = 500


class PendingActionQuerySet(models.QuerySet["PendingAction"]):
    def waiting(self) -> PendingActionQuerySet:
        """Not carried out yet, and still in time to be."""
        return self.filter(consumed_at=None, expires_at__gt=timezone.now())

    def open_to(self, user: models.Model) -> PendingActionQuerySet:
        """Those that this reader may carry out or read: their own, and nobody's yet."""
        return self.filter(Q(reader=None) | Q(reader=user))

    def over(self) -> PendingActionQuerySet:
        return self.filter(expires_at__lte=timezone.now())


class PendingAction(models.Model):
    """What a reader pressed while signed out, kept until they come through the door.

    Whose it is nobody knows before: `reader` is set in the update that takes it, which
    is the only one that lets it be carried out (`accounts.pending`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=64)
    # May hold what the reader wrote. Emptied when it was carried out.
    payload = models.JSONField(default=dict)
    # The canonical address that was typed beside it, as a keyed hash; "" if none was.
    typed_key = models.CharField(max_length=64, blank=True)
    back_to = models.CharField(max_length=LONGEST_PATH, default="/")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    consumed_at = models.DateTimeField(null=True)
    # Where it led; "" while it waits and after it was refused.
    went_to = models.CharField(max_length=LONGEST_PATH, blank=True)
    refused_because = models.CharField(max_length=300, blank=True)

    objects = PendingActionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"pending action {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("pending_action", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.consumed_at is None and self.expires_at > timezone.now()
