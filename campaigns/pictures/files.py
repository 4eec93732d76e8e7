"""What was made of each stored picture."""

from __future__ import annotations

from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.pictures.renditions import Rendition

# A broken file is not tried for ever.
MOST_TRIES = 5
MOST_REMEMBERED = 4096


class StoredPictureQuerySet(models.QuerySet["StoredPicture"]):
    def settled(self) -> StoredPictureQuerySet:
        """With all their forms, or given up."""
        return self.filter(
            models.Q(made_at__isnull=False) | models.Q(tries__gte=MOST_TRIES)
        )


class StoredPicture(models.Model):
    """A file in the store and its smaller forms, once the worker has made them.

    They never change: the file's name says what is in it.
    """

    name = models.CharField(max_length=100, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    renditions = models.JSONField(default=list)

    objects = StoredPictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored picture")
        verbose_name_plural = _("stored pictures")

    def __str__(self) -> str:
        return self.name


class NotSettled(Exception):
    """Still to be made."""


def renditions_of(name: str) -> tuple[Rendition, ...]:
    """What there is of this file so far.

    What is settled is asked once in each process: no page waits for it again.
    """
    try:
        return _settled(name)
    except NotSettled:
        return ()


def forget() -> None:
    """Ask again; for tests, whose rows vanish."""
    _settled.cache_clear()


@lru_cache(maxsize=MOST_REMEMBERED)
def _settled(name: str) -> tuple[Rendition, ...]:
    found = StoredPicture.objects.settled().filter(name=name).first()
    if found is None:
        raise NotSettled
    return tuple(Rendition(*each) for each in found.renditions)
