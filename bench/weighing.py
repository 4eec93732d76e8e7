"""How much memory processes hold, as Linux counts it."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.parts.finding import descendants

MIB = 1024


class Weight(NamedTuple):
    """Mebibytes of a process and all that descend from it.

    In `rss` a page that two of them share counts twice; in `pss` its halves do.
    """

    rss: float
    pss: float
    processes: int

    def __str__(self) -> str:
        return f"RSS {self.rss:.0f} MiB, PSS {self.pss:.0f} MiB in {self.processes}"


def weigh(pid: int) -> Weight:
    found = [_rollup(each) for each in descendants(pid)]
    rolls = [roll for roll in found if roll]
    return Weight(
        sum(roll["Rss"] for roll in rolls) / MIB,
        sum(roll["Pss"] for roll in rolls) / MIB,
        len(rolls),
    )


def peak_mib() -> float:
    """The most that this process ever held (VmHWM, its own and nobody else's)."""
    return _fields(Path("/proc/self/status"), ["VmHWM"])["VmHWM"] / MIB


def _rollup(pid: int) -> dict[str, int]:
    try:
        return _fields(Path(f"/proc/{pid}/smaps_rollup"), ["Rss", "Pss"])
    except OSError:
        return {}


def _fields(path: Path, names: Iterable[str]) -> dict[str, int]:
    """Lines such as `Rss:   1234 kB`."""
    lines = (line.split() for line in path.read_text().splitlines())
    found = {words[0].rstrip(":"): words for words in lines if len(words) > 1}
    return {name: int(found[name][1]) for name in names if name in found}
