"""A petition's public numbers: the bar, the milestones, and where signers live."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from petitions import breakdowns, goals
from petitions.models import Petition, Tally


@dataclass(frozen=True)
class Figures:
    """What the bar shows. `percent` is rounded down: 100 means that it is reached.

    `as_of` is when the number was read, `counted_at` when it last changed.
    """

    count: int
    goal: int
    percent: int
    remaining: int
    as_of: datetime
    counted_at: datetime


def of(petition: Petition) -> Figures:
    """The count as it stands; a draft that was never opened stands at nothing."""
    now = timezone.now()
    tally = Tally.objects.filter(petition=petition).first() or Tally(counted_at=now)
    count = max(tally.count, 0)
    goal = goal_of(petition, count)
    percent = min(100, count * 100 // goal)
    return Figures(
        count,
        goal,
        percent,
        max(0, goal - count),
        as_of=now,
        counted_at=tally.counted_at,
    )


def goal_of(petition: Petition, count: int) -> int:
    """The editor's goal until it is reached; a running petition then gets the next."""
    is_over = petition.shown_status in (Petition.Status.CLOSED, Petition.Status.WON)
    if petition.goal and (is_over or petition.goal > count):
        return petition.goal
    return goals.next_goal(count)


def public_data(petition: Petition) -> dict[str, Any]:
    """The petition's public JSON; fields are only ever added to it."""
    shown = of(petition)
    text = petition.text
    cells = {f"by_{kind}": found for kind, found in breakdowns.of(petition).kinds()}
    milestones = petition.milestones.order_by("count")
    return {
        "url": settings.SITE_URL + petition.get_absolute_url(),
        "slug": petition.slug,
        "petition": petition.title,
        "campaign": petition.campaign.title,
        "target": petition.target,
        "status": petition.shown_status,
        "opened_at": stamp(petition.opened_at),
        "ended_at": stamp(petition.ended_at),
        "text": text.body if text else "",
        "text_version": text.number if text else None,
        "text_sha256": text.sha256 if text else None,
        "count": shown.count,
        "goal": shown.goal,
        "milestones": [
            {"count": milestone.count, "reached_at": stamp(milestone.reached_at)}
            for milestone in milestones
        ],
        **{name: found.shown for name, found in cells.items()},
        "updated_at": stamp(shown.counted_at),
        "history_url": settings.SITE_URL
        + reverse("petitions:history", args=[petition.slug]),
        # With these each sums to its whole.
        "not_known": {name: found.not_known for name, found in cells.items()},
        "withheld": {name: found.withheld for name, found in cells.items()},
    }


def stamp(moment: datetime | None) -> str | None:
    """A time in UTC as the public JSON writes it: 2026-03-01T09:30:00Z (RFC 3339)."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
