from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions import places
from petitions.models.petition import Petition, PetitionText

SALT_BYTES = 16


def new_salt() -> bytes:
    """What the tokens of one signature are made from; a new one ends the old tokens."""
    return secrets.token_bytes(SALT_BYTES)


class ConsentWording(models.Model):
    """The exact words beside the boxes of the form, kept once for all who saw them."""

    language = models.CharField(max_length=12)
    consent = models.TextField(_("consent"))
    show_name = models.TextField(_("showing the name"))
    newsletter = models.TextField(_("newsletter"))
    privacy = models.TextField(_("privacy notice"))
    sha256 = models.CharField(max_length=64, unique=True)
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wording of consent")
        verbose_name_plural = _("wordings of consent")

    def __str__(self) -> str:
        return self.sha256[:12]


class SignatureQuerySet(models.QuerySet["Signature"]):
    def confirmed(self) -> SignatureQuerySet:
        return self.filter(status=Signature.Status.CONFIRMED)

    def shown(self) -> SignatureQuerySet:
        """Confirmed signers who chose to be named in public."""
        return self.confirmed().filter(show_name=True)

    def of_person(self, canonical: str) -> SignatureQuerySet:
        """What one address signed, on any petition and under any spelling.

        Each petition has its own key, so that lists cannot be joined by who holds only
        the table; a newsroom has few enough petitions to make them all.
        """
        keys = [
            Q(petition=petition, signer_key=petition.signer_key(canonical))
            for petition in Petition.objects.only("pk", "signer_secret")
        ]
        return self.filter(reduce(or_, keys, Q(pk=None)))

    def given_up_before(self, moment: datetime) -> SignatureQuerySet:
        """Withdrawn before `moment`, or signed before it and never confirmed."""
        waiting = [Signature.Status.PENDING, Signature.Status.QUARANTINED]
        return self.filter(
            Q(status__in=waiting, verified_at=None, signed_at__lt=moment)
            | Q(status=Signature.Status.WITHDRAWN, ended_at__lt=moment)
        )


class Signature(models.Model):
    """One person's name on one petition; only a confirmed one counts.

    Uniqueness is the database's: one row per petition and canonical address, whatever
    its spelling. Statuses change only through `confirming`, `withdrawing` and
    `screening`, each by one conditional update.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        QUARANTINED = "quarantined", _("held for review")
        WITHDRAWN = "withdrawn", _("withdrawn by the signer")
        REMOVED = "removed", _("removed by staff")

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="signatures")
    signer_key = models.BinaryField(max_length=32)
    name = models.CharField(_("name"), max_length=100)
    email = models.CharField(_("email address"), max_length=254)
    country = models.CharField(_("country"), max_length=2)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    region = models.CharField(_("region"), max_length=4, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    show_name = models.BooleanField(_("name shown"), default=False)
    newsletter = models.BooleanField(_("newsletter"), default=False)
    text = models.ForeignKey(
        PetitionText, models.PROTECT, related_name="+", verbose_name=_("text version")
    )
    wording = models.ForeignKey(
        ConsentWording, models.PROTECT, related_name="+", verbose_name=_("wording")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    held_because = models.CharField(_("held because"), max_length=60, blank=True)
    signed_at = models.DateTimeField(_("signed"))
    verified_at = models.DateTimeField(_("address verified"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    ended_at = models.DateTimeField(_("withdrawn or removed"), null=True)
    network = models.CharField(_("network"), max_length=43, blank=True)
    # What the letter needs. The row itself is the wish for a letter, so that signing
    # stays one insert.
    salt = models.BinaryField(max_length=SALT_BYTES)
    letter_due_at = models.DateTimeField(null=True)
    code_made_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-pk"]
        permissions = [("release_signature", _("Can release a signature from review"))]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "signer_key"], name="one_signature_per_person"
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed")
                | Q(confirmed_at__isnull=False, verified_at__isnull=False),
                name="confirmed_signature_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["withdrawn", "removed"])
                | Q(ended_at__isnull=False),
                name="ended_signature_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["letter_due_at"],
                condition=Q(letter_due_at__isnull=False),
                name="signature_letter_due",
            ),
            models.Index(
                fields=["petition", "network", "signed_at"],
                condition=~Q(network=""),
                name="signature_network",
            ),
            models.Index(
                fields=["petition", "-confirmed_at"],
                condition=Q(status="confirmed", show_name=True),
                name="signature_shown",
            ),
            models.Index(
                fields=["signed_at"],
                condition=Q(status__in=["pending", "quarantined"]),
                name="signature_unconfirmed",
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(status="withdrawn"),
                name="signature_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name else ""

    @property
    def country_name(self) -> str:
        return places.name(self.country)

    @property
    def shown_status(self) -> str:
        """The status as its signer sees it: a held one looks like any other.

        Otherwise whoever signs in masses would learn which of them were noticed.
        """
        if self.status != self.Status.QUARANTINED:
            return self.status
        return self.Status.CONFIRMED if self.is_verified else self.Status.PENDING

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def expires_at(self) -> datetime:
        """When an unconfirmed signature is purged."""
        return self.signed_at + timedelta(days=settings.UNCONFIRMED_KEPT_DAYS)
