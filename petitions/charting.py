"""The charts of a petition's data page, each with its words and with a table.

What a chart says in colour and height it says in words as well: `story` is read to
whoever cannot see it and stands above it for everybody, and the table has the numbers.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config import wording
from petitions import growth, saying
from petitions.charts.drawing import (
    FRAMES,
    Bar,
    Chart,
    Frame,
    Mark,
    bar_chart,
    line_chart,
)
from petitions.charts.scales import Tick
from petitions.growth import Growth
from petitions.models import Petition

# Beyond, milestones are so close that a chart can name none.
MOST_MILESTONES = 60
# So many in ten minutes, and readers do not pause all at once.
MANY, MOST_GAPS = 20, 3
BY_UNIT: dict[str, Promise] = {
    "minute": gettext_lazy("Signatures in each minute"),
    "ten minutes": gettext_lazy("Signatures in each ten minutes"),
    "hour": gettext_lazy("Signatures in each hour"),
    "day": gettext_lazy("Signatures on each day"),
    "week": gettext_lazy("Signatures in each week"),
    "four weeks": gettext_lazy("Signatures in each four weeks"),
    "period": gettext_lazy("Signatures in each period"),
}
BUSIEST: dict[str, Promise] = {
    "minute": gettext_lazy("The busiest minute was %(when)s, with %(number)s."),
    "ten minutes": gettext_lazy("The busiest ten minutes began %(when)s: %(number)s."),
    "hour": gettext_lazy("The busiest hour began %(when)s: %(number)s."),
    "day": gettext_lazy("The busiest day was %(when)s, with %(number)s."),
    "week": gettext_lazy("The busiest week began on %(when)s: %(number)s."),
    "four weeks": gettext_lazy("The busiest four weeks began on %(when)s: %(number)s."),
    "period": gettext_lazy("The busiest period began on %(when)s: %(number)s."),
}
FINE_UNITS = ("minute", "ten minutes", "hour")


class Row(NamedTuple):
    """A line of a chart's table."""

    when: str
    number: str


class Figure(NamedTuple):
    """One chart on all its frames. `key` makes its names on the page its own."""

    key: str
    title: str
    story: str
    drawn: list[Chart]
    rows: list[Row]
    first_heading: str
    heading: str


def figures(petition: Petition) -> list[Figure]:
    """All charts of the petition's life; none while nothing was ever counted."""
    grown = growth.of(petition)
    if grown is None:
        return []
    found = [_total(petition, grown), _pace(grown)]
    busiest = growth.busiest_day(petition, grown)
    return [*found, _day(busiest, grown.zone)] if busiest else found


def _total(petition: Petition, grown: Growth) -> Figure:
    marks = [_latest(grown), *_milestones(petition, grown)]
    drawn = [
        line_chart(
            frame,
            grown.points,
            marks=marks,
            zone=grown.zone,
            say_number=saying.number,
            say_tick=_say_tick(grown.zone),
        )
        for frame in FRAMES
    ]
    say = _say_start(grown)
    rows = [
        Row(say(bar), saying.number(count))
        for bar, count in zip(grown.bars, grown.counts, strict=True)
    ]
    return Figure(
        "total",
        _("Signatures over time"),
        _story_of_total(grown),
        drawn,
        rows,
        _first_heading(grown),
        _("Signatures at its end"),
    )


def _pace(grown: Growth) -> Figure:
    busiest, say = grown.busiest, _say_start(grown)
    story = str(BUSIEST[grown.unit]) % {
        "when": say(busiest),
        "number": saying.number(busiest.value),
    }
    if falls := [bar for bar in grown.bars if bar.value < 0]:
        story += " " + ngettext(
            "Once more people withdrew than signed.",
            "In %(number)s of the bars more people withdrew than signed.",
            len(falls),
        ) % {"number": len(falls)}
    if not grown.bars[-1].is_over:
        story += " " + _("The last bar is lighter: its time is not over yet.")
    return Figure(
        "pace",
        str(BY_UNIT[grown.unit]),
        story,
        _drawn_bars(grown.bars, grown.zone, say),
        [Row(say(bar), saying.change(bar.value)) for bar in grown.bars],
        _first_heading(grown),
        _("Change"),
    )


def _day(bars: list[Bar], zone: tzinfo) -> Figure:
    day = _date(bars[0].start, zone)
    busiest = max(bars, key=lambda bar: bar.value)
    story = _(
        "Most signed on %(day)s: %(sum)s. The busiest ten minutes of that day"
        " began at %(time)s, with %(number)s."
    ) % {
        "day": day,
        "sum": saying.number(sum(bar.value for bar in bars)),
        "time": _clock(busiest.start, zone),
        "number": saying.number(busiest.value),
    }
    if gaps := _gaps(bars):
        story += " " + _("Nobody was counted from %(times)s.") % {
            "times": _(" and from ").join(
                _("%(start)s to %(end)s")
                % {"start": _clock(start, zone), "end": _clock(end, zone)}
                for start, end in gaps
            )
        }
    return Figure(
        "day",
        _("The busiest day, by ten minutes"),
        story,
        _drawn_bars(bars, zone, lambda bar: _clock(bar.start, zone)),
        [Row(_clock(bar.start, zone), saying.change(bar.value)) for bar in bars],
        _("From"),
        _("Change"),
    )


