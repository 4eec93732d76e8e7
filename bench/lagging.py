"""How long after a confirmation the public number holds it."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from bench import arriving
from bench.arriving import Readers
from bench.loading import WrongAnswer


class Seen(NamedTuple):
    """What count.json said at a moment."""

    at: float
    count: int


def lags(
    answered: Iterable[float], seen: Sequence[Seen], *, before: int
) -> list[float]:
    """Seconds from the n-th confirmation to the first look at `before + n` or more.

    Raises WrongAnswer when the number never rose so far.
    """
    found, looks = [], iter(seen)
    look = next(looks, None)
    for number, at in enumerate(sorted(answered), start=1):
        while look and look.count < before + number:
            look = next(looks, None)
        if look is None:
            raise WrongAnswer(f"Confirmation {number} was never shown")
        found.append(max(0.0, look.at - at))
    return found


def falls(seen: Sequence[Seen]) -> int:
    """How often a look found a smaller number than the look before it."""
    return sum(later.count < look.count for look, later in pairwise(seen))


async def watch(readers: Readers, path: str, seen: list[Seen], *, every: float) -> None:
    """Look at the number until cancelled, noting the moment of each answer."""
    request = arriving.written("GET", path)
    while True:
        answer = await readers.ask(request)
        if answer.status == 200:
            seen.append(Seen(answer.at, json.loads(answer.body)["count"]))
        await asyncio.sleep(every)


async def wait_for_count(seen: Sequence[Seen], count: int, *, seconds: float) -> None:
    """Return when the number was seen to be this, or after a while in any case."""
    for _ in range(int(seconds / 0.05)):
        if seen and seen[-1].count >= count:
            return
        await asyncio.sleep(0.05)
