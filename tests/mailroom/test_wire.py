"""Letters over a real connection: what a mail server gets to see of them."""

import pytest

from mailroom import delivery
from mailroom.models import Letter
from tests import factories

BODIES = [
    "Good day.\n",
    ".\n..dots\n.\n",
    "Zoë 🕊\n.\n",
    "x" * 1200,
    "a\r\n.b\rc",
    "é" * 999,
]


@pytest.fixture
def server(mail_server, settings):
    """The tests' own mail server, which the letters leave for."""
    settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_TRANSPORT = {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": mail_server.port,
    }
    return mail_server


def post(*names, **content):
    words = {"subject": "Grüße 🕊", "text": "Hi.\n", "html": "<p>Zoë\n.\n"} | content
    for name in names:
        factories.make_letter(mail_to=f"{name}@example.org", content=words)


def states():
    letters = Letter.objects.order_by("pk")
    return [(letter.state, letter.last_error, letter.attempts) for letter in letters]


@pytest.mark.parametrize("text", BODIES)
def test_a_letter_arrives_as_it_was_written(server, db, text, settings):
    post("ada", text=text)
    assert delivery.send_due() == 1
    (got,) = server.letters

    assert got.text.splitlines() == text.splitlines()
    assert got.html.splitlines() == ["<p>Zoë", "."]
    assert got.subject == "Grüße 🕊"
    assert got.to == got.message["To"] == "ada@example.org"
    assert got.message["From"] == settings.DEFAULT_FROM_EMAIL
    assert got.message["Auto-Submitted"] == "auto-generated"
    assert got.message["Date"].datetime
    assert not got.message.defects


def test_letters_to_many_go_to_each_alone(server, db):
    post("ada", "bo", "cy")
    delivery.send_due()

    assert [letter.message["To"] for letter in server.letters] == [
        letter.to for letter in server.letters
    ]
    assert len({letter.message_id for letter in server.letters}) == 3


def test_a_reader_who_is_refused_takes_nobody_along(server, db):
    server.refuse("bo@example.org")
    server.refuse("cy@example.org", "450 Not now")
    post("ada", "bo", "cy", "dee")

    assert delivery.send_due() == 2
    assert states() == [
        ("sent", "", 1),
        ("failed", "refused by the mail server (550)", 1),
        ("waiting", "put off by the mail server (450)", 1),
        ("sent", "", 1),
    ]


def test_a_server_that_hangs_up_gets_the_rest_later(server, db):
    post("ada", "bo")
    server.close_on_sender()
    assert delivery.send_due() == 0
    assert {error for _state, error, _tries in states()} == {"mail server away"}

    server.behave()
    Letter.objects.update(due_at="2026-01-01T00:00Z")
    assert delivery.send_due() == 2


def test_a_letter_whose_reply_is_lost_is_sent_again_under_its_name(server, db):
    post("ada")
    server.drop_after_data()
    assert delivery.send_due() == 0
    Letter.objects.update(due_at="2026-01-01T00:00Z")
    assert delivery.send_due() == 1

    assert len({letter.message_id for letter in server.seen}) == 1
    assert len(server.seen) == 2
