"""A reader signs: one insert, and nothing else that could fail or wait.

The row is also the wish for a letter (`letter_due_at`), so once it is committed the
signature is kept whatever happens to brokers, workers and mail servers (promise 1).
"""

import logging
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from config.connections import fetch_one
from petitions import consents, screening
from petitions.entries import Details
from petitions.models import Petition, Signature
from petitions.models.signature import new_salt

logger = logging.getLogger(__name__)


class PetitionClosed(Exception):
    """The petition takes no signatures now; nothing was stored."""


def sign(
    petition: Petition,
    details: Details,
    *,
    text_id: int,
    network: str,
    came_by: str = "",
) -> None:
    """Record a pending signature, or ask for a letter to whoever has signed already.

    `came_by` is the source of the link that brought the signer (`campaigns.sources`).

    Signing twice is safe and tells nobody anything: a new, a repeated, a confirmed and
    a held signature all return None (promise 3). Raises PetitionClosed; the database
    decides that in the statement that would have stored the row.
    """
    now = timezone.now()
    row = _row(petition, details, text_id=text_id, network=network, now=now)
    row["came_by"] = came_by
    signature_id = _insert(petition, row, now=now)
    if signature_id:
        logger.debug("Signature %s on petition %s", signature_id, petition.pk)
    elif not _ask_for_letter(petition, row["signer_key"]):
        raise PetitionClosed


def _row(
    petition: Petition, details: Details, *, text_id: int, network: str, now: datetime
) -> dict[str, Any]:
    return {
        "signer_key": petition.signer_key(details.address.canonical),
        "name": details.name,
        "email": details.address.mail_to,
        "country": details.country,
        "postcode": details.postcode,
        "region": details.region,
        "reason": details.reason,
        "show_name": details.show_name,
        "newsletter": details.newsletter,
        "open_account": details.open_account,
        "text_id": text_id,
        "wording_id": consents.wording_id(),
        "signed_at": now,
        "network": network,
        "salt": new_salt(),
        "letter_due_at": now,
        "code_tries": 0,
    }


def _insert(petition: Petition, row: dict[str, Any], *, now: datetime) -> int | None:
    """Store the row unless the person has signed or the petition has closed.

    Both, and whether to hold it for review, are decided by the database inside this one
    statement, so neither a double click nor the second of closing leaves a gap. Returns
    the new row's id.
    """
    asked = screening.asked(petition.pk, network=row["network"], now=now)
    guards = [petition.pk, Petition.Status.OPEN.value, now]
    found = fetch_one(_statement(tuple(row)), [*asked, *row.values(), *guards])
    return int(found[0]) if found else None


@cache
def _statement(columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    places = ", ".join(["%s"] * len(columns))
    return (
        "INSERT INTO petitions_signature"  # noqa: S608 (no word of it is a reader's)
        f" (petition_id, held_because, status, {names})"
        f" WITH screened AS ({screening.VERDICT}) SELECT id, held_because,"
        "  CASE WHEN held_because = '' THEN 'pending' ELSE 'quarantined' END,"
        f" {places} FROM petitions_petition, screened"
        " WHERE id = %s AND status = %s AND (closes_at IS NULL OR closes_at > %s)"
        " ON CONFLICT (petition_id, signer_key) DO NOTHING RETURNING id"
    )


def _ask_for_letter(petition: Petition, signer_key: object) -> bool:
    """Let the owner of the mailbox know that the form was sent again.

    The name, the choices and the source of the first signing stay: anybody could have
    sent this one. A signature that was withdrawn waits for its confirmation anew.
    """
    now = timezone.now()
    is_withdrawn = Q(status=Signature.Status.WITHDRAWN)
    again = {
        "status": Case(
            When(is_withdrawn & Q(held_because=""), then=Value("pending")),
            When(is_withdrawn, then=Value("quarantined")),
            default=F("status"),
        ),
        "signed_at": Case(When(is_withdrawn, then=Value(now)), default=F("signed_at")),
        "verified_at": Case(When(is_withdrawn, then=None), default=F("verified_at")),
        "confirmed_at": Case(When(is_withdrawn, then=None), default=F("confirmed_at")),
        "ended_at": Case(When(is_withdrawn, then=None), default=F("ended_at")),
    }
    own = Signature.objects.filter(petition=petition, signer_key=signer_key)
    return bool(own.filter(_is_open_at(now)).update(letter_due_at=now, **again))


def _is_open_at(now: datetime) -> Q:
    closes_later = Q(petition__closes_at=None) | Q(petition__closes_at__gt=now)
    return Q(petition__status=Petition.Status.OPEN) & closes_later
