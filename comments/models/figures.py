from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ForumMonth(models.Model):
    """What happened in the forum in a month, summed by `comments.folding`.

    `sums` holds every number as it is; `comments.figures` says which are published.
    """

    month = models.DateField(_("month"), primary_key=True)
    sums = models.JSONField(default=dict)
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("month of the forum")
        verbose_name_plural = _("months of the forum")
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
