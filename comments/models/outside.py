from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class OutsideCheck(models.Model):
    """A text that a program outside the site is asked about, and what it said."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not asked yet")
        FINE = "fine", _("nothing against it")
        HOLD = "hold", _("a person should look")
        FAILED = "failed", _("no answer: the comment stays as it is")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="outside_checks")
    at = models.DateTimeField(_("asked"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=7, choices=State.choices, default=State.WAITING
    )
    leased_until = models.DateTimeField(null=True)
    # What the program calls it, such as "threat".
    label = models.CharField(_("label"), max_length=40, blank=True)
    # Why there was no answer, as `webhooks.models.Delivery.Problem` names it.
    problem = models.CharField(_("problem"), max_length=20, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("question to the checker")
        verbose_name_plural = _("questions to the checker")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(state="waiting"), name="outside_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()
