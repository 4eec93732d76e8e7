"""A reader signs: one insert, and nothing else that could fail or wait.

The row is also the wish for a letter (`letter_due_at`), so once it is committed the
signature is kept whatever happens to brokers, workers and mail servers (promise 1).
"""

import logging
import time
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from config.connections import fetch_one
from mailroom.addresses import Address
from petitions import consents, screening
from petitions.models import Petition, PetitionText, Signature
from petitions.models.signature import new_salt

logger = logging.getLogger(__name__)


class PetitionClosed(Exception):
    """The petition takes no signatures now; nothing was stored."""


class Details(NamedTuple):
    """What a signer typed, already checked (see `forms.SignatureForm`)."""

    name: str
    address: Address
    country: str
    postcode: str
    region: str
    show_name: bool
    newsletter: bool
    reason: str


def sign(petition: Petition, details: Details, *, text_id: int, network: str) -> None:
    """Record a pending signature, or ask for a letter to whoever has signed already.

    Signing twice is safe and tells nobody anything: a new, a repeated, a confirmed and
    a held signature all return None (promise 3). Raises PetitionClosed; the database
    decides that in the statement that would have stored the row.
    """
    row = _row(petition, details, text_id=text_id, network=network)
    signature_id = _insert(petition, row)
    if signature_id:
        logger.debug("Signature %s on petition %s", signature_id, petition.pk)
    elif not _ask_for_letter(petition, row["signer_key"]):
        raise PetitionClosed


def _row(
    petition: Petition, details: Details, *, text_id: int, network: str
) -> dict[str, object]:
    now = timezone.now()
    held_because = screening.reason_to_hold(petition.pk, network=network, now=now)
    status = Signature.Status.QUARANTINED if held_because else Signature.Status.PENDING
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
        "text_id": text_id,
        "wording_id": consents.wording_id(),
        "status": status.value,
        "held_because": held_because,
        "signed_at": now,
        "network": network,
        "salt": new_salt(),
        "letter_due_at": now,
        "code_tries": 0,
    }


def _insert(petition: Petition, row: dict[str, object]) -> int | None:
    """Store the row unless the person has signed or the petition has closed.

    Both are decided by the database inside this one statement, so neither a double
    click nor the second of closing leaves a gap. Returns the new row's id.
    """
    names = ", ".join(row)
    places = ", ".join(["%s"] * len(row))
    sql = (
        f"INSERT INTO petitions_signature (petition_id, {names})"  # noqa: S608
        f" SELECT id, {places} FROM petitions_petition"
        " WHERE id = %s AND status = %s AND (closes_at IS NULL OR closes_at > %s)"
        " ON CONFLICT (petition_id, signer_key) DO NOTHING RETURNING id"
    )
    guards = [petition.pk, Petition.Status.OPEN.value, row["signed_at"]]
    found = fetch_one(sql, [*row.values(), *guards])
    return int(found[0]) if found else None


def _ask_for_letter(petition: Petition, signer_key: object) -> bool:
    """Let the owner of the mailbox know that the form was sent again.

    The name and the choices of the first signing stay: anybody could have sent this
    one. A signature that was withdrawn waits for its confirmation anew.
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


class ToSign(NamedTuple):
    """A public petition as signing needs it, and the ids of its texts by version."""

    petition: Petition
    text_ids: dict[int, int]

    def text_id(self, version: int | None) -> int:
        """The text that the reader had before them.

        A page that names no version, or one that never was, was signed with the newest.
        """
        newest = max(self.text_ids, default=0)
        return self.text_ids.get(version or newest, self.text_ids.get(newest, 0))


# The process's own copy: every signature asks for the same few petitions. What it says
# of the status is a courtesy; the insert asks the database again.
KEPT_SECONDS = 1
MOST_KEPT = 256
_kept: dict[str, tuple[ToSign, float]] = {}


def find(slug: str, *, version: int | None = None) -> ToSign | None:
    """The public petition of this address, right within a second; None: there is none.

    A version that is not known yet was written within that second, and is looked up.
    """
    kept, until = _kept.get(slug, (None, 0.0))
    if kept and time.monotonic() < until and (version or 0) in {0, *kept.text_ids}:
        return kept
    petition = Petition.objects.public().filter(slug=slug).first()
    if petition is None:
        return None
    texts = PetitionText.objects.filter(petition=petition)
    found = ToSign(petition, dict(texts.values_list("number", "pk")))
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[slug] = found, time.monotonic() + KEPT_SECONDS
    return found


def forget() -> None:
    """Look every petition up again; for a process that has just changed one."""
    _kept.clear()