def _drawn_bars(
    bars: Sequence[Bar], zone: tzinfo, say: Callable[[Bar], str]
) -> list[Chart]:
    return [_bars_on(frame, bars, zone, say) for frame in FRAMES]


def _bars_on(
    frame: Frame, bars: Sequence[Bar], zone: tzinfo, say: Callable[[Bar], str]
) -> Chart:
    top = max(bars, key=lambda bar: bar.value)
    words = _("%(when)s: %(number)s") % {
        "when": say(top),
        "number": saying.number(top.value),
    }
    middle = top.start + (top.end - top.start) / 2
    return bar_chart(
        frame,
        bars,
        peak=Mark(middle, top.value, words) if top.value > 0 else None,
        zone=zone,
        say_number=saying.number,
        say_tick=_say_tick(zone),
    )


def _gaps(bars: list[Bar]) -> list[tuple[datetime, datetime]]:
    """When nothing moved for twenty minutes, in the midst of many.

    Then the site, and not its readers, stood still.
    """
    moved = [bar for bar in bars if bar.value]
    return [
        (before.end, after.start)
        for before, after in pairwise(moved)
        if after.start - before.end >= 2 * growth.FINE
        and min(before.value, after.value) >= MANY
    ][:MOST_GAPS]


# Marks


def _latest(grown: Growth) -> Mark:
    at, count = grown.points[-1]
    return Mark(at, count, saying.number(count))


def _milestones(petition: Petition, grown: Growth) -> list[Mark]:
    """The largest first, since those keep the smaller ones' words away.

    Each where the line has it, not when a drain noticed it, or it would stand beside.
    """
    reached = petition.milestones.order_by("-count").values_list("count", flat=True)
    marks = (_crossed(grown, count) for count in reached[:MOST_MILESTONES])
    return [mark for mark in marks if mark]


def _crossed(grown: Growth, count: int) -> Mark | None:
    for (start, before), (end, after) in pairwise(grown.points):
        if before < count <= after:
            at = start + (end - start) * ((count - before) / (after - before))
            day = _day_and_month(at, grown.zone)
            return Mark(at, count, wording.listed([saying.number(count), day]))
    return None


# Words


def _story_of_total(grown: Growth) -> str:
    last = grown.points[-1][1]
    half = next((at for at, count in grown.points if count * 2 >= last), grown.start)
    words = {
        "start": _date(grown.start, grown.zone),
        "end": _date(grown.end, grown.zone),
        "number": saying.number(last),
        "half": _date(half, grown.zone),
    }
    if _date(grown.start, grown.zone) == words["end"]:
        return _("On %(start)s the number rose to %(number)s.") % words
    if last < 2:
        return _("From %(start)s to %(end)s the number came to %(number)s.") % words
    return (
        _(
            "From %(start)s to %(end)s the number rose to %(number)s. Half of these had"
            " signed by %(half)s."
        )
        % words
    )


def _first_heading(grown: Growth) -> str:
    return _("From") if grown.unit != "day" else _("Day")


def _say_start(grown: Growth) -> Callable[[Bar], str]:
    """When a bar begins; with its hour where that tells it from the next."""
    if grown.unit in FINE_UNITS:
        return lambda bar: wording.listed(
            [_day_and_month(bar.start, grown.zone), _clock(bar.start, grown.zone)]
        )
    return lambda bar: _date(bar.start, grown.zone)


def _say_tick(zone: tzinfo) -> Callable[[Tick], str]:
    def say(tick: Tick) -> str:
        local = timezone.localtime(tick.at, zone)
        if tick.kind in ("minute", "hour"):
            return _clock(tick.at, zone)
        if tick.kind == "day":
            return _day_and_month(tick.at, zone)
        return date_format(local, "M Y" if tick.kind == "month" else "Y")

    return say


def _date(moment: datetime, zone: tzinfo) -> str:
    return date_format(timezone.localtime(moment, zone), "DATE_FORMAT")


def _day_and_month(moment: datetime, zone: tzinfo) -> str:
    """In the order of the reader's language, with a short month: 21 Mar."""
    form = str(get_format("MONTH_DAY_FORMAT")).replace("F", "M")
    return date_format(timezone.localtime(moment, zone), form)


def _clock(moment: datetime, zone: tzinfo) -> str:
    return timezone.localtime(moment, zone).strftime("%H:%M")
