"""A mail server of the tests: it takes letters, refuses them, or is away."""

import smtplib
from datetime import timedelta

import pytest
from django.utils import timezone

from mailroom import transport
from mailroom.models import Letter
from tests import factories


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


@pytest.fixture
def three(db):
    return [
        factories.make_letter(mail_to=f"{name}@example.org") for name in ("a", "b", "c")
    ]


@pytest.fixture
def due_again(db):
    """Lets every waiting letter be due and free."""

    def make_due():
        past = timezone.now() - timedelta(seconds=1)
        Letter.objects.waiting().update(due_at=past, leased_until=None)

    return make_due
