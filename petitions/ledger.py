"""The public ledger of a count: by how much it changed each day, and why.

Every line that a drain wrote is in it, summed by day and reason, so that the sums of
all days are the number on the page; and every removal by the newsroom with its reason
(promise 2). Days are those of UTC, since a time zone that is set anew would move what
was printed.
"""

from dataclasses import dataclass
from datetime import UTC, date

from django.db.models import Sum
from django.db.models.functions import TruncDate

from petitions import removing
from petitions.models import CountLine, Petition
from petitions.models.counts import Reason
from petitions.removing import Told


@dataclass(frozen=True)
class Day:
    """The changes of one day, each of them signed; `count` is the count at its end."""

    day: date
    confirmed: int
    withdrawn: int
    removed: int
    restored: int
    recount: int
    count: int

    @property
    def change(self) -> int:
        parts = (self.confirmed, self.withdrawn, self.removed)
        return sum(parts) + self.restored + self.recount


@dataclass(frozen=True)
class Ledger:
    """The newest day first."""

    days: list[Day]
    removals: list[Told]

    @property
    def count(self) -> int:
        """What all days together make: the number on the page."""
        return self.days[0].count if self.days else 0

    @property
    def has_rare(self) -> bool:
        """Whether anything but signing and withdrawing ever changed the number."""
        return any(day.removed or day.restored or day.recount for day in self.days)

    @property
    def sums(self) -> list[int]:
        """What each column of the table makes; together they are the number."""
        columns = ["confirmed", "withdrawn"]
        columns += ["removed", "restored", "recount"] if self.has_rare else []
        return [sum(getattr(day, name) for day in self.days) for name in columns]


def of(petition: Petition) -> Ledger:
    """All days on which the count changed, and what the newsroom removed."""
    lines = CountLine.objects.filter(petition=petition).order_by()
    sums: dict[date, dict[str, int]] = {}
    rows = (
        lines.annotate(day=TruncDate("at", tzinfo=UTC))
        .values_list("day", "reason")
        .annotate(change=Sum("change"))
        .order_by("day")
    )
    for day, reason, change in rows:
        sums.setdefault(day, dict.fromkeys(Reason.values, 0))[reason] += change
    count, days = 0, []
    for day, by_reason in sums.items():
        count += sum(by_reason.values())
        days.append(Day(day=day, count=count, **by_reason))
    return Ledger(days[::-1], removing.of_petition(petition))
