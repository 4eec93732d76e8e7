"""The people of a recorded petition: each signs, gets the letter, and confirms.

Nothing is handed past the site: the link that a person opens was read from the letter
that the mail server took, and the number is the one of count.json.
"""

import asyncio
import contextlib
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from bench import arriving, lagging, visiting
from bench.arriving import Answer, Readers
from bench.lagging import Seen
from bench.loading import WrongAnswer
from bench.replaying import receiving
from bench.replaying.journals import Journal
from bench.standing import Site
from config.launching import parts
from tests.parts.finding import BASE_DIR

Group = asyncio.TaskGroup

# How long a person looks at the letter before pressing its link.
THINK_SECONDS = (1.0, 15.0)
PAGE_LOOKS_A_SECOND = 20
COUNT_LOOK_SECONDS = 0.2
# "Busy" comes with a page that tries again by itself after this long. Whoever sees an
# error instead, or nothing, presses again later.
BUSY, BUSY_SECONDS = 503, 5.0
ANNOYED_SECONDS = (10.0, 30.0)
TRIES = 6


@dataclass
class Timed:
    """When each thing happened, and how many seconds it took."""

    at: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def add(self, at: float, took: float) -> None:
        self.at.append(at)
        self.took.append(took)


@dataclass
class Happened:
    """All that the generator saw. Times are `time.time()`."""

    began: float = 0.0
    signed: Timed = field(default_factory=Timed)
    letters: Timed = field(default_factory=Timed)
    confirmed: Timed = field(default_factory=Timed)
    pages: Timed = field(default_factory=Timed)
    seen: list[Seen] = field(default_factory=list)
    gave_up: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    generator_late: list[float] = field(default_factory=list)


class People:
    """Everybody who comes to one petition during one replay."""

    def __init__(
        self, site: Site, *, signed: Journal, confirmed: Journal, mail_port: int
    ) -> None:
        self.site, self.mail_port = site, mail_port
        self.signed, self.confirmed = signed, confirmed
        self.happened = Happened()
        self._signed_at: dict[str, float] = {}
        # Whose letter came before the answer to the form did.
        self._early: dict[str, tuple[str, float]] = {}
        self._pressing = 0
        self._mail_is_up = asyncio.Event()
        self._stamp = f"{time.time_ns():x}"

    async def come(self, moments: list[float], *, patience: float) -> Happened:
        """Let one come at each of these moments; wait for all letters and presses.

        What anybody meets with that should not be ends all of it.
        """
        with arriving.first_error():
            await self._come(moments, patience)
        return self.happened

    async def _come(self, moments: list[float], patience: float) -> None:
        async with (
            arriving.readers(self.site.public) as readers,
            asyncio.TaskGroup() as group,
        ):
            looks = self._look(group, readers)
            await self._mail_is_up.wait()
            self.happened.began = time.time()
            await arriving.arrive(
                moments, lambda number, due: self._sign(group, readers, number, due)
            )
            await self._wait_for_the_last(patience)
            for look in looks:
                look.cancel()

    def _look(self, group: Group, readers: Readers) -> list[asyncio.Task[None]]:
        """The letters, the page and the number are looked at all the time."""
        seen = self.happened.seen
        return [
            group.create_task(look)
            for look in (
                self._receive(group, readers),
                self._look_at_pages(readers),
                lagging.watch(readers, visiting.COUNT, seen, every=COUNT_LOOK_SECONDS),
            )
        ]

    # Signing

    async def _sign(
        self, group: Group, readers: Readers, number: int, due: float
    ) -> None:
        email = f"p{self._stamp}x{number}@example.org"
        self.happened.generator_late.append(time.time() - due)
        request = arriving.written(
            "POST",
            visiting.SIGN,
            form=visiting.form() | {"email": email},
            forwarded=self.site.forwarded(visiting.network()),
        )
        answer = await self._ask_until_taken(readers, request)
        if answer is None:
            return
        self.signed.note(email)
        self._signed_at[email] = answer.at
        self.happened.signed.add(answer.at, answer.at - due)
        if early := self._early.pop(email, None):
            self._got_letter(group, readers, email, *early)

    # The letter, and its link

    async def _receive(self, group: Group, readers: Readers) -> None:
        command = parts.tied("-m", receiving.__name__, str(self.mail_port))
        process = await asyncio.create_subprocess_exec(
            *command, cwd=BASE_DIR, stdout=asyncio.subprocess.PIPE
        )
        lines = process.stdout or asyncio.StreamReader()
        try:
            async for line in lines:
                words = line.decode().split()
                if words == [receiving.READY]:
                    self._mail_is_up.set()
                else:
                    email, token, came_at = words
                    self._got_letter(group, readers, email, token, float(came_at))
            raise WrongAnswer("The mail server of the replay ended")
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()

    def _got_letter(
        self, group: Group, readers: Readers, email: str, token: str, came_at: float
    ) -> None:
        """Press its link in a while; a letter that comes a second time is let lie."""
        signed_at = self._signed_at.pop(email, None)
        if signed_at is None:
            self._early[email] = token, came_at
            return
        self.happened.letters.add(came_at, max(0.0, came_at - signed_at))
        self._pressing += 1
        group.create_task(self._press(readers, email, token))

    async def _press(self, readers: Readers, email: str, token: str) -> None:
        """Press the link after a while."""
        await asyncio.sleep(random.uniform(*THINK_SECONDS))
        pressed = time.time()
        request = arriving.written("POST", visiting.CONFIRM.format(token=token))
        answer = await self._ask_until_taken(readers, request)
        if answer is not None:
            self.confirmed.note(email)
            self.happened.confirmed.add(answer.at, answer.at - pressed)
        self._pressing -= 1

    async def _ask_until_taken(self, readers: Readers, request: bytes) -> Answer | None:
        """Send it, and again when it was turned away; None when that never helps."""
        for _ in range(TRIES):
            answer = await readers.ask(request)
            if answer.status == 302:
                return answer
            self.happened.refused[answer.status] += 1
            is_busy = answer.status == BUSY
            await asyncio.sleep(
                BUSY_SECONDS if is_busy else random.uniform(*ANNOYED_SECONDS)
            )
        self.happened.gave_up += 1
        return None

    # Looking

    async def _look_at_pages(self, readers: Readers) -> None:
        """A few readers whose times are known second by second; wrk's are not."""
        request = arriving.written("GET", visiting.PAGE)
        while True:
            asked = time.time()
            answer = await readers.ask(request)
            if answer.status != 200:
                self.happened.refused[answer.status] += 1
            self.happened.pages.add(asked, answer.at - asked)
            await asyncio.sleep(
                max(0.0, 1 / PAGE_LOOKS_A_SECOND - (time.time() - asked))
            )

    async def _wait_for_the_last(self, patience: float) -> None:
        """Every letter came, every link was pressed, and the number shows them all."""
        until = time.time() + patience
        confirmed, seen = self.happened.confirmed, self.happened.seen
        while time.time() < until:
            is_done = not self._signed_at and not self._pressing
            if is_done and seen and seen[-1].count >= len(confirmed.at):
                return
            await asyncio.sleep(0.2)
