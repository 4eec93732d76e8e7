"""The donors' wall: who chose to be named, newest first, and how many did not.

A name is there while its gift is here: whoever is given their money back, or asks for
it by their bank, is off the wall by the same transaction that wrote it down.
"""

from typing import NamedTuple

from django.utils.translation import gettext

from accounts import naming
from donations import money, standing
from donations.models import Channel, Donation, WallName
from donations.models.walls import WallNameQuerySet
from petitions import names
from petitions.forms import name_message

Status = WallName.Status
ON_PAGE_OF_GIVING = 12
# Shorter numbers stand in names: "Class 4B", "Anna 1987".
MOST_DIGITS = 5


class Choice(NamedTuple):
    """What a donor chose to have shown; the name is cleaned."""

    name: str
    shows_amount: bool


class Line(NamedTuple):
    """A name as the wall prints it; `amount` is "" unless its donor chose it."""

    name: str
    amount: str


class Wall(NamedTuple):
    """The newest names, how many there are, and how many gave without one."""

    lines: list[Line]
    named: int
    others: int


# What may stand there


def clean(typed: str) -> str:
    """A name as it is kept. Raises ValueError with words for its donor."""
    try:
        name = names.clean(typed)
    except names.NotAName as fault:
        raise ValueError(name_message(fault)) from fault
    if words := naming.why_not(name, None):
        raise ValueError(words)
    return name


def why_held(name: str) -> str:
    """Why staff look at it first, in words for them; "" where it is shown at once."""
    if sum(char.isdigit() for char in name) > MOST_DIGITS:
        return gettext("It holds a long number.")
    return naming.why_doubted(name)


# What a donor chooses


def choose(donation: Donation, choice: Choice | None) -> None:
    """Put the name up, change it, or take it off with None.

    A name that staff hid stays hidden: of that, only the name itself goes.
    """
    own = WallName.objects.filter(donation=donation)
    if choice is None:
        own.exclude(status=Status.HIDDEN).delete()
        own.update(name="", shows_amount=False)
        return
    because = why_held(choice.name)
    shown = {
        "name": choice.name,
        "shows_amount": choice.shows_amount,
        "status": Status.HELD if because else Status.SHOWN,
        "held_because": because[:120],
    }
    _row, is_new = WallName.objects.get_or_create(
        donation=donation, defaults={"channel_id": donation.channel_id, **shown}
    )
    if not is_new:
        own.exclude(status=Status.HIDDEN).update(**shown)


# What staff decide


def hide(wall_name: WallName, *, because: str) -> None:
    """Take a name off; its donor reads why, and cannot put it up again."""
    own = WallName.objects.filter(pk=wall_name.pk)
    own.update(status=Status.HIDDEN, hidden_because=because)


def show(wall_name: WallName) -> bool:
    """Let a name be read; False where its donor took it off meanwhile."""
    own = WallName.objects.filter(pk=wall_name.pk).exclude(name="")
    return bool(own.update(status=Status.SHOWN, held_because="", hidden_because=""))


# What is paid


def settle(donation: Donation) -> None:
    """Write down whether a payment of this gift is here, as its rows say.

    To be called in the transaction that wrote about its payments.
    """
    payments = donation.payments.prefetch_related("refunds", "disputes")
    donation.counts = any(standing.counts(payment) for payment in payments)
    donation.save(update_fields=["counts"])


# What everybody reads


def of_channel(channel: Channel) -> Wall:
    """The head of the wall, for the page of giving; two counts and one short list."""
    named = _public(channel).count()
    gifts = Donation.objects.filter(channel=channel, counts=True).count()
    lines = page(channel, first=0, how_many=ON_PAGE_OF_GIVING) if named else []
    return Wall(lines, named, others=gifts - named)


def page(channel: Channel, *, first: int, how_many: int) -> list[Line]:
    """So many names from a place on, newest first."""
    rows = _public(channel).select_related("donation").order_by("-pk")
    return [_line(row) for row in rows[first : first + how_many]]


def _public(channel: Channel) -> WallNameQuerySet:
    return WallName.objects.filter(channel=channel).public()


def _line(row: WallName) -> Line:
    gift = row.donation
    amount = money.shown(gift.amount_minor, gift.currency) if row.shows_amount else ""
    return Line(row.name, amount)
