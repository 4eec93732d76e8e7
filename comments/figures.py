"""The figures of the forum as anybody may read them: nothing that points at a person.

A number from 1 to 4 is not told, and neither is one that could be worked out by taking
others from their sum: what is small is told with the next smallest, as one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments.models import Appeal, ForumMonth, LegalComplaint
from comments.reasons import Reason
from petitions.withholding import SMALLEST_CELL

MONTHS_SHOWN = 12
TOGETHER = "together"
RULES: dict[str, str | Promise] = {
    "author": _("every comment of this reader waits"),
    "words": _("a word of the newsroom’s list"),  # noqa: RUF001
    "personal": _("private details"),
    "links": _("links"),
    "repeat": _("the same again"),
    "history": _("much was refused of late"),
    "new reader": _("first comments of a new reader"),
    "mode": _("everything in this thread waits"),
    "reports": _("readers reported it"),
    "checker": _("a program outside the site"),
}


class Part(NamedTuple):
    name: str
    label: str | Promise
    number: int


class Figure(NamedTuple):
    """A number and its parts. None: from 1 to 4, which is not told."""

    name: str
    label: str | Promise
    number: int | None
    parts: list[Part]


class Month(NamedTuple):
    month: date
    figures: list[Figure]
    # None where fewer than five were decided.
    median_hours: float | None


def months() -> list[Month]:
    """The last twelve, newest first."""
    return [_shown(found) for found in ForumMonth.objects.all()[:MONTHS_SHOWN]]


def _shown(found: ForumMonth) -> Month:
    sums = found.sums
    is_enough = sums["decisions"] >= SMALLEST_CELL
    return Month(
        found.month,
        [
            _figure("made", _("Comments written"), sums["made"]),
            _figure("published", _("Comments published"), sums["published"]),
            _figure("held", _("Held by a rule"), sums["held"], RULES),
            _figure("refused", _("Refused"), _refused(sums), WHO),
            _figure("refused_for", _("Refused by a moderator, why"), *_why(sums)),
            _figure("reports", _("Reports by readers"), sums["reports"], REASONS),
            _figure("appeals_made", _("Appeals"), sums["appeals_made"]),
            _figure("appeals", _("Appeals decided"), sums["appeals"], APPEALS),
            _figure(
                "illegal_made",
                _("Notices of illegal content"),
                sums["complaints_made"],
            ),
            _figure(
                "illegal",
                _("Notices of illegal content decided"),
                sums["complaints"],
                COMPLAINTS,
            ),
        ],
        sums["median_hours"] if is_enough else None,
    )


Labels = Mapping[str, str | Promise]
WHO: Labels = {"person": _("by a moderator"), "rule": _("by a rule")}
REASONS: Labels = dict(Reason.choices)
APPEALS: Labels = dict(Appeal.Outcome.choices)
COMPLAINTS: Labels = dict(LegalComplaint.Outcome.choices)


def _refused(sums: Mapping[str, Any]) -> dict[str, int]:
    return {
        "person": sum(sums["refused_by_person"].values()),
        "rule": sum(sums["refused_by_rule"].values()),
    }


def _why(sums: Mapping[str, Any]) -> tuple[dict[str, int], Labels]:
    return sums["refused_by_person"], REASONS


def _figure(
    name: str,
    label: str | Promise,
    counted: int | Mapping[str, int],
    labels: Labels | None = None,
) -> Figure:
    parts = {"": counted} if isinstance(counted, int) else counted
    whole = sum(parts.values())
    if 0 < whole < SMALLEST_CELL:
        return Figure(name, label, None, [])
    told = told_together(parts) if labels else {}
    names = {TOGETHER: _("others"), **(labels or {})}
    shown = [Part(it, names.get(it, it), many) for it, many in told.items()]
    return Figure(name, label, whole, shown)


def told_together(parts: Mapping[str, int]) -> dict[str, int]:
    """The parts of a sum, the largest first, with what is small in one."""
    ranked = sorted(
        (it for it in parts.items() if it[1]), key=lambda it: (-it[1], it[0])
    )
    together = 0
    while ranked and (ranked[-1][1] < SMALLEST_CELL or 0 < together < SMALLEST_CELL):
        together += ranked.pop()[1]
    shown = dict(ranked)
    if together:
        shown[TOGETHER] = together
    return shown


def as_data() -> dict[str, Any]:
    """The same for programs; null where a number is not told."""
    return {
        "withheld_below": SMALLEST_CELL,
        "months": [
            {
                "month": f"{it.month:%Y-%m}",
                "median_hours_to_decision": it.median_hours,
                **{
                    figure.name: {
                        "count": figure.number,
                        "parts": {part.name: part.number for part in figure.parts},
                    }
                    for figure in it.figures
                },
            }
            for it in months()
        ],
    }
