"""Its words, and the way to stop such letters."""

from urllib.parse import urlsplit

from django.test import Client

from mailroom import delivery
from petitions import (
    renewal_letters,
)
from petitions.models import Signature
from tests import factories
from tests.petitions.renewal_letters.writing import path_of, sign
from tests.petitions.test_renewing import NEXT


def test_the_letter_says_what_the_editor_wrote_and_why_it_came(letter_to_ada):
    text, html = letter_to_ada.body, letter_to_ada.alternatives[0][0]

    assert letter_to_ada.subject == "We ask again"
    for told in ("Hello Ada,", "Urgent support", "A petition to The UK government"):
        assert told in text
        assert told in html
    assert "Seven years ago you signed." in text
    assert "why (https://example.org/why)" in text
    assert "<em>signed</em>" in html
    assert "you signed “Let them in”" in text
    assert "is not carried" in text
    assert not set("{}") & set(text)


def test_a_subscribers_letter_says_why_it_came_and_names_nobody(send, old, mailoutbox):
    factories.make_subscription(email="only@example.org")
    send()
    renewal_letters.write_due()
    delivery.send_due()
    (letter,) = mailoutbox

    assert letter.body.startswith("Hello,\n")
    assert "because you asked us to write" in letter.body
    assert f"/petitions/{NEXT.slug}/?via=newsletter." in letter.body
    assert "/my/" not in letter.body
    assert not set("{}") & set(letter.body)
    assert "/newsletter/stop/" in letter.extra_headers["List-Unsubscribe"]


def test_mail_programs_get_a_button_that_stops_the_letters(letter_to_ada, old):
    headers = letter_to_ada.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert urlsplit(address).path == path_of(letter_to_ada, "stop")

    # As a mail program's server sends it: no cookie, no origin.
    answer = Client().post(urlsplit(address).path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Signature.objects.get(petition=old).newsletter


def test_the_stop_link_changes_nothing_until_it_is_pressed(client, letter_to_ada, old):
    path = path_of(letter_to_ada, "stop")
    assert "Stop the letters" in client.get(path).content.decode()
    assert Signature.objects.get(petition=old).newsletter

    client.post(path)
    signature = Signature.objects.get(petition=old)
    assert not signature.newsletter
    assert signature.status == "confirmed"
    assert signature.show_name


def test_stopping_ends_the_letters_of_the_campaign_and_of_no_other(
    client, letter_to_ada, old
):
    again = factories.make_petition(slug="same-campaign")
    sign(again, "ada@example.org")
    bus = factories.make_campaign(slug="night-bus")
    elsewhere = factories.make_petition(slug="elsewhere", campaign=bus)
    sign(elsewhere, "ada@example.org")
    subscription = factories.make_subscription()
    client.post(path_of(letter_to_ada, "stop"))

    wanted = Signature.objects.filter(newsletter=True)
    assert [it.petition for it in wanted] == [elsewhere]
    subscription.refresh_from_db()
    assert subscription.withdrawn_at is not None


def test_the_stop_link_opens_nothing_else(client, letter_to_ada):
    token = path_of(letter_to_ada, "stop").split("/")[2]

    for path in (f"/my/{token}/", f"/my/{token}/again/", f"/my/{token}/erase/"):
        assert client.get(path).status_code == 404
