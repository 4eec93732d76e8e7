from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from donations import fundraisers, money


class ChannelQuerySet(models.QuerySet["Channel"]):
    def public(self) -> ChannelQuerySet:
        return self.filter(is_published=True, campaign__is_published=True)

    def open(self) -> ChannelQuerySet:
        return self.public().filter(ended_on=None)


class Channel(models.Model):
    """A way to give: the own checkout, or a counted link to an outside fundraiser."""

    class Kind(models.TextChoices):
        LINK = "link", _("outside fundraiser")
        CHECKOUT = "checkout", _("our own checkout (Stripe)")

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="channels", verbose_name=_("campaign")
    )
    title = models.CharField(
        _("title"), max_length=120, help_text=_("Such as “Ukraine appeal”.")
    )
    kind = models.CharField(
        _("kind"), max_length=8, choices=Kind.choices, default=Kind.LINK
    )
    url = models.URLField(
        _("address of the fundraiser"),
        max_length=500,
        blank=True,
        help_text=_("None for our own checkout."),
        validators=[fundraisers.is_allowed],
    )
    currency = models.CharField(
        _("currency"), max_length=3, choices=money.CURRENCIES, default=money.GBP
    )
    target_minor = models.PositiveBigIntegerField(null=True, blank=True)
    suggested = models.CharField(
        _("suggested amounts"),
        max_length=60,
        default="5, 10, 25, 50",
        help_text=_(
            "Of our own checkout, parted by commas; the reader may type another."
        ),
    )
    suggested_monthly = models.CharField(
        _("suggested each month"),
        max_length=60,
        blank=True,
        help_text=_("Such as “3, 5, 10”. Empty: no monthly gifts."),
    )
    suggested_yearly = models.CharField(
        _("suggested each year"),
        max_length=60,
        blank=True,
        help_text=_("Such as “25, 50, 100”. Empty: no yearly gifts."),
    )
    note = models.CharField(
        _("one line about it"),
        max_length=200,
        blank=True,
        help_text=_("What the money does, in the newsroom's own words."),
    )
    is_published = models.BooleanField(_("published"), default=False)
    ended_on = models.DateField(
        _("ended"),
        null=True,
        blank=True,
        help_text=_("From then on nobody is led there; its books stay public."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("way to give")
        verbose_name_plural = _("ways to give")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target_minor=None) | Q(target_minor__gt=0),
                name="channel_target_above_nothing",
            ),
            models.CheckConstraint(
                condition=Q(kind="checkout", url="") | Q(kind="link") & ~Q(url=""),
                name="channel_link_has_address",
                violation_error_message=_(
                    "An outside fundraiser has an address; our own checkout has none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def amounts(self) -> dict[str, list[int]]:
        """The suggested amounts, in minor units, of each rhythm that is offered.

        "once" comes first (Donation.Interval); the desk's form has read them once.
        """
        written = {
            "once": self.suggested,
            "month": self.suggested_monthly,
            "year": self.suggested_yearly,
        }
        return {
            interval: list(money.parse_list(amounts, self.currency))
            for interval, amounts in written.items()
            if interval == "once" or amounts.strip()
        }

    @property
    def host(self) -> str:
        """The site that opens, as the button names it."""
        return fundraisers.shown_host(self.url)

    @property
    def hop_url(self) -> str:
        return reverse("donations:go", args=[self.pk])

    @property
    def is_link(self) -> bool:
        return self.kind == self.Kind.LINK

    def beneficiary_on(self, day: date) -> BeneficiaryPeriod | None:
        """Who gets it on a day; of two that overlap, the one that began later."""
        running = [each for each in self.beneficiaries.all() if each.is_on(day)]
        return running[-1] if running else None

    @property
    def is_open(self) -> bool:
        return self.is_published and self.ended_on is None


class BeneficiaryPeriod(models.Model):
    """Who gets what is given through a channel, from one day to another."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="beneficiaries")
    name = models.CharField(_("who gets it"), max_length=160)
    charity_number = models.CharField(
        _("charity number"), max_length=40, blank=True, help_text=_("If there is one.")
    )
    claims_gift_aid = models.BooleanField(
        _("claims Gift Aid"),
        default=False,
        help_text=_(
            "The charity agreed that we collect for it through our own checkout, and"
            " claims the tax back. Needs its number."
        ),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("beneficiary")
        verbose_name_plural = _("who gets it, and since when")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="beneficiary_ends_after_start",
                violation_error_message=_("It ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(claims_gift_aid=False) | ~Q(charity_number=""),
                name="gift_aid_needs_charity_number",
                violation_error_message=_("Only a charity with a number claims it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class MatchPledge(models.Model):
    """Money that somebody promised to add to what readers give."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="pledges")
    pledged_by = models.CharField(_("by"), max_length=160)
    amount_minor = models.PositiveBigIntegerField()
    note = models.CharField(_("on what terms"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("match pledge")
        verbose_name_plural = _("match pledges")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.pledged_by
