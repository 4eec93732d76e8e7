"""What moderators decide about a reader: a row each, so that the history stays."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from comments.models import Sanction

Kind = Sanction.Kind


class NotPossible(Exception):
    """Staff are the owners' affair, and nobody decides about themselves."""


def decide(
    reader: User, kind: str, *, reason: str, until: datetime | None, by: User
) -> Sanction:
    """Warn, read first, suspend or ban. Raises NotPossible."""
    if reader.is_staff or reader == by:
        raise NotPossible
    return Sanction.objects.create(
        reader=reader, kind=kind, reason=reason, until=until, by=by
    )


def lift(sanction: Sanction, by: User) -> bool:
    """End it now; False when it was lifted before."""
    own = Sanction.objects.filter(pk=sanction.pk, lifted_at=None)
    return bool(own.update(lifted_at=timezone.now(), lifted_by=by))
