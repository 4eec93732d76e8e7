"""A donor changes or stops a monthly gift, from the account or from a letter."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts import owning
from donations import events, recurring, standin, stripe_api
from donations.models import Donation, Payment, Subscription
from mailroom import addresses, delivery
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


@pytest.fixture
def subscription(begun):
    return begun()


@pytest.fixture
def letter_path(subscription):
    return urlsplit(recurring.link(subscription)).path


@pytest.fixture
def page(subscription):
    return f"/gifts/{subscription.donation_id}/manage/"


def reader(client, email, *, is_proved=True):
    person = factories.make_user(email)
    if is_proved:
        owning.make_sole_address(person, email)
    client.force_login(person)
    return client


def test_opening_a_letters_link_shows_one_button_and_asks_stripe_nothing(
    client, letter_path, stripe
):
    stripe.is_away = True
    answer = client.get(letter_path)
    words = answer.content.decode()

    assert answer.status_code == 200
    assert "You give £5 every month to “The appeal”, until you stop it." in words
    assert words.count(f'action="{letter_path}"') == 1
    policy = answer["Content-Security-Policy"]
    assert "form-action 'self' https://billing.stripe.com" in policy
    assert answer["Referrer-Policy"] == "strict-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert not stripe.shelf.of("billing_portal.session")


def test_the_portals_host_is_named_on_these_pages_alone(client, appeal):
    policy = client.get("/donate/refugees-welcome/")["Content-Security-Policy"]

    assert "billing.stripe.com" not in policy


def test_pressing_it_leads_to_the_portal_of_its_donor(
    client, letter_path, subscription, stripe, settings
):
    answer = client.post(letter_path)
    (session,) = stripe.shelf.of("billing_portal.session")

    assert (answer.status_code, answer.url) == (302, session["url"])
    assert session["customer"] == subscription.customer_id
    assert session["return_url"] == f"{settings.SITE_URL}{letter_path}?back=1"


def test_it_is_stopped_in_the_portal_and_confirmed_by_a_letter(
    client, letter_path, mailoutbox
):
    portal = urlsplit(client.post(letter_path).url).path
    assert "Cancel this gift" in client.get(portal).content.decode()
    client.post(portal, {"do": "cancel"})

    back = client.get(f"{letter_path}?back=1").content.decode()
    assert "Your gift has stopped" in back
    assert "<form method" not in back.partition("<main")[2].partition("</main")[0]
    events.process_due()
    delivery.send_due()
    assert [each for each in mailoutbox if "has stopped" in each.subject]


def test_a_month_passes_on_the_demos_portal(client, letter_path):
    portal = urlsplit(client.post(letter_path).url).path
    client.post(portal, {"do": "pass"})
    events.process_due()
    assert Payment.objects.count() == 2

    client.post(portal, {"do": "bad card"})
    client.post(portal, {"do": "pass"})
    events.process_due()
    assert "could not be charged" in client.get(letter_path).content.decode()
    client.post(portal, {"do": "good card"})
    events.process_due()
    assert Payment.objects.count() == 3
    assert "could not be charged" not in client.get(letter_path).content.decode()


def test_in_earnest_there_is_no_stand_in(client, letter_path, settings):
    portal = urlsplit(client.post(letter_path).url).path
    settings.STRIPE_STANDIN = False

    assert client.get(portal).status_code == 404


@pytest.mark.parametrize("page", ["/stand-in/portal/bps_other/"])
def test_a_portal_of_nobody_is_not_found(client, page):
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "0" * 40])
def test_a_link_that_is_none_leads_nowhere(client, letter_path, token):
    path = letter_path.rsplit("/", 2)[0] + f"/{token or letter_path[-41:-2] + 'z'}/"
    answer = client.get(path)

    assert answer.status_code == 404
    assert client.post(path).status_code == 404


def test_a_link_opens_one_gift_alone(client, begun, letter_path):
    other = begun(email="bo@example.org", amount_minor=1000)
    assert urlsplit(recurring.link(other)).path != letter_path
    Subscription.objects.filter(pk=other.pk).update(salt=b"another salt")

    assert client.get(letter_path).status_code == 200
    assert client.get(urlsplit(recurring.link(other)).path).status_code == 404


def test_another_site_cannot_press(client, letter_path, page, stripe):
    reader(client, "ada@example.org")
    for path in (letter_path, page):
        answer = client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
    assert not stripe.shelf.of("billing_portal.session")


def test_stripe_away_is_told_and_nothing_was_changed(client, letter_path, stripe):
    stripe.is_away = True
    answer = client.post(letter_path)

    assert answer.status_code == 503
    assert "Nothing was changed" in answer.content.decode()
    assert client.get(f"{letter_path}?back=1").status_code == 200


def test_the_reader_whose_address_it_is_reaches_the_portal(client, page, stripe):
    reader(client, "Ada@Example.org")
    answer = client.get(page)

    assert "https://billing.stripe.com" in answer["Content-Security-Policy"]
    assert urlsplit(client.post(page).url).path.startswith("/stand-in/portal/")


@pytest.mark.parametrize(
    ("email", "is_proved"), [("bo@example.org", True), ("ada@example.org", False)]
)
def test_nobody_else_finds_it(client, page, email, is_proved):
    reader(client, email, is_proved=is_proved)

    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_signed_out_goes_through_the_door_and_back(client, page, method):
    answer = getattr(client, method)(page)

    assert answer.url == f"/accounts/?next={page}"


def test_a_single_gift_has_nothing_to_change(client, appeal, stripe):
    from donations import giving, reconciling

    gift = giving.Gift(addresses.parse("ada@example.org"), 500, 0, "", "")
    giving.start(appeal, gift)
    donation = Donation.objects.get()
    stripe.pay(donation.session_id)
    reconciling.reconcile()
    reader(client, "ada@example.org")

    assert client.get(f"/gifts/{donation.pk}/manage/").status_code == 404
    assert not recurring.is_running(donation)


def test_only_a_few_questions_are_asked_of_the_database(
    letter_path, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        Client().get(letter_path)


def test_the_interface_is_asked_as_stripe_has_it(subscription, stripe):
    """Its listing gives what asking for one gives."""
    (listed,) = stripe_api.subscriptions_not_over()

    assert listed == stripe_api.subscription(subscription.subscription_id)
    assert standin.KEY.startswith("sk_test")
