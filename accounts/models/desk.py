"""What opens the desk: links to enrol with, sessions that passed both steps."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LINK_LIFE = timedelta(hours=24)
LONGEST_IDLE = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)
# A change that matters asks for the second step again when it is older than this.
FRESH = timedelta(minutes=5)


class RoleGrant(models.Model):
    """A permission that a role was given once; not given again if it is taken away."""

    role = models.CharField(max_length=150)
    permission = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["role", "permission"], name="one_grant_per_role_and_permission"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.permission}"


class EnrolmentLink(models.Model):
    """One use of the way in: whoever holds the link sets a person's second step.

    Only a hash of it is kept. It is for one person at one address, for a day.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolment_links"
    )
    address = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["token_hash"], name="enrolment_link_by_hash")]

    def __str__(self) -> str:
        return f"enrolment link {self.pk}"

    @property
    def is_live(self) -> bool:
        is_of_person = self.address == self.person.email and self.person.is_active
        is_open = self.used_at is None and timezone.now() < self.expires_at
        return is_of_person and is_open


class DeskSessionQuerySet(models.QuerySet["DeskSession"]):
    def live(self) -> DeskSessionQuerySet:
        """Those that open the desk at this moment."""
        now = timezone.now()
        began_after, seen_after = now - LONGEST_SESSION, now - LONGEST_IDLE
        return self.filter(began_at__gt=began_after, seen_at__gt=seen_after)


class DeskSession(models.Model):
    """A browser that passed both steps of the staff's door.

    The row is the truth: a session at the desk ends when its row is gone.
    """

    class OpenedBy(models.TextChoices):
        PASSKEY = "passkey", _("passkey")
        APP = "app", _("authenticator app")
        RECOVERY_CODE = "recovery", _("recovery code")
        PASSWORD = "password", _("password alone (demonstration)")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="desk_sessions",
        verbose_name=_("person"),
    )
    opened_by = models.CharField(
        _("opened with"), max_length=10, choices=OpenedBy.choices
    )
    began_at = models.DateTimeField(_("since"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    checked_at = models.DateTimeField(_("last checked"), default=timezone.now)
    browser = models.CharField(_("browser"), max_length=200, blank=True)
    network = models.CharField(_("network"), max_length=50, blank=True)

    objects = DeskSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session at the desk")
        verbose_name_plural = _("sessions at the desk")
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.person}, {timezone.localtime(self.began_at):%d.%m. %H:%M}"

    @property
    def is_live(self) -> bool:
        now = timezone.now()
        was_used = now - self.seen_at < LONGEST_IDLE
        return was_used and now - self.began_at < LONGEST_SESSION

    @property
    def is_fresh(self) -> bool:
        """Whether the second step was made within five minutes."""
        return timezone.now() - self.checked_at < FRESH

    @property
    def is_of_demo(self) -> bool:
        return self.opened_by == self.OpenedBy.PASSWORD
