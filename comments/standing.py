"""How a reader stands in the forum: what moderators decided about them, and since when
they are known here."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext

from accounts.models import User
from comments.models import Sanction

Kind = Sanction.Kind
SILENT = (Kind.SUSPENDED, Kind.BANNED)
# So long a warning stands on its reader's page.
WARNED_FOR = timedelta(days=30)


def sanctions(reader: User) -> QuerySet[Sanction]:
    """What holds now."""
    return Sanction.objects.filter(_holds(), reader=reader, lifted_at=None)


def silenced() -> QuerySet[Sanction]:
    """What keeps people from writing now."""
    return Sanction.objects.filter(_holds(), kind__in=SILENT, lifted_at=None)


def _holds() -> Q:
    return Q(until=None) | Q(until__gt=timezone.now())


def why_silent(reader: User) -> str:
    """Why somebody cannot write, in words for them; "" when they can."""
    found = sanctions(reader).filter(kind__in=SILENT).order_by("-until").first()
    if found is None:
        return ""
    if found.kind == Kind.BANNED or found.until is None:
        return gettext(
            "Moderators decided that you cannot write here any more. Their reason:"
            " %(reason)s"
        ) % {"reason": found.reason}
    return gettext(
        "Moderators decided that you cannot write here until %(time)s. Their reason:"
        " %(reason)s"
    ) % {
        "time": formats.date_format(timezone.localtime(found.until), "DATETIME_FORMAT"),
        "reason": found.reason,
    }


def told(reader: User) -> QuerySet[Sanction]:
    """What a reader should know of: what holds, and warnings of late."""
    late = Q(kind=Kind.WARNING, at__lt=timezone.now() - WARNED_FOR)
    return sanctions(reader).exclude(late).order_by("-pk")
