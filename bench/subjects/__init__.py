"""What the table is about: one module for each subject, measured in this order."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import NamedTuple

from bench.showing import Row
from bench.standing import Site, Stand, site

# Of the UK Parliament's petition 241584 on 21 March 2019: 64,594 more were confirmed
# within 675 seconds (bench/data/README.md).
RECORD = "UK Parliament, recorded: 5,742 confirmed a minute (96/s)"
PYTITION = "Pytition: "


@dataclass
class Run:
    """What every subject is given: the site that all share, and how long to try."""

    stand: Stand
    site: Site
    seconds: float
    rounds: int
    sizes: list[int]
    is_quick: bool
    opened: contextlib.ExitStack
    _sites: dict[int, Site] = field(default_factory=dict)

    @property
    def largest(self) -> int:
        """Signatures on the petition that stands for a large one."""
        return max(self.sizes)

    def large_site(self, size: int) -> Site:
        """A site whose petition has so many confirmed signatures; kept to the end."""
        from bench import filling, writing

        if size not in self._sites:
            where = self.opened.enter_context(site(self.stand, f"bench_{size}"))
            with filling.looking_at(where.database):
                filling.fill(size)
            where.start_web()
            writing.warm(where, size)
            self._sites[size] = where
        return self._sites[size]


class Subject(NamedTuple):
    """A name for the command line, and what it measures."""

    name: str
    about: str
    # Measured only when it is named.
    is_asked_for: bool = False

    @property
    def measure(self) -> Callable[[Run], list[Row]]:
        found: Callable[[Run], list[Row]]
        found = import_module(f"bench.subjects.{self.name}").measure
        return found


ALL = [
    Subject("starting", "start-up time and memory of each process"),
    Subject("signing", "the form's POST against the smallest view that inserts"),
    Subject("pages", "the page against a cached string, and nginx's static file"),
    Subject("queries", "database statements of each kind of request"),
    Subject("growing", "signing and confirming with many signatures already"),
    Subject("counting", "draining the queue, and how soon the number shows it"),
    Subject("letters", "letters of one worker against rendering alone"),
    Subject("exporting", "the list as CSV against plain COPY"),
    Subject("surging", "300 signatures a second while readers refresh"),
    Subject("inside", "ways of doing one thing, in one process"),
    Subject("talking", "200 comments a second into one thread", is_asked_for=True),
]
