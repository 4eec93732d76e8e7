from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations.models.checkout import Donation, Payment


class GiftAidWording(models.Model):
    """The exact text of a declaration, with the charity's name in it; never changed."""

    class Scope(models.TextChoices):
        SINGLE = "single", _("this gift")
        MULTIPLE = "multiple", _("this gift, later ones and those of four years")

    # Of scope and text: the version that the form names when it is sent.
    sha256 = models.CharField(_("version"), max_length=64, unique=True)
    scope = models.CharField(_("covers"), max_length=8, choices=Scope.choices)
    text = models.TextField(_("text"))
    first_used_at = models.DateTimeField(_("first used"), default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.sha256[:12]


class GiftAidDeclaration(models.Model):
    """A donor who pays tax in the UK lets the charity claim it back on this donation.

    Void means that it was never right, so nothing may be claimed on it; cancelled, that
    nothing that was paid since may.
    """

    donation = models.OneToOneField(
        Donation, models.PROTECT, related_name="gift_aid", verbose_name=_("donation")
    )
    wording = models.ForeignKey(
        GiftAidWording, models.PROTECT, related_name="+", verbose_name=_("wording")
    )
    charity_number = models.CharField(_("charity number"), max_length=40)
    # Of the canonical address; finds what is a donor's own, and tells nobody who.
    donor_key = models.BinaryField(max_length=32, db_index=True)
    title = models.CharField(_("title"), max_length=4, blank=True)
    first_name = models.CharField(_("first name or initial"), max_length=35)
    last_name = models.CharField(_("last name"), max_length=35)
    house = models.CharField(_("house name or number"), max_length=40)
    address = models.CharField(_("street and town"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    is_abroad = models.BooleanField(_("lives outside the UK"), default=False)
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    is_void = models.BooleanField(_("never right"), default=False)
    # None where the donor did it.
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("cancelled by"),
    )
    cancel_reason = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Gift Aid declaration")
        verbose_name_plural = _("Gift Aid declarations")
        ordering = ["-declared_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(cancelled_at__isnull=False),
                name="void_declaration_has_time",
            ),
            models.CheckConstraint(
                condition=Q(is_abroad=True) | ~Q(postcode=""),
                name="declaration_has_postcode",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class GiftAidClaim(models.Model):
    """Payments whose tax a charity claims back together: one schedule of HMRC's.

    Taken back as a whole, with a reason; its payments may then be claimed again.
    """

    charity_number = models.CharField(_("charity number"), max_length=40)
    charity = models.CharField(_("charity"), max_length=160)
    starts_on = models.DateField(_("paid from"))
    ends_on = models.DateField(_("paid until"))
    purpose = models.CharField(_("purpose"), max_length=300)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    taken_back_reason = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Gift Aid claim")
        verbose_name_plural = _("Gift Aid claims")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class GiftAidClaimLine(models.Model):
    """A payment in a claim; it stands in one at most."""

    claim = models.ForeignKey(GiftAidClaim, models.PROTECT, related_name="lines")
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="gift_aid_claim_lines"
    )
    amount_minor = models.PositiveBigIntegerField()
    is_standing = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(is_standing=True),
                name="payment_claimed_once",
            )
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"
