"""A mail server of the tests: it takes letters, refuses them, or is away."""

import smtplib

import pytest

from mailroom import transport


class FakeServer:
    """Stands for the connection; `refuses` maps an address to what is raised."""

    def __init__(self):
        self.taken = []
        self.refuses = {}
        self.is_away = False
        self.hangs_up_after = None
        self.connections = 0

    def open(self):
        if self.is_away:
            raise ConnectionRefusedError
        self.connections += 1
        return True

    def close(self):
        if self.hangs_up_after is not None:
            raise smtplib.SMTPServerDisconnected("bye")

    def send_messages(self, messages):
        if self.hangs_up_after == len(self.taken):
            raise smtplib.SMTPServerDisconnected("bye")
        for message in messages:
            error = self.refuses.get(message.to[0])
            if error:
                raise error
            message.message()  # As bytes for the wire, which is where a bad one fails.
            self.taken.append(message)
        return len(messages)

    @property
    def readers(self):
        return [message.to[0] for message in self.taken]


@pytest.fixture
def server(monkeypatch):
    fake = FakeServer()
    monkeypatch.setattr(transport, "connect", lambda: fake)
    return fake
