"""A mail server that keeps every letter, and misbehaves when told to."""

import asyncio
import email
import email.policy
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.parts.finding import free_port, wait_for

OK = "250 OK"
# aiosmtpd tells every step, which would bury what a failed test has to say.
logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Received:
    """A letter as it came in; `accepted` is False when we hung up after DATA."""

    to: str
    message: EmailMessage
    accepted: bool = True

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""


class MailServer:
    """SMTP on a port of its own. Every behaviour may change while it runs.

    Letters are added by the server's thread and read by the test's, under one lock.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self._lock = threading.Lock()
        self._letters: list[Received] = []
        self._controller: Controller | None = None
        self.behave()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    # Behaviours

    def behave(self) -> None:
        """Accept everything at once again."""
        self._replies: dict[str, str] = {}
        self._everyone = ""
        self._sender = ""
        self._drops = 0
        self._pause_seconds = 0.0

    def refuse(self, address: str, reply: str = "550 No such mailbox") -> None:
        """Answer this to one address: "550 …" is for good, "450 …" for now."""
        self._replies[address] = reply

    def refuse_everyone(self, reply: str = "554 Not from you") -> None:
        self._everyone = reply

    def close_on_sender(self, reply: str = "421 Closing, try later") -> None:
        """Answer MAIL FROM with this, as a server that is shutting down does."""
        self._sender = reply

    def drop_after_data(self, times: int = 1) -> None:
        """Take the letter, then hang up before saying so, this many times."""
        self._drops = times

    def slow_down(self, seconds: float) -> None:
        """Take this long for each letter."""
        self._pause_seconds = seconds

    # Running

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections until it is started again, on the same port."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    # What came in

    @property
    def letters(self) -> list[Received]:
        """Every accepted letter, oldest first."""
        return [letter for letter in self.seen if letter.accepted]

    @property
    def seen(self) -> list[Received]:
        """Every letter whose DATA came in, accepted or not."""
        with self._lock:
            return list(self._letters)

    def letters_to(self, address: str) -> list[Received]:
        return [letter for letter in self.letters if letter.to == address]

    def forget(self) -> None:
        with self._lock:
            self._letters.clear()

    def wait_for(
        self, address: str, *, count: int = 1, seconds: float = 20
    ) -> list[Received]:
        """The letters to an address, once there are this many."""
        enough: Callable[[], bool] = lambda: len(self.letters_to(address)) >= count  # noqa: E731
        wait_for(enough, seconds, what=f"{count} letters to {address}")
        return self.letters_to(address)

    # aiosmtpd calls these

    async def handle_MAIL(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        mail_options: list[str],
    ) -> str:
        if self._sender:
            return self._sender
        envelope.mail_from = address
        return OK

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        reply = self._replies.get(address) or self._everyone
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self._pause_seconds)
        is_dropped = self._drops > 0
        self._drops -= is_dropped
        self._keep(envelope, accepted=not is_dropped)
        if is_dropped and server.transport:
            server.transport.abort()
        return OK

    def _keep(self, envelope: Envelope, *, accepted: bool) -> None:
        message = email.message_from_bytes(
            envelope.original_content or b"",
            _class=EmailMessage,
            policy=email.policy.default,
        )
        with self._lock:
            self._letters += [
                Received(to, message, accepted) for to in envelope.rcpt_tos
            ]
