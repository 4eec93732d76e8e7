from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attempts(models.Model):
    """How often somebody tried something within a time, while no cache counts it."""

    key = models.CharField(max_length=64, unique=True)
    times = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("attempts")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"attempts {self.pk}"
