from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns import prose
from campaigns.models import Campaign, Phase
from campaigns.pictures import Pictured
from mailroom.addresses import keyed_hash
from petitions import destinations

SIGNER_SECRET_BYTES = 32
RESERVED_SLUGS = {"confirm"}


def new_signer_secret() -> bytes:
    """The key of one petition's signer keys; destroying it unlinks its signers."""
    return secrets.token_bytes(SIGNER_SECRET_BYTES)


def not_a_page_of_ours(slug: str) -> None:
    """`/petitions/confirm/…` is where letters point."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("This address is used by the site. Choose another."))


class PetitionQuerySet(models.QuerySet["Petition"]):
    def public(self) -> PetitionQuerySet:
        return self.exclude(status=Petition.Status.DRAFT)

    def due_to_close(self) -> PetitionQuerySet:
        running = [Petition.Status.OPEN, Petition.Status.PAUSED]
        return self.filter(status__in=running, closes_at__lte=timezone.now())


class Petition(Pictured):
    """The ask, and of whom. Its words are `PetitionText`, its number is `Tally`."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")
        WON = "won", _("won")

    class NextStep(models.TextChoices):
        """What a signer is asked first, once the name is confirmed."""

        SHARE = "share", _("pass the petition on")
        DONATE = "donate", _("give money")
        WRITE = "write", _("write to the target")
        READ = "read", _("read a story")
        FORUM = "forum", _("join the forum")

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="petitions", verbose_name=_("campaign")
    )
    phase = models.ForeignKey(
        Phase,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="petitions",
        verbose_name=_("phase"),
    )
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, validators=[not_a_page_of_ours]
    )
    title = models.CharField(_("title"), max_length=120)
    target = models.CharField(
        _("target"), max_length=160, help_text=_("Who decides: a name or an office.")
    )
    standfirst = models.CharField(_("standfirst"), max_length=300, blank=True)
    outcome = models.TextField(
        _("outcome"), blank=True, help_text=_("Markdown. Shown once closed or won.")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status.choices,
        default=Status.DRAFT,
        editable=False,
    )
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    won_at = models.DateTimeField(_("won"), null=True, editable=False)
    # When the last name went, after the time that signers were told.
    anonymised_at = models.DateTimeField(_("made anonymous"), null=True, editable=False)
    goal = models.PositiveIntegerField(
        _("goal"),
        null=True,
        blank=True,
        help_text=_("Leave empty: the next goal then follows the count."),
    )
    next_step = models.CharField(
        _("next step"),
        max_length=10,
        choices=NextStep.choices,
        default=NextStep.SHARE,
        db_default=NextStep.SHARE,
        help_text=_("What we ask of people who have just signed. The rest follows it."),
    )
    next_step_url = models.CharField(
        _("where it leads"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "A whole address (https://…), a page of this site (/campaigns/…) or, to"
            " write to the target, an email address. Passing on needs none; reading"
            " leads to the newest story of the campaign unless you name another."
        ),
    )
    next_step_words = models.CharField(
        _("words of its button"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_("Such as “Give to the appeal”. Leave empty for the usual words."),
    )
    share_text = models.CharField(
        _("text to pass on"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("What people send with the link, in one or two sentences."),
    )
    signer_secret = models.BinaryField(
        max_length=SIGNER_SECRET_BYTES, default=new_signer_secret, editable=False
    )

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        ordering = ["-pk"]
        permissions = [
            ("move_petition", _("Can open, pause and close a petition")),
            ("export_signatures", _("Can export a petition's signatures")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(opened_at__isnull=False),
                name="public_petition_was_opened",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False),
                name="closed_petition_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="won") | Q(won_at__isnull=False),
                name="won_petition_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("petitions:detail", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.next_step_url:
            try:
                destinations.check(self.next_step_url)
            except ValidationError as fault:
                raise ValidationError({"next_step_url": fault}) from fault

    @property
    def url(self) -> str:
        return self.get_absolute_url()

    @property
    def is_public(self) -> bool:
        return self.status != self.Status.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether it takes signatures now; the hour of closing counts, not the task."""
        if self.status != self.Status.OPEN:
            return False
        return self.closes_at is None or self.closes_at > timezone.now()

    @property
    def shown_status(self) -> str:
        """The status as readers see it: a petition past its hour is closed."""
        is_over = self.status == self.Status.OPEN and not self.is_open
        return self.Status.CLOSED if is_over else self.status

    @property
    def ended_at(self) -> datetime | None:
        """When it stopped taking signatures for good; None while it may take more."""
        if self.status == self.Status.CLOSED:
            return self.closed_at
        if self.status == self.Status.WON:
            return self.won_at
        return self.closes_at if self.shown_status == self.Status.CLOSED else None

    @property
    def anonymous_on(self) -> date | None:
        """The day on which its names are deleted; None while it may take more.

        By the newsroom's setting; who was told of a shorter time is gone sooner.
        """
        if self.ended_at is None:
            return None
        kept = timedelta(days=settings.ENDED_KEPT_DAYS)
        return timezone.localdate(self.ended_at + kept)

    @property
    def still_confirms(self) -> bool:
        """Whether a letter sent before the end may still be answered.

        A day of grace: who signed in time should not lose to a slow mail server.
        """
        grace = timedelta(hours=settings.CONFIRM_GRACE_HOURS)
        return self.ended_at is None or timezone.now() < self.ended_at + grace

    @property
    def is_frozen(self) -> bool:
        """Whether a renewal ended it, so that it never takes names again."""
        return hasattr(self, "renewed_by")

    def signer_key(self, canonical: str) -> bytes:
        """Who a canonical address is on this petition, and on this petition only."""
        return keyed_hash("signer", canonical, key=bytes(self.signer_secret))

    @property
    def text(self) -> PetitionText | None:
        return self.texts.order_by("-number").first()

    @property
    def outcome_html(self) -> SafeString:
        return prose.to_html(self.outcome)


class PetitionText(models.Model):
    """One version of the words that people sign; each signature names its version."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField(_("version"))
    body = models.TextField(_("text"))
    sha256 = models.CharField(max_length=64, editable=False)
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("text version")
        verbose_name_plural = _("text versions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "number"], name="one_text_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition} ({self.number})"

    @staticmethod
    def digest(body: str) -> str:
        return hashlib.sha256(body.encode()).hexdigest()

    @property
    def body_html(self) -> SafeString:
        return prose.to_html(self.body)
