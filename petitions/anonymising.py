"""Names go when a petition has been over for as long as its signers were told.

What stays of a signature that counts is its number, country, region, constituency,
times, and which text and wording it was: the count and its parts go on being provable,
and nothing leads to a person (promise 7). What does not count then is erased.
"""

import logging
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Least
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext

from config import batches
from config.desk_lines import Line
from mailroom import outbox
from petitions import corrections, letters, reasons
from petitions.models import ConsentWording, Petition, Signature
from petitions.models.signature import new_salt

logger = logging.getLogger(__name__)

Status = Signature.Status
BATCH_SIZE = 500
# How long before, the desk is told, so that a list can still be handed over.
TOLD_DAYS = 30


def anonymise_due() -> int:
    """Take the names off signatures whose time is up; returns how many.

    In small batches; what is left after a while goes the next hour.
    """
    done = 0
    for petition in _ended_ones():
        done += batches.repeat(lambda petition=petition: _batch(petition))  # type: ignore[misc]
        _settle(petition)
    if done:
        logger.info("Made %s signatures anonymous", done)
    return done


def leave_no_person(pks: Sequence[int], **more: str | None) -> None:
    """Overwrite all that leads from these signatures to people.

    New keys and salts end every link of every letter; the same address may sign again
    as new. Country, region, text, wording and times stay.
    """
    rows = [
        Signature(pk=pk, signer_key=secrets.token_bytes(32), salt=new_salt())
        for pk in pks
    ]
    Signature.objects.bulk_update(rows, ["signer_key", "salt"], batch_size=BATCH_SIZE)
    Signature.objects.filter(pk__in=pks).update(
        name="",
        email="",
        postcode="",
        reason="",
        network="",
        show_name=False,
        newsletter=False,
        open_account=False,
        reader=None,
        letter_due_at=None,
        code_made_at=None,
        **more,
    )
    outbox.forget(letters.KINDS, pks)
    corrections.forget(pks)
    reasons.forget(pks)


def _ended_ones() -> Iterator[Petition]:
    """Petitions that ended long enough ago for some name, and still have names."""
    told = ConsentWording.objects.exclude(ended_kept_days=None)
    shortest = told.order_by("ended_kept_days").values_list(
        "ended_kept_days", flat=True
    )
    days = min(settings.ENDED_KEPT_DAYS, shortest.first() or settings.ENDED_KEPT_DAYS)
    moment = timezone.now() - timedelta(days=days)
    over = Q(status=Petition.Status.CLOSED, closed_at__lt=moment) | Q(
        status=Petition.Status.WON, won_at__lt=moment
    )
    return Petition.objects.filter(over, anonymised_at=None).iterator()


@transaction.atomic
def _batch(petition: Petition) -> int:
    due = _due(petition).select_for_update(skip_locked=True, of=("self",))
    rows = list(due.only("pk", "status")[:BATCH_SIZE])
    leave_no_person([row.pk for row in rows])
    # Not counted by now, never to be counted: the purge takes the rows.
    waiting = [
        row.pk for row in rows if row.status in (Status.PENDING, Status.QUARANTINED)
    ]
    Signature.objects.filter(pk__in=waiting).update(
        status=Status.WITHDRAWN, ended_at=timezone.now(), held_because=""
    )
    return len(rows)


def _due(petition: Petition) -> QuerySet[Signature]:
    """Its signatures with a name whose signers were told of a time that is over."""
    days_since = (timezone.now() - _ended_at(petition)).days
    named = Signature.objects.filter(petition=petition).exclude(email="")
    # The shorter one holds, of what the signer was told and what the newsroom sets.
    kept = Least(
        Coalesce(F("wording__ended_kept_days"), settings.ENDED_KEPT_DAYS),
        settings.ENDED_KEPT_DAYS,
    )
    return named.alias(kept_days=kept).filter(kept_days__lte=days_since)


def _ended_at(petition: Petition) -> datetime:
    ended_at = petition.ended_at
    if ended_at is None:
        raise ValueError("This petition has not ended.")
    return ended_at


def _settle(petition: Petition) -> None:
    """Note that no name is left, so that nobody looks again."""
    if Signature.objects.filter(petition=petition).exclude(email="").exists():
        return
    over = [Petition.Status.CLOSED, Petition.Status.WON]
    own = Petition.objects.filter(pk=petition.pk, status__in=over)
    own.update(anonymised_at=timezone.now())


def lines(request: HttpRequest) -> Iterator[Line]:
    """For whoever may hand a list over: whose names are about to go."""
    if not request.user.has_perm("petitions.export_signatures"):
        return
    soon = timezone.now() - timedelta(days=settings.ENDED_KEPT_DAYS - TOLD_DAYS)
    over = Q(status=Petition.Status.CLOSED, closed_at__lt=soon) | Q(
        status=Petition.Status.WON, won_at__lt=soon
    )
    for petition in Petition.objects.filter(over, anonymised_at=None)[:5]:
        yield Line(
            gettext(
                "The names on “%(title)s” are deleted on %(day)s. Hand the list over"
                " before, if that is still to be done."
            )
            % {
                "title": petition.title,
                "day": _shown(petition.anonymous_on),
            }
        )


def _shown(day: date | None) -> str:
    return str(formats.date_format(day, "DATE_FORMAT")) if day else ""
