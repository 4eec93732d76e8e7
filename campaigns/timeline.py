"""The history of a campaign: its lines, and the drafts that the site makes of them.

A draft is made once. When an editor throws it away its mark stays, and it does not come
back.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.models import Campaign, DraftMark, Phase, Story, TimelineEntry
from campaigns.models.timeline import TimelineEntryQuerySet
from config import public_pages

Kind = TimelineEntry.Kind


class Chapter(NamedTuple):
    """What happened in one phase, or (`phase` None) in none of them."""

    phase: Phase | None
    entries: list[TimelineEntry]


# Read


def chapters(campaign: Campaign, phases: Sequence[Phase]) -> list[Chapter]:
    """The published lines under their phases, newest first; no chapter is empty.

    A line that names no phase belongs to the one that ran on its day.
    """
    entries = _shown(campaign.timeline.published())
    by_phase: dict[int | None, list[TimelineEntry]] = {}
    for entry in entries:
        phase = entry.phase or _running_on(entry.happened_on, phases)
        by_phase.setdefault(phase.pk if phase else None, []).append(entry)
    homes = [*phases, None]
    found = ((home, by_phase.get(home.pk if home else None)) for home in homes)
    return [Chapter(home, entries) for home, entries in found if entries]


def _shown(entries: TimelineEntryQuerySet) -> QuerySet[TimelineEntry]:
    """A line about a story that was taken back links to nothing."""
    shown = entries.select_related("phase", "story__campaign")
    return shown.order_by("-happened_on", "-pk")


def _running_on(day: date, phases: Iterable[Phase]) -> Phase | None:
    """The phase of that day, the later one where two met on it."""
    return next(
        (
            phase
            for phase in phases
            if phase.started_on <= day
            and (phase.ended_on is None or day <= phase.ended_on)
        ),
        None,
    )


# Draft


@transaction.atomic
def draft(
    campaign: Campaign,
    *,
    kind: str,
    on: date,
    title: str,
    drafted_for: str,
    text: str = "",
    phase: Phase | None = None,
    story: Story | None = None,
) -> TimelineEntry | None:
    """Offer the editors a line; None when it was offered before, whatever came of it.

    May be called twice and at the same time: the unique mark lets one of them through.
    """
    _mark, is_new = DraftMark.objects.get_or_create(drafted_for=drafted_for)
    if not is_new:
        return None
    longest = TimelineEntry._meta.get_field("title").max_length
    return TimelineEntry.objects.create(
        campaign=campaign,
        phase=phase,
        kind=kind,
        happened_on=on,
        title=title[:longest],
        text=text,
        story=story,
    )


def draft_story(story: Story) -> TimelineEntry | None:
    """Offer a line about a story that was published."""
    published_at = story.published_at or timezone.now()
    return draft(
        story.campaign,
        kind=Kind.STORY,
        on=timezone.localdate(published_at),
        title=story.headline,
        text=story.standfirst,
        phase=story.phase,
        story=story,
        drafted_for=f"story:{story.pk}",
    )


def marked(keys: Iterable[str]) -> set[str]:
    """Those for which a draft was made already."""
    marks = DraftMark.objects.filter(drafted_for__in=set(keys))
    return set(marks.values_list("drafted_for", flat=True))


# Publish


def publish(entries: TimelineEntryQuerySet) -> int:
    """Show these lines to readers; returns how many were not shown before."""
    drafts = entries.filter(is_published=False)
    campaigns = {entry.campaign for entry in drafts.select_related("campaign")}
    published = drafts.update(is_published=True)
    public_pages.forget(*(campaign.get_absolute_url() for campaign in campaigns))
    return published


def waiting(campaign: Campaign) -> int:
    """How many drafts wait for an editor."""
    return campaign.timeline.filter(is_published=False).count()
