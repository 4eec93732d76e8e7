from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SALT_BYTES = 16


def new_salt() -> bytes:
    """What the codes and links of one row are made from."""
    return secrets.token_bytes(SALT_BYTES)


class TwoCodes(models.Model):
    """Something that two mailboxes must agree to; each gets a code of its own.

    The codes are made from the row and the site's secret, and are stored nowhere.
    """

    CODE_LIFE = timedelta(hours=1)
    TRIES = 5

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    other_email = models.EmailField(_("other address"), max_length=254)
    other_mailbox = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=SALT_BYTES, default=new_salt)
    asked_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_live(self) -> bool:
        """Whether its codes may still be typed."""
        is_young = timezone.now() < self.asked_at + self.CODE_LIFE
        return self.done_at is None and is_young and self.tries < self.TRIES


class AddressChange(TwoCodes):
    """A reader's wish to be known by another address, and what came of it."""

    UNDO_LIFE = timedelta(days=7)

    former_email = models.EmailField(_("former address"), max_length=254, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(TwoCodes.Meta):
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")

    @property
    def can_be_undone(self) -> bool:
        if self.done_at is None or self.undone_at is not None:
            return False
        return timezone.now() < self.done_at + self.UNDO_LIFE


class Merger(TwoCodes):
    """A reader's wish to have two accounts in one.

    `other_id` is the account that is closed. It stays when that is gone: a passkey made
    for it still names it.
    """

    proved_at = models.DateTimeField(null=True)
    other_id = models.BigIntegerField(null=True, db_index=True)

    class Meta(TwoCodes.Meta):
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")


class Leaving(models.Model):
    """An account that its reader ended; until `ends_at` they may take that back."""

    UNDO_LIFE = timedelta(days=14)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="leaving"
    )
    salt = models.BinaryField(max_length=SALT_BYTES, default=new_salt)
    keeps_signatures = models.BooleanField(_("signatures go on counting"))
    asked_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("leaving")
        verbose_name_plural = _("leavings")

    def __str__(self) -> str:
        return f"leaving {self.pk}"
