"""Requests that arrive when they arrive: an open loop over plain sockets.

Readers do not wait for each other. A time is measured from the moment a request was
due, so that a server that stands still for a second is seen to have done so.
"""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

ANSWER_SECONDS = 60
# In the place of a status when there was no answer in time.
NOTHING = 0
HEAD_END = b"\r\n\r\n"
_length = re.compile(rb"\r\ncontent-length:\s*(\d+)")


class Answer(NamedTuple):
    """What came back, and when."""

    status: int
    body: bytes
    at: float


class _Line(asyncio.Protocol):
    """One kept-alive connection, one request on it at a time."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.waiting: asyncio.Future[Answer] | None = None
        self.buffer = b""

    @property
    def is_open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("hung up"))

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        if not self.is_open:
            raise ConnectionError("hung up")
        self.waiting = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.transport.write(request)
        return self.waiting

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head_ends = self.buffer.find(HEAD_END)
        if head_ends < 0 or self.waiting is None or self.waiting.done():
            return
        head, body = self.buffer[:head_ends].lower(), self.buffer[head_ends + 4 :]
        length = _length.search(head)
        if length is None and b"\r\ntransfer-encoding: chunked" in head:
            is_whole = body.endswith(b"0\r\n\r\n")
            body = _joined(body) if is_whole else body
        else:
            is_whole = len(body) >= (int(length[1]) if length else 0)
        if is_whole:
            status = int(self.buffer[9:12])
            self.waiting.set_result(Answer(status, body, time.time()))
            if b"\r\nconnection: close" in head:
                self.transport.close()


def _joined(chunked: bytes) -> bytes:
    """A body that came in chunks (RFC 9112, 7.1), as one."""
    pieces = []
    while size := int(chunked.partition(b"\r\n")[0].partition(b";")[0], 16):
        _size, _, chunked = chunked.partition(b"\r\n")
        pieces.append(chunked[:size])
        chunked = chunked[size + 2 :]
    return b"".join(pieces)


class Readers:
    """As many connections as are needed at once, each used again when it is free."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self._free: list[_Line] = []

    async def ask(self, request: bytes) -> Answer:
        """Send a request; once more if the server had just let the line go.

        Who is not answered in time, or hung up on, gets the status `NOTHING`.
        """
        try:
            line = await self._line()
            is_used = bool(line.buffer)
            answer = await self._ask_on(line, request)
            if answer is None and is_used and not line.buffer:
                line = await self._fresh()
                answer = await self._ask_on(line, request)
        except OSError:
            answer = None
        if answer is None:
            return Answer(NOTHING, b"", time.time())
        if line.is_open:
            self._free.append(line)
        return answer

    async def _ask_on(self, line: _Line, request: bytes) -> Answer | None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await line.ask(request)
        except ConnectionError:
            return None
        except TimeoutError:
            if line.transport:
                line.transport.abort()
            return None

    def close(self) -> None:
        for line in self._free:
            if line.transport:
                line.transport.abort()

    async def _line(self) -> _Line:
        while self._free:
            line = self._free.pop()
            if line.is_open:
                return line
        return await self._fresh()

    async def _fresh(self) -> _Line:
        loop = asyncio.get_running_loop()
        _transport, line = await loop.create_connection(_Line, self.host, self.port)
        return line


@contextlib.asynccontextmanager
async def readers(address: str) -> AsyncIterator[Readers]:
    made = Readers(address)
    try:
        yield made
    finally:
        made.close()


def written(
    method: str,
    path: str,
    *,
    form: dict[str, str] | None = None,
    forwarded: str = "",
    cookie: str = "",
) -> bytes:
    """A request as a browser behind a proxy sends it."""
    body = urlencode(form).encode() if form else b""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if forwarded:
        lines.append(f"X-Forwarded-For: {forwarded}")
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def arrive(
    due_after: Iterable[float], act: Callable[[int, float], Awaitable[object]]
) -> None:
    """Start `act(number, due)` at each of these seconds from now; wait for all.

    `due` is a `time.time()`. The first that fails ends it all.
    """
    start = time.time()
    with first_error():
        async with asyncio.TaskGroup() as group:
            for number, after in enumerate(due_after):
                due = start + after
                wait = due - time.time()
                if wait > 0:
                    await asyncio.sleep(wait)
                group.create_task(_act(act, number, due))


@contextlib.contextmanager
def first_error() -> Iterator[None]:
    """Of the many who meet with the same fault, one is enough to tell it."""
    try:
        yield
    except ExceptionGroup as several:
        raise several.exceptions[0] from None


async def _act(
    act: Callable[[int, float], Awaitable[object]], number: int, due: float
) -> None:
    await act(number, due)


def evenly(rate: float, seconds: float) -> list[float]:
    """When they come: so many a second, one after the other."""
    return [number / rate for number in range(int(rate * seconds))]
