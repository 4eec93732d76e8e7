from __future__ import annotations

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# For how long an endpoint's old secret is good beside the new one.
BOTH_SECRETS = timedelta(hours=24)
# How much of an answer is kept, in characters.
ANSWER_KEPT = 500


def new_salt() -> bytes:
    return secrets.token_bytes(16)


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def with_due(self) -> EndpointQuerySet:
        """Those to which something may be sent now."""
        due = Delivery.objects.due().filter(endpoint=OuterRef("pk"))
        return self.filter(Exists(due), state=Endpoint.State.ACTIVE)


class Endpoint(models.Model):
    """An address of somebody else's program that is told what happens here.

    Its secret is kept nowhere: it is made from the salt and the site's key, as often as
    it is needed (`sealing`).
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        FAILING = "failing", _("paused by the site: it failed for five days")
        GONE = "gone", _("ended by its owner (410 Gone)")

    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=500)
    wants_milestones = models.BooleanField(
        _("a petition reaches a round number"), default=True
    )
    wants_states = models.BooleanField(
        _("a petition is opened, paused, closed or won"), default=True
    )
    wants_stories = models.BooleanField(_("a story is published"), default=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.ACTIVE
    )
    salt = models.BinaryField(max_length=16, default=new_salt, editable=False)
    is_secret_shown = models.BooleanField(default=False, editable=False)
    old_salt = models.BinaryField(max_length=16, null=True, editable=False)
    old_salt_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    last_success_at = models.DateTimeField(_("last success"), null=True, editable=False)
    last_failure_at = models.DateTimeField(_("last failure"), null=True, editable=False)
    # Since when nothing got through; empty once something did.
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def salts(self) -> list[bytes]:
        """Of the secrets that are good now, the newest first."""
        until = self.old_salt_until
        has_old = self.old_salt and until and until > timezone.now()
        old = [bytes(self.old_salt)] if self.old_salt and has_old else []
        return [bytes(self.salt), *old]

    @property
    def has_two_secrets(self) -> bool:
        return len(self.salts) > 1

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE


class Event(models.Model):
    """Something that happened, in the words in which every endpoint is told of it.

    Its data is public: names of petitions and stories, numbers and times, and nothing
    about a reader, ever.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("event"), max_length=60)
    subject = models.CharField(_("page"), max_length=500)
    data = models.JSONField(_("data"), default=dict)
    created_at = models.DateTimeField(_("happened"), default=timezone.now)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["created_at"], name="event_created")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def public_id(self) -> str:
        """By which a receiver knows an event that comes a second time."""
        return f"evt_{self.key.hex}"

    @property
    def url(self) -> str:
        """The whole address of the page that it is about."""
        return f"{settings.SITE_URL}{self.subject}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> DeliveryQuerySet:
        return self.filter(state=Delivery.State.WAITING)

    def due(self) -> DeliveryQuerySet:
        """Waiting ones whose time has come and that no worker is holding."""
        now = timezone.now()
        is_free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.waiting().filter(is_free, due_at__lte=now)

    def failed(self) -> DeliveryQuerySet:
        return self.filter(state=Delivery.State.FAILED)


class Delivery(models.Model):
    """One event on its way to one endpoint, from the wish to its end.

    The row is the truth: a worker that dies leaves it waiting, and it is sent once
    more, with the same id. What is kept of the last try is for the desk.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("given up")

    class Problem(models.TextChoices):
        """Why the last try did not succeed."""

        NONE = "", _("none")
        ADDRESS = "address", _("the address is not one that this site calls")
        UNKNOWN = "unknown", _("no server is known by this name")
        INSIDE = (
            "inside",
            _("the name leads into a network that this site must not call"),
        )
        UNREACHABLE = "unreachable", _("no connection, or it broke off")
        CERTIFICATE = "certificate", _("its certificate is not good for this name")
        SLOW = "slow", _("no answer in time")
        NOT_HTTP = "not-http", _("the answer was not HTTP")
        REDIRECT = "redirect", _("it answered with a redirect, which is not followed")
        STATUS = "status", _("it answered with an error")

    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    due_at = models.DateTimeField(_("next try"), default=timezone.now)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    tried_at = models.DateTimeField(_("last try"), null=True)
    problem = models.CharField(
        _("problem"), max_length=15, choices=Problem.choices, blank=True, default=""
    )
    status_code = models.PositiveSmallIntegerField(_("status"), null=True)
    answer = models.CharField(
        _("beginning of the answer"), max_length=ANSWER_KEPT, blank=True, default=""
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("resend_delivery", _("Can send a delivery again"))]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "endpoint"], name="one_delivery_to_an_endpoint"
            )
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "due_at", "id"],
                condition=Q(state="waiting"),
                name="delivery_next",
            ),
            models.Index(fields=["endpoint", "-id"], name="delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def outcome(self) -> str:
        """What came of the last try, for the desk: "200", or "500: it answered …"."""
        status = str(self.status_code) if self.status_code else ""
        problem = str(self.get_problem_display()) if self.problem else ""
        return ": ".join(filter(None, (status, problem)))

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
