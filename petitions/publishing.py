"""A petition's life: which moves there are, and what each does."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns import search, taking_down
from config import public_pages
from petitions import announcing, known, pages
from petitions.models import Petition, PetitionText, Tally

Status = Petition.Status

# From where each status may be entered; the only list of allowed moves.
MOVES: dict[str, set[str]] = {
    Status.OPEN: {Status.DRAFT, Status.PAUSED, Status.CLOSED},
    Status.PAUSED: {Status.OPEN},
    Status.CLOSED: {Status.OPEN, Status.PAUSED},
    Status.WON: {Status.OPEN, Status.PAUSED, Status.CLOSED},
}


class MoveNotAllowed(Exception):
    """The petition's status has no such move."""


class NothingToSign(Exception):
    """A petition without a text cannot be opened."""


class HourHasPassed(Exception):
    """A petition whose closing time is over opens only with a new time, or none."""


class Frozen(Exception):
    """The campaign went on with another petition; this one is history."""


def open_petition(petition: Petition) -> None:
    """Take signatures from now on. Raises NothingToSign, HourHasPassed and Frozen."""
    if petition.text is None:
        raise NothingToSign
    if petition.is_frozen:
        raise Frozen
    if petition.closes_at and petition.closes_at <= timezone.now():
        raise HourHasPassed
    opened_at = petition.opened_at or timezone.now()
    with transaction.atomic():
        Tally.objects.get_or_create(petition=petition)
        _move(
            petition,
            Status.OPEN,
            opened_at=opened_at,
            closed_at=None,
            anonymised_at=None,
        )
        taking_down.came_back(petition)


def pause(petition: Petition) -> None:
    _move(petition, Status.PAUSED)


def close(petition: Petition, *, at: datetime | None = None) -> None:
    _move(petition, Status.CLOSED, closed_at=at or timezone.now())


def win(petition: Petition) -> None:
    _move(petition, Status.WON, won_at=timezone.now())


@transaction.atomic
def _move(petition: Petition, to: str, **stamps: datetime | None) -> None:
    """One conditional update: of two editors who press at once, one wins."""
    own = Petition.objects.filter(pk=petition.pk, status__in=MOVES[to])
    if not own.update(status=to, **stamps):
        raise MoveNotAllowed
    petition.refresh_from_db()
    announcing.state(petition)
    show(petition)


def show(petition: Petition) -> None:
    """Have every page that names the petition made anew, once this is committed."""
    search.refresh("petition", petition.pk)
    paths = pages.of_petition(petition)

    def make_anew() -> None:
        public_pages.forget(*paths)
        known.forget()

    transaction.on_commit(make_anew)


def close_due() -> int:
    """Close the petitions whose time has come; returns how many."""
    closed = 0
    for petition in Petition.objects.due_to_close():
        close(petition, at=petition.closes_at)
        closed += 1
    return closed


@transaction.atomic
def write_text(petition: Petition, body: str) -> PetitionText:
    """Give the petition its words.

    While it is a draft the one version is rewritten; once people could have signed, a
    changed text is a new version, and each signature goes on naming the one it signed.
    """
    newest = petition.text
    digest = PetitionText.digest(body)
    if newest and newest.sha256 == digest:
        return newest
    if newest and petition.status == Status.DRAFT and petition.opened_at is None:
        newest.body, newest.sha256, newest.written_at = body, digest, timezone.now()
        newest.save(update_fields=["body", "sha256", "written_at"])
        return newest
    number = newest.number + 1 if newest else 1
    return PetitionText.objects.create(
        petition=petition, number=number, body=body, sha256=digest
    )
