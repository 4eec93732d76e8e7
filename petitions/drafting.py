"""Lines for the timeline of a campaign, drafted from what the rows say happened.

A sweep finds milestones, openings and wins some seconds after the fact, so that nothing
of it stands in the way of a signature or of the count. An editor publishes them.
"""

from collections.abc import Iterable
from datetime import timedelta
from math import ceil

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns import timeline
from campaigns.timeline import Kind
from petitions.models import Milestone, Petition, Renewal

# Up to here a span is told in its smaller unit: 48 hours, not two days.
LONGEST_IN_MINUTES = timedelta(hours=2)
LONGEST_IN_HOURS = timedelta(hours=72)
LONGEST_IN_DAYS = timedelta(days=60)
MONTH = timedelta(days=30.44)


def draft_due() -> int:
    """Draft what happened since the last sweep; returns how many lines.

    Safe to run twice and at once: each line has a mark of its own.
    """
    return _draft_openings() + _draft_wins() + _draft_milestones()


# Milestones


@transaction.atomic
def _draft_milestones() -> int:
    """One line for each petition, about the highest number that it has just reached."""
    fresh = Milestone.objects.filter(drafted_at=None).order_by("count")
    fresh = fresh.select_for_update(skip_locked=True, of=("self",))
    reached = list(fresh.select_related("petition__campaign", "petition__phase"))
    highest = {milestone.petition_id: milestone for milestone in reached}
    drafted = sum(_draft_milestone(milestone) for milestone in highest.values())
    done = [milestone.pk for milestone in reached]
    Milestone.objects.filter(pk__in=done).update(drafted_at=timezone.now())
    return drafted


def _draft_milestone(milestone: Milestone) -> bool:
    petition = milestone.petition
    since = petition.opened_at or milestone.reached_at
    took = span(milestone.reached_at - since)
    count = intcomma(milestone.count)
    reached_at = timezone.localtime(milestone.reached_at)
    entry = timeline.draft(
        petition.campaign,
        kind=Kind.MILESTONE,
        on=reached_at.date(),
        title=_("%(count)s names in %(time)s") % {"count": count, "time": took},
        text=_(
            "“%(petition)s” passed %(count)s confirmed signatures on %(day)s at"
            " %(hour)s, %(time)s after it opened."
        )
        % {
            "petition": petition.title,
            "count": count,
            "day": formats.date_format(reached_at, "DATE_FORMAT"),
            "hour": formats.time_format(reached_at, "TIME_FORMAT"),
            "time": took,
        },
        phase=petition.phase,
        drafted_for=f"milestone:{petition.pk}:{milestone.count}",
    )
    return entry is not None


def span(took: timedelta) -> str:
    """How long something took, as a newspaper says it; rounded up, so that it is true.

    48 hours, 16 days, 5 months.
    """
    if took <= LONGEST_IN_MINUTES:
        count = max(1, ceil(took / timedelta(minutes=1)))
        return ngettext("%(n)s minute", "%(n)s minutes", count) % {"n": count}
    if took <= LONGEST_IN_HOURS:
        count = ceil(took / timedelta(hours=1))
        return ngettext("%(n)s hour", "%(n)s hours", count) % {"n": count}
    if took <= LONGEST_IN_DAYS:
        count = ceil(took / timedelta(days=1))
        return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}
    count = ceil(took / MONTH)
    return ngettext("%(n)s month", "%(n)s months", count) % {"n": count}


# The life of a petition


def _draft_openings() -> int:
    opened = _petitions().exclude(opened_at=None)
    return sum(_draft_opening(it) for it in _unmarked(opened, "opened"))


def _draft_opening(petition: Petition) -> bool:
    """The launch of the campaign, or its renewal."""
    is_renewal = Renewal.objects.filter(begun=petition).exists()
    about = {"petition": petition.title, "target": petition.target}
    if is_renewal:
        title = _("The campaign is renewed: “%(petition)s”") % about
    else:
        title = _("The petition opens: “%(petition)s”") % about
    entry = timeline.draft(
        petition.campaign,
        kind=Kind.RENEWAL if is_renewal else Kind.LAUNCH,
        on=timezone.localdate(petition.opened_at),
        title=title,
        text=_("Readers can sign a petition to %(target)s.") % about,
        phase=petition.phase,
        drafted_for=f"opened:{petition.pk}",
    )
    return entry is not None


def _draft_wins() -> int:
    won = _petitions().filter(status=Petition.Status.WON)
    return sum(_draft_win(it) for it in _unmarked(won, "won"))


def _draft_win(petition: Petition) -> bool:
    entry = timeline.draft(
        petition.campaign,
        kind=Kind.WIN,
        on=timezone.localdate(petition.won_at),
        title=_("Won: “%(petition)s”") % {"petition": petition.title},
        text=petition.outcome,
        phase=petition.phase,
        drafted_for=f"won:{petition.pk}",
    )
    return entry is not None


def _petitions() -> QuerySet[Petition]:
    return Petition.objects.select_related("campaign", "phase")


def _unmarked(petitions: Iterable[Petition], what: str) -> list[Petition]:
    """Those of which nobody drafted this yet; a newsroom has few petitions."""
    by_key = {f"{what}:{petition.pk}": petition for petition in petitions}
    marked = timeline.marked(by_key)
    return [petition for key, petition in by_key.items() if key not in marked]
