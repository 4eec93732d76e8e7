from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition


class SocialCard(models.Model):
    """The picture that other sites show when a petition is shared, as drawn last.

    A row is written once its file is whole. Its name holds all that is printed on it,
    so the same address never shows anything else.
    """

    petition = models.OneToOneField(
        Petition, models.CASCADE, primary_key=True, related_name="social_card"
    )
    name = models.CharField(max_length=120, unique=True)
    alt = models.CharField(max_length=400)
    drawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("card for other sites")
        verbose_name_plural = _("cards for other sites")

    def __str__(self) -> str:
        return self.name
