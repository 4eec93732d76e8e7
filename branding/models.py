from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from branding import brand as brands
from branding.brand import CORNERS, FACES, MASTHEADS, Brand
from branding.marks import MarkField


def _colour(label: Any, words: Any = "") -> models.CharField:
    return models.CharField(label, max_length=7, blank=True, help_text=words)


def _choice(label: Any, choices: dict[str, Any], usual: str) -> models.CharField:
    return models.CharField(
        label, max_length=8, choices=list(choices.items()), default=usual
    )


class Look(models.Model):
    """What the newsroom set at the desk about how its pages look; one row.

    While there is none, the site looks as `BRAND` says.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    logo = MarkField(
        _("logo"), blank=True, help_text=_("SVG, PNG or WebP, up to 200 kB.")
    )
    logo_dark = MarkField(_("logo on dark paper"), blank=True)
    icon = MarkField(_("icon in the browser's tab"), blank=True)
    paper = _colour(_("paper"), _("Such as #fbf8f2. What is empty is as it was."))
    ink = _colour(_("ink"))
    accent = _colour(_("accent"), _("For the one thing to do, and for labels."))
    paper_dark = _colour(_("paper in the dark"))
    ink_dark = _colour(_("ink in the dark"))
    accent_dark = _colour(_("accent in the dark"))
    headlines = _choice(_("headlines"), FACES, "serif")
    text = _choice(_("text"), FACES, "serif")
    corners = _choice(_("corners"), CORNERS, "slight")
    masthead = _choice(_("masthead"), MASTHEADS, "paper")
    foot_words = models.CharField(_("words in the foot"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("look")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_look")]

    def __str__(self) -> str:
        return str(_("Look of the site"))

    def clean(self) -> None:
        """Colours are colours, and can be read on each other."""
        found = brands.complaints(self.as_brand())
        if found:
            raise ValidationError({name: [words] for name, words in found.items()})

    def as_brand(self) -> Brand:
        written = {
            name: getattr(self, name)
            for name in (
                *("headlines", "text", "corners", "masthead", "foot_words"),
                *brands.COLOURS,
            )
        }
        marks = {
            name: mark.url if (mark := getattr(self, name)) else ""
            for name in ("logo", "logo_dark", "icon")
        }
        return Brand(**written, **marks)


# The legal text that takes the place of our own statement, to which every foot leads.
ACCESSIBILITY = "accessibility"


class LegalText(models.Model):
    """A page of the newsroom's own words that every foot leads to: imprint, terms."""

    slug = models.SlugField(_("address"), unique=True, max_length=40)
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(
        _("text"), help_text=_("Markdown: headings, lists, links, bold, italic.")
    )
    place = models.PositiveSmallIntegerField(_("place in the foot"), default=0)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("legal text")
        verbose_name_plural = _("legal texts")
        ordering = ["place", "title"]

    def __str__(self) -> str:
        return self.title
