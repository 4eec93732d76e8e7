"""Logos and icons: which files are taken, and where they are kept."""

import hashlib
import io
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

MAX_BYTES = 200_000
KINDS = {"PNG": "png", "WEBP": "webp"}
# What makes an SVG more than a drawing. It is shown as a picture and served in a
# sandbox (config/media.py), where none of it would run; it is refused all the same.
_ACTIVE = re.compile(
    rb"<\s*(?:\w+:)?(?:script|foreignobject|iframe|use\b[^>]*https?:)|\bon\w+\s*="
    rb"|javascript:|<!entity|<!doctype",
    re.IGNORECASE,
)


def check(mark: File) -> None:
    """Raises ValidationError for what is no SVG, PNG or WebP, or is too heavy."""
    if mark.size > MAX_BYTES:
        raise ValidationError(_("This file is too heavy; 200 kB are the most."))
    _kind(_content(mark))


class MarkField(models.FileField):
    """A logo's file, named by what it holds: its address never shows anything else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"upload_to": "brand/"}
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, check]

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        mark = getattr(instance, self.attname)
        if mark and not mark._committed:
            content = _content(mark)
            digest = hashlib.sha256(content).hexdigest()[:32]
            mark.name = f"{digest}.{_kind(content)}"
        return super().pre_save(instance, add)


def _content(mark: File) -> bytes:
    mark.seek(0)
    content: bytes = mark.read()
    mark.seek(0)
    return content


def _kind(content: bytes) -> str:
    if b"<svg" in content[:1000].lower():
        if _ACTIVE.search(content):
            raise ValidationError(
                _("This SVG holds more than a drawing (scripts, other files).")
            )
        return "svg"
    return _kind_of_pixels(content)


def _kind_of_pixels(content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content), formats=list(KINDS)) as picture:
            picture.verify()
            return KINDS[str(picture.format)]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("Choose an SVG, PNG or WebP.")) from error
