"""What an owner does with an endpoint at the desk, each by one conditional update."""

from django.db.models import F
from django.utils import timezone

from webhooks.models import BOTH_SECRETS, Endpoint, new_salt

State = Endpoint.State


def pause(endpoint: Endpoint) -> bool:
    """Send nothing for now; what happens meanwhile waits. False when it had stopped."""
    active = Endpoint.objects.filter(pk=endpoint.pk, state=State.ACTIVE)
    return bool(active.update(state=State.PAUSED))


def resume(endpoint: Endpoint) -> bool:
    """Send again, and be as patient as with a new one. False when it is active."""
    stopped = Endpoint.objects.filter(pk=endpoint.pk).exclude(state=State.ACTIVE)
    return bool(stopped.update(state=State.ACTIVE, failing_since=None))


def rotate(endpoint: Endpoint) -> None:
    """Give it a new secret. The one before stays good for BOTH_SECRETS."""
    Endpoint.objects.filter(pk=endpoint.pk).update(
        old_salt=F("salt"),
        old_salt_until=timezone.now() + BOTH_SECRETS,
        salt=new_salt(),
        is_secret_shown=False,
    )


def end_old_secret(endpoint: Endpoint) -> bool:
    """Sign with the new one alone from now on. False when there was no other."""
    own = Endpoint.objects.filter(pk=endpoint.pk, old_salt__isnull=False)
    return bool(own.update(old_salt=None, old_salt_until=None))


def take_secret(endpoint: Endpoint) -> bool:
    """Whether its secret may be shown now: it is, once."""
    unseen = Endpoint.objects.filter(pk=endpoint.pk, is_secret_shown=False)
    return bool(unseen.update(is_secret_shown=True))
