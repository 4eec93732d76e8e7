"""What libraries send goes through the outbox like everything else."""

import pytest
from django.core import mail

from mailroom import delivery
from mailroom.models import Lane, Letter


def test_a_message_of_a_library_is_a_letter_that_waits(db, mailoutbox):
    mail.send_mail(
        "Code", "123456", None, ["ada@example.org"], html_message="<b>123456</b>"
    )

    assert mailoutbox == []
    letter = Letter.objects.get()
    assert letter.content == {
        "subject": "Code",
        "text": "123456",
        "html": "<b>123456</b>",
    }
    assert letter.lane == Lane.SECURITY
    assert not letter.is_capped
    assert (letter.expires_at - letter.created_at).total_seconds() == pytest.approx(
        3600, abs=5
    )


def test_it_is_sent_as_it_was_written_and_then_forgotten(db, mailoutbox):
    mail.send_mail("Code", "123456", None, ["ada@example.org"], html_message="<b>1</b>")
    delivery.send_due()

    (message,) = mailoutbox
    assert (message.subject, message.body) == ("Code", "123456")
    assert [part[0] for part in message.alternatives] == ["<b>1</b>"]
    assert Letter.objects.get().content == {}


def test_a_message_to_three_is_three_letters(db):
    mail.EmailMessage("A", "b", to=["a@example.org", "b@example.org"]).send()

    addresses = Letter.objects.order_by("pk").values_list("address", flat=True)
    assert list(addresses) == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize(
    "address", ["a@localhost", "a@[127.0.0.1]", "üser@example.org", '"a b"@example.org']
)
def test_an_address_that_no_letter_reaches_is_no_error_page(db, client, address):
    """Django's own check of addresses lets some of these through."""
    response = client.post("/accounts/signup/", {"email": address})

    assert response.status_code == 422
    assert not Letter.objects.exists()


def test_a_letter_to_nobody_is_none(db):
    mail.send_mail("A", "b", None, ["a@localhost"])

    assert not Letter.objects.exists()


def test_without_a_mail_server_letters_wait(db, settings):
    settings.MAIL_TRANSPORT_BACKEND = "mailroom.backend.NoServer"
    mail.send_mail("A", "b", None, ["a@example.org"])

    assert delivery.send_due() == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == ("waiting", 0)
