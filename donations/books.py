"""What a channel shows of its money, worked out anew from its rows each time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.models import Campaign
from donations import ledger, money, walls
from donations.models import (
    BeneficiaryPeriod,
    Channel,
    MatchPledge,
    RaisedFigure,
    TogetherFigure,
)

# A figure of another site that is older than this may be far from the truth.
FRESH_DAYS = 7


@dataclass(frozen=True)
class Books:
    """A channel with its figures; amounts are words, ready to be printed.

    `percent` is rounded down and may pass 100; `to_go` is what the target still lacks,
    `above` what came in beyond it, "" where there is none. A stale figure has no bar.
    `own` is the ledger of our own checkout; a fundraiser elsewhere has figures instead.
    """

    channel: Channel
    own: ledger.Ledger | None
    raised: str
    target: str
    percent: int | None
    to_go: str
    above: str
    as_of: datetime | None
    source: str
    is_stale: bool
    beneficiary: BeneficiaryPeriod | None
    periods: list[BeneficiaryPeriod]
    pledges: list[tuple[MatchPledge, str]]
    together: list[tuple[TogetherFigure, str]]
    figures: list[tuple[RaisedFigure, str]]

    @property
    def has_bar(self) -> bool:
        return self.percent is not None and not self.is_stale

    @property
    def wall(self) -> walls.Wall | None:
        """Who gave by our own checkout and may be named; asked when it is drawn."""
        return None if self.channel.is_link else walls.of_channel(self.channel)


def of_campaign(campaign: Campaign) -> list[Books]:
    """The books of its public channels, those that ended among them."""
    channels = Channel.objects.public().filter(campaign=campaign)
    return [of(channel) for channel in _with_rows(channels)]


def _with_rows(channels: Iterable[Channel]) -> Iterable[Channel]:
    return channels.prefetch_related(  # type: ignore[attr-defined, no-any-return]
        "figures", "beneficiaries", "pledges", "together"
    )


def of(channel: Channel) -> Books:
    figures = list(channel.figures.all()) if channel.is_link else []
    newest = figures[0] if figures else None
    own = None if channel.is_link else ledger.of(channel)
    raised = own.raised_minor if own else newest.amount_minor if newest else None
    periods = list(channel.beneficiaries.all())
    return Books(
        channel=channel,
        own=own,
        raised="" if raised is None else _shown(max(raised, 0), channel),
        target=_shown(channel.target_minor, channel) if channel.target_minor else "",
        percent=_percent(raised, channel),
        to_go=_more(channel.target_minor, than=raised, channel=channel),
        above=_more(raised, than=channel.target_minor, channel=channel),
        as_of=newest.as_of if newest else None,
        source=newest.source if newest else "",
        is_stale=newest is not None and is_stale(newest, channel),
        beneficiary=channel.beneficiary_on(timezone.localdate()),
        periods=periods,
        pledges=[
            (row, _shown(row.amount_minor, channel)) for row in channel.pledges.all()
        ],
        together=[
            (row, _shown(row.amount_minor, channel)) for row in channel.together.all()
        ],
        figures=[(row, _shown(row.amount_minor, channel)) for row in figures],
    )


def is_stale(figure: RaisedFigure, channel: Channel) -> bool:
    """Whether a figure is too old for a bar; the last of an ended channel never is.

    One whose time nobody knows is stale while more could be given.
    """
    if channel.ended_on is not None:
        return False
    oldest = timezone.now() - timedelta(days=FRESH_DAYS)
    return figure.as_of is None or figure.as_of < oldest


def stale() -> list[Channel]:
    """Open channels whose figure an editor should look up again, or enter at last."""
    return [
        channel
        for channel in _with_rows(Channel.objects.open().filter(kind=Channel.Kind.LINK))
        if not (rows := list(channel.figures.all())) or is_stale(rows[0], channel)
    ]


def _percent(raised: int | None, channel: Channel) -> int | None:
    if raised is None or not channel.target_minor:
        return None
    return max(raised, 0) * 100 // channel.target_minor


def _more(minor: int | None, *, than: int | None, channel: Channel) -> str:
    """By how much one sum is the larger; "" if it is not, or one is not known."""
    if minor is None or than is None:
        return ""
    larger = max(minor, 0) - max(than, 0)
    return _shown(larger, channel) if larger > 0 else ""


def _shown(minor: int, channel: Channel) -> str:
    return money.shown(minor, channel.currency)
