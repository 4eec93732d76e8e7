"""A reader with an account gives without typing the address, signed in or not."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts import pending
from accounts.models import PendingAction
from donations import events, giving_as_reader
from donations.models import Donation, Payment
from tests import factories
from tests.accounts import doors
from tests.donations.giving import ON_WALL, drawn

CY = "cy@example.org"
PAGE = "/donate/refugees-welcome/"
TYPED = {"amount": "1000", "email": "", "name": "Cy Harbour"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


@pytest.fixture
def cy():
    return doors.make_reader(CY)


@pytest.fixture
def reader(client, cy):
    client.force_login(cy)
    return client


@pytest.fixture
def press(checkout):
    def go(browser, **changes):
        extra = {"headers": changes.pop("headers", {})}
        path = f"{PAGE}checkout/{checkout.pk}/as-reader/"
        return browser.post(path, TYPED | drawn(checkout) | changes, **extra)

    return go


def test_the_button_is_the_same_for_everybody(client, checkout, reader):
    page = Client().get(PAGE)

    assert "Give with my account" in page.content.decode()
    assert reader.get(PAGE).content == page.content


def test_signed_in_the_accounts_address_counts(press, reader, cy):
    answer = press(reader, email="somebody@example.org", via="qr.poster")
    donation = Donation.objects.get()

    assert answer.url == donation.checkout_url
    assert (donation.email, donation.reader, donation.name) == (CY, cy, "Cy Harbour")
    assert donation.came_by == "qr.poster"


def test_two_presses_lead_to_one_checkout(press, reader):
    assert len({press(reader).url for _ in range(3)}) == 1
    assert Donation.objects.count() == 1


def test_a_slip_is_told_beside_its_field(press, reader):
    answer = press(reader, amount="", show_name="on", wall_name="Cy")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Choose an amount." in page
    assert "Enter your email address." not in page
    assert 'value="Cy"' in page
    assert "https://checkout.stripe.com" in answer["Content-Security-Policy"]


def test_an_account_that_proved_no_mailbox_types_one(press, client):
    user = factories.make_user("dee@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    client.force_login(user)

    assert press(client).status_code == 422
    assert press(client, email="dee@example.org").status_code == 302
    assert Donation.objects.get().reader is None


# Through the door


def test_signed_out_it_waits_at_the_door_and_is_carried_out_once(
    press, client, cy, mailoutbox
):
    answer = press(client, **ON_WALL, cover_fee="on", via="qr.poster")
    door = urlsplit(answer.url)
    assert (answer.status_code, door.path) == (302, "/accounts/login/code/")
    assert not Donation.objects.exists()
    action = PendingAction.objects.get()
    assert "email" not in action.payload["fields"]

    back = doors.come_in(client, mailoutbox, CY, action=str(action.pk))
    donation = Donation.objects.get()
    assert back.url == f"/accounts/me/gifts/{donation.pk}/pay/"
    assert (donation.email, donation.reader) == (CY, cy)
    assert (donation.amount_minor, donation.fee_minor) == (1000, 36)
    assert donation.wall_name.name == "Ada F."
    assert donation.came_by == "qr.poster"
    assert donation.session_id is None
    assert pending.do(action.pk, cy) == back.url
    assert Donation.objects.count() == 1


@pytest.fixture
def waiting(press, client, cy):
    """The page on which Cy goes on to pay."""
    press(Client())
    path = giving_as_reader.perform(cy, PendingAction.objects.get().payload)
    client.force_login(cy)
    return path


def test_one_press_leads_on_to_stripe_and_looking_does_not(waiting, client):
    page = client.get(waiting)
    assert "Your gift of £10" in page.content.decode()
    assert "https://checkout.stripe.com" in page["Content-Security-Policy"]
    assert Donation.objects.get().session_id is None
    answer = client.post(waiting)
    assert answer.url == Donation.objects.get().checkout_url
    assert client.post(waiting).url == answer.url

    client.post(urlsplit(answer.url).path, {"do": "pay"})
    events.process_due()
    assert Payment.objects.get().donation.reader.email == CY
    assert client.get(waiting).url == "/accounts/me/gifts/"


def test_another_reader_cannot_pay_it(waiting):
    other = Client()
    assert other.get(waiting).url.startswith("/accounts/")
    other.force_login(doors.make_reader("bo@example.org"))

    assert other.get(waiting).status_code == 404


def test_stripe_away_is_told_there_and_the_gift_waits(waiting, client, stripe):
    stripe.is_away = True
    answer = client.post(waiting)
    assert answer.status_code == 503
    assert "Nothing was charged" in answer.content.decode()
    stripe.is_away = False

    assert client.post(waiting).status_code == 302


def test_who_comes_too_late_chooses_once_more(waiting, client):
    Donation.objects.update(started_at=timezone.now() - timedelta(minutes=40))
    answer = client.post(waiting)

    assert answer.status_code == 200
    assert "nothing was charged" in answer.content.decode()
    assert Donation.objects.get().session_id is None


def test_what_has_ended_meanwhile_takes_no_gift(press, client, cy, checkout):
    press(Client())
    checkout.ended_on = timezone.localdate()
    checkout.save()
    action = PendingAction.objects.get()

    assert pending.do(action.pk, cy) == action.get_absolute_url()
    action.refresh_from_db()
    assert action.refused_because == "Nothing is collected there any more."
    assert not Donation.objects.exists()


def test_words_of_a_waiting_gift_can_be_copied(press):
    press(Client(), amount="other", other="12.34", **ON_WALL)
    action = PendingAction.objects.get()

    assert pending.words(action) == [
        ("Another amount", "12.34"),
        ("Your name", "Cy Harbour"),
        ("Name to show", "Ada F."),
    ]


def test_a_monthly_gift_waits_at_the_door_too(press, client, cy, checkout):
    checkout.suggested_monthly = "3, 5"
    checkout.save()
    monthly = {"interval": "month", "amount_month": "other", "other_month": "4.50"}
    press(Client(), **monthly)
    action = PendingAction.objects.get()
    assert pending.words(action)[0] == ("Another amount", "4.50")

    pending.do(action.pk, cy)
    donation = Donation.objects.get()
    assert (donation.interval, donation.amount_minor) == ("month", 450)
    assert donation.reader == cy


def test_many_presses_while_signed_out_are_stopped(press, settings):
    settings.SIGNING_UNLIMITED_NETWORKS = []
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {pending.OF_NETWORK: [(1, 60)]}
    press(Client())
    answer = press(Client())

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert 'value="Cy Harbour"' in answer.content.decode()


def test_thieves_are_stopped_here_too(press, reader, settings):
    statuses = [
        press(reader, amount="other", other=str(5 + number)).status_code
        for number in range(7)
    ]

    assert statuses == [302] * 5 + [429] * 2


def test_another_site_cannot_press(press, reader):
    answer = press(reader, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert not Donation.objects.exists()
