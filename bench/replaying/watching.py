"""The promise about the count, looked at each second in one moment of the database."""

import threading
import time
from typing import NamedTuple

import psycopg

# One statement sees one moment: what the number is, what waits, what is confirmed.
ONE_MOMENT = """
    SELECT (SELECT sum(count) FROM petitions_tally),
           (SELECT coalesce(sum(change), 0) FROM petitions_countchange),
           (SELECT count(*) FROM petitions_signature WHERE status = 'confirmed'),
           (SELECT coalesce(sum(count), 0) FROM petitions_areatally),
           (SELECT coalesce(sum(change), 0) FROM petitions_timetally
            WHERE step = 'minute')
"""
EVERY_SECONDS = 1.0


class Moment(NamedTuple):
    """The count and the rows that it stands for, seen together."""

    at: float
    tally: int
    waiting: int
    confirmed: int
    areas: int
    minutes: int

    @property
    def is_right(self) -> bool:
        parts_are_right = self.tally == self.areas == self.minutes
        return parts_are_right and self.tally + self.waiting == self.confirmed


class Watch:
    """Looks once a second, until it is stopped, on a connection of its own."""

    def __init__(self, database_url: str) -> None:
        self.moments: list[Moment] = []
        self._url = database_url
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._error: Exception | None = None

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ends.set()
        self._thread.join()
        if self._error:
            raise self._error

    @property
    def wrong(self) -> list[Moment]:
        return [moment for moment in self.moments if not moment.is_right]

    def _look(self) -> None:
        try:
            with psycopg.connect(self._url, autocommit=True) as connection:
                while True:
                    found = connection.execute(ONE_MOMENT).fetchone()
                    self.moments.append(Moment(time.time(), *map(int, found)))
                    if self._ends.wait(EVERY_SECONDS):
                        return
        except Exception as error:  # noqa: BLE001 (raised by whoever stops it)
            self._error = error
