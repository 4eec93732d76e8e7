from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition

# As the Office for National Statistics writes them: E14001063.
CODE_LENGTH = 9


class Constituency(models.Model):
    """A constituency of the UK Parliament; there are none until a newsroom has them."""

    code = models.CharField(max_length=CODE_LENGTH, primary_key=True)
    name = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("constituency")
        verbose_name_plural = _("constituencies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """One line of the official postcode directory: where a postcode lies.

    Written without its space. Two million rows and more, replaced as a whole by
    `petitions.directories`, so that nothing may point here.
    """

    postcode = models.CharField(max_length=7, primary_key=True)
    constituency = models.CharField(max_length=CODE_LENGTH)

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")

    def __str__(self) -> str:
        return self.postcode


class ConstituencyTally(models.Model):
    """How many signers of the home country stand in one constituency.

    Those whose constituency is not known have no row: they are what the home country
    has beyond the sum of these.
    """

    petition = models.ForeignKey(
        Petition, models.CASCADE, related_name="constituency_tallies", db_index=False
    )
    constituency = models.CharField(max_length=CODE_LENGTH)
    count = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("tally of a constituency")
        verbose_name_plural = _("tallies of constituencies")
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "constituency"],
                name="one_tally_per_constituency",
            )
        ]

    def __str__(self) -> str:
        return f"{self.constituency}: {self.count}"
