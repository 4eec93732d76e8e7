"""What a replay is worth: what was lost, what was late, what was slowest."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench import figuring, lagging
from bench.loading import Load, WrongAnswer
from bench.replaying.journals import Compared
from bench.replaying.people import BUSY, Happened
from bench.replaying.watching import Moment


@dataclass(frozen=True)
class Report:
    """One replay: how many times as many as were recorded, and what came of it."""

    times: float
    seconds: float
    people: int
    happened: Happened
    signed: Compared
    confirmed: Compared
    moments: Sequence[Moment]
    shown: int
    counted: int
    is_proven: bool
    refreshers: Sequence[Load]

    @property
    def wrong_moments(self) -> int:
        return sum(not moment.is_right for moment in self.moments)

    @property
    def faults(self) -> list[str]:
        """What breaks a promise; the replay then ends with an error."""
        falls = lagging.falls(self.happened.seen)
        lost, unconfirmed = len(self.signed.lost), len(self.confirmed.lost)
        found = [
            (lost, f"{lost} signatures were answered and are lost"),
            (unconfirmed, f"{unconfirmed} confirmations were answered and are lost"),
            (self.wrong_moments, f"the count was off at {self.wrong_moments} looks"),
            (falls, f"the public number fell {falls} times"),
            (not self.moments, "nobody looked at the count"),
            (
                self.shown != self.counted,
                f"count.json says {self.shown}, confirmed are {self.counted}",
            ),
            (not self.is_proven, "a recount does not find what is shown"),
            (_others(self.happened) != "none", _others(self.happened)),
            (self.unanswered, f"{self.unanswered} people did not get to confirm"),
        ]
        return [words for is_so, words in found if is_so]

    @property
    def unanswered(self) -> int:
        """Who signed and was not told of a confirmation when the replay ended."""
        return self.signed.promised - self.confirmed.promised

    @property
    def lags(self) -> list[float]:
        """Known only where every confirmation in the table was answered."""
        if self.counted != self.confirmed.promised:
            raise WrongAnswer("not every confirmation was answered")
        happened = self.happened
        return lagging.lags(happened.confirmed.at, happened.seen, before=0)


def _others(happened: Happened) -> str:
    """Answers that are neither the right one nor an honest "busy"."""
    others = {it: count for it, count in happened.refused.items() if it != BUSY}
    found = [f"{count} × {status or 'nothing'}" for status, count in others.items()]
    return ", ".join(found) or "none"


def _times(values: Sequence[float], unit: str = "s") -> str:
    """`p50 / p99 / longest`."""
    if not values:
        return "-"
    scale = 1000 if unit == "ms" else 1
    shown = (
        figuring.number(scale * figuring.percentile(values, percent))
        for percent in (50, 99, 100)
    )
    return f"{' / '.join(shown)} {unit}"


def lines(report: Report) -> dict[str, str]:
    """The report's lines, each with its name."""
    happened = report.happened
    views = sum(load.rate for load in report.refreshers)
    slowest = max((load.p99 for load in report.refreshers), default=0.0)
    try:
        lags = _times(report.lags)
    except WrongAnswer as error:
        lags = str(error)
    return {
        "people": f"{report.people:,} in {report.seconds / 60:g} minutes,"
        f" {report.people * 60 / report.seconds:,.0f} a minute",
        "signatures": f"{report.signed}",
        "confirmations": f"{report.confirmed}",
        "turned away (503) to try again, for good": f"{happened.refused[BUSY]:,},"
        f" {happened.gave_up:,}",
        "other answers": _others(happened),
        "count and confirmed rows in one moment": f"{len(report.moments)} looks,"
        f" {report.wrong_moments} off",
        "falls of the public number": f"{lagging.falls(happened.seen)}",
        "sign, from due": _times(happened.signed.took, "ms"),
        "confirm": _times(happened.confirmed.took, "ms"),
        "letter, from the signature": _times(happened.letters.took),
        "confirmation to public number": lags,
        "page, 20 looks a second": _times(happened.pages.took, "ms"),
        "refreshers": f"{views:,.0f} views a second, p99 {slowest:.0f} ms",
        "the generator itself was late": _times(happened.generator_late, "ms"),
    }


def as_markdown(reports: Sequence[Report]) -> str:
    """A column for each replay."""
    columns = [lines(report) for report in reports]
    heads = " | ".join(f"× {report.times:g}" for report in reports)
    rows = [f"| p50 / p99 / longest | {heads} |", f"|---|{'---|' * len(reports)}"]
    for name in columns[0]:
        cells = " | ".join(column[name] for column in columns)
        rows.append(f"| {name} | {cells} |")
    return "\n".join(rows)


def as_text(report: Report) -> str:
    named = lines(report)
    width = max(map(len, named))
    body = "\n".join(f"  {name:<{width}}  {words}" for name, words in named.items())
    return f"× {report.times:g} (p50 / p99 / longest)\n{body}"
