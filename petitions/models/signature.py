from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions import places
from petitions.models.constituencies import CODE_LENGTH
from petitions.models.counts import CountChange
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
    # Rows of before have none; the default as with a signature's.
    open_account = models.TextField(_("reader account"), blank=True, db_default="")
    # After how many days from the petition's end nothing that leads to a person stays.
    # Rows of before named none; then the newsroom's setting holds.
    ended_kept_days = models.PositiveSmallIntegerField(null=True)
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

    def of_person(
        self, canonical: str, petitions: Iterable[Petition] | None = None
    ) -> SignatureQuerySet:
        """What one address signed, on any petition and under any spelling.

        Each petition has its own key, so that lists cannot be joined by who holds only
        the table; a newsroom has few enough petitions to make them all.
        """
        if petitions is None:
            petitions = Petition.objects.only("pk", "signer_secret")
        keys = [
            Q(petition=petition, signer_key=petition.signer_key(canonical))
            for petition in petitions
        ]
        return self.filter(reduce(or_, keys, Q(pk=None)))

    def came_by_story(self, story_id: int) -> SignatureQuerySet:
        """Signed by a link of this story; said twice, so that the index is found."""
        own = self.filter(came_by__startswith="story.")
        return own.filter(came_by=f"story.{story_id}")

    def unconfirmed_before(self, moment: datetime) -> SignatureQuerySet:
        """Signed before `moment` and never confirmed, the oldest first."""
        waiting = [Signature.Status.PENDING, Signature.Status.QUARANTINED]
        unconfirmed = self.filter(status__in=waiting, verified_at=None)
        return unconfirmed.filter(signed_at__lt=moment).order_by("signed_at")

    def withdrawn_before(self, moment: datetime) -> SignatureQuerySet:
        """Withdrawn before `moment` and counted out, the oldest first."""
        waiting = CountChange.objects.filter(signature_id=OuterRef("pk"))
        withdrawn = self.filter(status=Signature.Status.WITHDRAWN)
        withdrawn = withdrawn.exclude(Exists(waiting))
        return withdrawn.filter(ended_at__lt=moment).order_by("ended_at")


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

    # No index of its own for any of the three: each would be written at each signing,
    # and the unique key and `signature_list` begin with the petition.
    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="signatures", db_index=False
    )
    signer_key = models.BinaryField(max_length=32)
    name = models.CharField(_("name"), max_length=100)
    email = models.CharField(_("email address"), max_length=254)
    country = models.CharField(_("country"), max_length=2)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    region = models.CharField(_("region"), max_length=4, blank=True)
    # Looked up when it is counted (`petitions.placing`), never by signing. None: not
    # looked up; "": not known.
    constituency = models.CharField(  # noqa: DJ001 (both are needed)
        _("constituency"), max_length=CODE_LENGTH, null=True, editable=False
    )
    reason = models.TextField(_("reason"), blank=True)
    show_name = models.BooleanField(_("name shown"), default=False)
    newsletter = models.BooleanField(_("newsletter"), default=False)
    # The default is the database's, so that a process of the version before can still
    # store signatures while a new one starts.
    open_account = models.BooleanField(
        _("reader account wanted"), default=False, db_default=False
    )
    # Set once an account of this address is verified, never by signing
    # (`petitions.attaching`). Few have one, so the index holds those alone.
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="signatures",
        verbose_name=_("reader"),
        db_index=False,
    )
    text = models.ForeignKey(
        PetitionText,
        models.PROTECT,
        related_name="+",
        verbose_name=_("text version"),
        db_index=False,
    )
    wording = models.ForeignKey(
        ConsentWording,
        models.PROTECT,
        related_name="+",
        verbose_name=_("wording"),
        db_index=False,
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    held_because = models.CharField(_("held because"), max_length=60, blank=True)
    signed_at = models.DateTimeField(_("signed"))
    verified_at = models.DateTimeField(_("address verified"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    ended_at = models.DateTimeField(_("withdrawn or removed"), null=True)
    network = models.CharField(_("network"), max_length=43, blank=True)
    # The source of the link that brought its signer (`campaigns.sources`), or "". The
    # default is the database's, as with `open_account`.
    came_by = models.CharField(
        _("came by"), max_length=80, blank=True, default="", db_default=""
    )
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
                fields=["petition", "id"],
                condition=Q(status="confirmed"),
                name="signature_list",
            ),
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
            models.Index(
                fields=["reader"],
                condition=Q(reader__isnull=False),
                name="signature_reader",
            ),
            models.Index(
                fields=["came_by"],
                condition=Q(came_by__startswith="story."),
                name="signature_story",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

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
