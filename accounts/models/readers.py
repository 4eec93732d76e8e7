from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Profile(models.Model):
    """What a reader wishes to tell others; nothing is told unless they said so."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile"
    )
    # In the address of the public page, so that nobody can count through the readers.
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    is_public = models.BooleanField(_("public page"), default=False)
    # Nobody may follow them in the forum.
    refuses_followers = models.BooleanField(
        _("nobody may follow me"), default=False, db_default=False
    )
    about = models.CharField(_("about me"), max_length=300, blank=True)
    passkey_line_closed_at = models.DateTimeField(null=True)
    downloaded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return f"profile {self.pk}"
