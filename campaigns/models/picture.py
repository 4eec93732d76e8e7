from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.story import Story
from campaigns.pictures import Pictured


class BodyPicture(Pictured):
    """A picture inside a story's text.

    It comes before its story is saved, and belongs to none until then.
    """

    story = models.ForeignKey(
        Story,
        models.CASCADE,
        null=True,
        related_name="body_pictures",
        verbose_name=_("story"),
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture in a story")
        verbose_name_plural = _("pictures in stories")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.picture_alt

    def clean(self) -> None:
        super().clean()
        if not self.picture_file:
            raise ValidationError({"picture_file": _("Choose a picture.")})
