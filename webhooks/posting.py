"""One message to one address, and what came of it. No database here: threads run this.

Python's own HTTP client, since the connection is ours to make: to an address that was
judged (`destinations`), under the name that the certificate must carry. No redirect is
followed, no proxy of the environment asked, and however slowly an answer drips, it is
cut off.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Timer
from typing import NamedTuple

from webhooks import destinations
from webhooks.destinations import Destination, Refused, Why
from webhooks.models import ANSWER_KEPT, Delivery

CONNECT_SECONDS = 3
READ_SECONDS = 10
# From the first address that is tried to the last byte that is read.
LONGEST_SECONDS = CONNECT_SECONDS + READ_SECONDS
# Enough for what is kept, in any script. The rest is never read.
ANSWER_READ_BYTES = 4 * ANSWER_KEPT
MOST_ADDRESSES = 4

Problem = Delivery.Problem
_problems = {Why.INSIDE: Problem.INSIDE, Why.UNKNOWN: Problem.UNKNOWN}


class Outcome(NamedTuple):
    """What came of a try: the status of the answer, or the problem that kept it."""

    status: int | None = None
    answer: str = ""
    problem: str = Problem.NONE

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status == http.client.GONE


NOT_IN_TIME = Outcome(problem=Problem.SLOW)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    longest_seconds: float | None = None,
) -> Outcome:
    """Send it, within LONGEST_SECONDS or fewer, and the time of looking up the name."""
    try:
        destination = destinations.read(url)
        addresses = destinations.look_up(destination)
    except Refused as refused:
        return Outcome(problem=_problems.get(refused.why, Problem.ADDRESS))
    return _exchange(
        destination, addresses, body, headers, longest_seconds or LONGEST_SECONDS
    )


def _exchange(
    destination: Destination,
    addresses: Sequence[str],
    body: bytes,
    headers: Mapping[str, str],
    longest_seconds: float,
) -> Outcome:
    connection = _Pinned(destination, addresses)
    with _cut_off(connection, longest_seconds):
        try:
            connection.request("POST", destination.path, body, dict(headers))
            answer = connection.getresponse()
            # Headers that were cut off look like headers that ended.
            return NOT_IN_TIME if connection.is_cut else _read(answer)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return (
                Outcome(problem=_problem(error))
                if not connection.is_cut
                else NOT_IN_TIME
            )
        finally:
            connection.close()


def _problem(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return Problem.CERTIFICATE
        case TimeoutError():
            return Problem.SLOW
        case OSError():
            return Problem.UNREACHABLE
        case _:
            return Problem.NOT_HTTP


def _read(answer: http.client.HTTPResponse) -> Outcome:
    """The status decides; of the rest, what comes in time."""
    status = answer.status
    problem = Problem.NONE
    if not 200 <= status < 300:
        problem = Problem.REDIRECT if 300 <= status < 400 else Problem.STATUS
    return Outcome(status, _beginning(answer), problem)


def _beginning(answer: http.client.HTTPResponse) -> str:
    kept = b""
    # What breaks off is the text of the answer; the answer was given.
    with suppress(OSError, http.client.HTTPException, ValueError):
        while piece := answer.read1(ANSWER_READ_BYTES - len(kept)):
            kept += piece
    text = kept.decode(errors="replace")
    # PostgreSQL keeps no NUL, and nobody reads the others.
    shown = "".join(it if it.isprintable() else " " for it in text)
    return " ".join(shown.split())[:ANSWER_KEPT]


class _Pinned(http.client.HTTPConnection):
    """A connection to one of these addresses, whatever the name leads to by now."""

    def __init__(self, destination: Destination, addresses: Sequence[str]) -> None:
        super().__init__(destination.host, destination.port, timeout=CONNECT_SECONDS)
        self.default_port = (
            destinations.HTTPS_PORT if destination.is_https else destinations.HTTP_PORT
        )
        self.is_cut = False
        self._line: socket.socket | None = None
        self._destination = destination
        self._addresses = addresses[:MOST_ADDRESSES]

    def connect(self) -> None:
        self.sock = self._line = self._reach()
        if self.is_cut:
            raise TimeoutError
        if self._destination.is_https:
            # Known to `cut` before the first byte: a handshake can be slow, too.
            self.sock = self._line = ssl.create_default_context().wrap_socket(
                self._line,
                server_hostname=self._destination.host,
                do_handshake_on_connect=False,
            )
            self._line.do_handshake()
        self._line.settimeout(READ_SECONDS)

    def _reach(self) -> socket.socket:
        """The first that answers. Raises OSError of the last one."""
        error = OSError("no address")
        for address in self._addresses:
            try:
                return socket.create_connection(
                    (address, self._destination.port), CONNECT_SECONDS
                )
            except OSError as failed:
                error = failed
        raise error

    def cut(self) -> None:
        """End it from another thread: whoever waits for a byte is told that none comes.

        The socket's own `shutdown`, since that of TLS would first say good-bye; and by
        `_line`, since a connection forgets its `sock` while its answer is read.
        """
        self.is_cut = True
        if self._line:
            with suppress(OSError):
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)


@contextmanager
def _cut_off(connection: _Pinned, longest_seconds: float) -> Iterator[None]:
    """Let it last no longer than so many seconds."""
    timer = Timer(longest_seconds, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
