"""A donor cancels a Gift Aid declaration, by the receipt's link or signed in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from donations import own
from donations.gift_aid import claiming, declaring
from donations.models import GiftAidDeclaration
from mailroom import delivery
from mailroom.addresses import parse
from mailroom.models import Letter
from tests import factories
from tests.accounts import doors
from tests.donations.claims import FROM, NUMBER, TO

MINE = "/accounts/me/gifts/"
pytestmark = pytest.mark.django_db


def known(payment):
    """With what finds a donor's own, as a gift has that was begun on our page."""
    donation = payment.donation
    donation.donor_key = own.key(parse(donation.email))
    donation.save(update_fields=["donor_key"])
    return payment


@pytest.fixture
def payment(declared):
    return known(declared())


@pytest.fixture
def page(payment):
    return f"{own.path(payment)}{payment.donation_id}/gift-aid/"


@pytest.fixture
def ada(client):
    client.force_login(doors.make_reader("ada@example.org"))
    return client


def read(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def standing():
    return GiftAidDeclaration.objects.filter(cancelled_at=None).count()


def test_opening_the_page_changes_nothing_and_says_what_it_means(payment, page):
    gifts = read(Client(), own.path(payment))
    assert "You declared Gift Aid" in gifts
    assert f'href="{page}"' in gifts
    words = read(Client(), page)

    assert "claims no tax back on what you pay from now on" in words
    assert "Nothing was claimed on it so far" in words
    assert "I want to Gift Aid my donation to The Example Relief Fund." in words
    assert standing() == 1


def test_what_was_claimed_is_told(claim, payment, page):
    claim()

    assert "One payment was claimed already, and stays so." in read(Client(), page)


def test_one_press_cancels_it_and_a_letter_confirms_it(payment, page, mailoutbox):
    answers = [Client().post(page) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    said = read(Client(), answers[0].url)
    assert "Your Gift Aid declaration is cancelled." in said
    assert "Your Gift Aid declaration was cancelled on" in said
    delivery.send_due()
    (letter,) = mailoutbox

    assert letter.to == ["ada@example.org"]
    assert letter.subject == "Your Gift Aid declaration is cancelled"
    for words in (letter.body, letter.alternatives[0].content):
        assert f"for charity {NUMBER}" in words
        assert "what was claimed stays claimed" in words
    declaration = GiftAidDeclaration.objects.get()
    assert declaration.cancelled_by is None
    assert not declaration.is_void
    assert "It was cancelled on" in read(Client(), page)


def test_what_is_paid_later_is_not_claimed_and_what_was_before_is(
    checkout, payment, page
):
    Client().post(page)
    now = timezone.now()
    later = factories.make_payment(checkout, paid_at=now + timedelta(minutes=1))
    later.donation, old = payment.donation, later.donation
    later.save(update_fields=["donation"])
    old.delete()
    days = {"starts_on": FROM, "ends_on": (now + timedelta(days=2)).date()}

    assert list(claiming.waiting(NUMBER, **days)) == [payment]


def test_it_holds_for_all_gifts_of_the_mailbox_to_this_charity(
    checkout, declared, page
):
    declared()
    declared(charity_number="1111111")
    other = factories.make_payment(checkout, email="bo@example.org")
    factories.make_declaration(other)
    Client().post(page)

    assert standing() == 2
    assert Letter.objects.filter(kind="donations.gift_aid_cancelled").count() == 1
    assert not claiming.waiting("2222222", FROM, TO).exists()


def test_a_reader_does_the_same_signed_in(ada, payment):
    path = f"{MINE}{payment.donation_id}/gift-aid/"
    assert f'href="{path}"' in read(ada, MINE)
    read(ada, path)
    assert ada.post(path).url == f"{MINE}?said=gift+aid"

    assert standing() == 0


def test_it_is_nobody_elses_to_cancel(client, checkout, payment, page):
    client.force_login(doors.make_reader("bo@example.org"))
    theirs = known(factories.make_payment(checkout, email="bo@example.org"))
    paths = [
        f"{MINE}{payment.donation_id}/gift-aid/",
        f"{own.path(theirs)}{payment.donation_id}/gift-aid/",
        f"/gifts/nonsense/{payment.donation_id}/gift-aid/",
        f"{own.path(theirs)}{theirs.donation_id}/gift-aid/",
    ]

    assert [client.post(path).status_code for path in paths] == [404] * 4
    crossed = {"Sec-Fetch-Site": "cross-site"}
    assert Client().post(page, headers=crossed).status_code == 403
    assert standing() == 1


def test_of_two_presses_one_cancels(payment):
    declaration = GiftAidDeclaration.objects.get()

    assert declaring.cancel_own(declaration)
    assert not declaring.cancel_own(declaration)
    assert Letter.objects.count() == 1
