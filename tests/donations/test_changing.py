"""A donor gives another sum each month, from the next charge on."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts import owning
from donations import changing, own, reconciling, recurring, stripe_api, syncing
from donations.models import Donation, Payment, SumChange
from mailroom import delivery
from mailroom.models import Letter
from tests import factories

MINE = "/accounts/me/gifts/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


@pytest.fixture
def subscription(begun):
    return begun()


@pytest.fixture
def link(subscription):
    """The page behind the link of a letter."""
    return recurring.sum_path(subscription)


@pytest.fixture
def ada(client):
    person = factories.make_user("ada@example.org")
    owning.make_sole_address(person, "ada@example.org")
    client.force_login(person)
    return client


def read(browser, path):
    return " ".join(browser.get(path).content.decode().split())


def the_sum(subscription):
    return Donation.objects.get(pk=subscription.donation_id).total_minor


def next_month(stripe, subscription):
    invoice = stripe.let_period_pass(subscription.subscription_id)
    syncing.sync_invoice(invoice["id"])
    return Payment.objects.order_by("-pk").first()


def test_both_pages_of_gifts_lead_there(ada, subscription, link):
    payment = Payment.objects.get()
    assert f'href="{link}"' in read(Client(), own.path(payment))

    assert f"/gifts/{subscription.donation_id}/manage/sum/" in read(ada, MINE)
    page = recurring.path(subscription)
    assert f'href="{page}sum/"' in read(Client(), page)


def test_opening_the_page_changes_nothing_and_says_when_it_holds(
    subscription, link, stripe
):
    stripe.is_away = True
    answer = Client().get(link)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "You give £5 every month to “The appeal”." in page
    assert f"charged from {subscription.next_day} on" in page
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]
    assert not SumChange.objects.exists()


def test_one_press_changes_the_next_charge_and_a_letter_confirms_it(
    link, subscription, stripe, mailoutbox
):
    delivery.send_due()
    answer = Client().post(link, {"amount": "7.50"})
    assert answer.status_code == 302
    said = read(Client(), answer.url)
    assert "Your new sum is set." in said
    assert "You give £7.50 every month" in said
    assert Payment.objects.count() == 1
    delivery.send_due()
    letter = mailoutbox[-1]

    for words in (letter.body, letter.alternatives[0].content):
        assert "Until now: £5 every month" in words
        assert "From now on: £7.50 every month" in words
        assert f"Next charge: {subscription.next_day}" in words
        assert recurring.link(subscription) in words
    assert letter.subject == "Your gift is £7.50 every month from now on"
    paid = next_month(stripe, subscription)
    assert (paid.amount_minor, paid.is_odd) == (750, False)


def test_a_double_press_changes_it_once(link):
    for _ in range(3):
        assert Client().post(link, {"amount": "10"}).status_code == 302

    assert SumChange.objects.count() == 1
    assert Letter.objects.filter(kind="donations.sum_changed").count() == 1


def test_back_to_the_sum_of_before(link, subscription, stripe):
    for amount in ("10", "5", "10", "5"):
        assert Client().post(link, {"amount": amount}).status_code == 302

    assert the_sum(subscription) == 500
    assert next_month(stripe, subscription).amount_minor == 500
    assert Letter.objects.filter(kind="donations.sum_changed").count() == 4


@pytest.mark.parametrize(
    "typed",
    ["", "-1", "0", "0.001", "1e9", "NaN", "１０", "1,00", "1", "1001", "x" * 30],
)
def test_what_is_no_sum_is_refused_beside_the_field(ada, subscription, stripe, typed):
    path = f"/gifts/{subscription.donation_id}/manage/sum/"
    answer = ada.post(path, {"amount": typed})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Nothing is changed yet" in page
    assert f'value="{typed}"' in page or not typed
    assert not SumChange.objects.exists()


def test_a_letters_link_doubles_at_most_and_who_signs_in_gives_more(
    ada, link, subscription
):
    answer = Client().post(link, {"amount": "10.01"})
    assert answer.status_code == 422
    assert "£10 every month at most" in answer.content.decode()
    path = f"/gifts/{subscription.donation_id}/manage/sum/"
    assert f'href="{path}"' in answer.content.decode()
    assert Client().post(link, {"amount": "10"}).status_code == 302
    assert Client().post(link, {"amount": "20"}).status_code == 422
    assert ada.post(path, {"amount": "100"}).status_code == 302

    assert the_sum(subscription) == 10_000


def test_it_is_nobody_elses_to_change(client, subscription):
    path = f"/gifts/{subscription.donation_id}/manage/sum/"
    assert Client().post(path, {"amount": "10"}).url.startswith("/accounts/")
    bo = factories.make_user("bo@example.org")
    owning.make_sole_address(bo, "bo@example.org")
    client.force_login(bo)

    assert client.post(path, {"amount": "10"}).status_code == 404
    assert Client().get("/gifts/by-letter/nonsense/sum/").status_code == 404
    assert not SumChange.objects.exists()


def test_another_site_cannot_press(link):
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = Client().post(link, {"amount": "10"}, headers=headers)

    assert answer.status_code == 403
    assert not SumChange.objects.exists()


def test_while_stripe_is_away_nothing_changes_and_what_was_typed_stays(
    link, subscription, stripe
):
    stripe.is_away = True
    answer = Client().post(link, {"amount": "7.50"})
    assert answer.status_code == 503
    assert 'value="7.50"' in answer.content.decode()
    assert the_sum(subscription) == 500
    stripe.is_away = False
    reconciling.reconcile()
    assert the_sum(subscription) == 500

    assert Client().post(link, {"amount": "7.50"}).status_code == 302
    assert the_sum(subscription) == 750


def test_what_stripe_took_before_it_went_away_is_found_at_night(
    link, subscription, stripe, monkeypatch
):
    monkeypatch.setattr(syncing, "sync_subscription", away)
    assert Client().post(link, {"amount": "7.50"}).status_code == 503
    monkeypatch.undo()
    assert the_sum(subscription) == 500
    reconciling.reconcile()

    assert the_sum(subscription) == 750
    assert Letter.objects.filter(kind="donations.sum_changed").count() == 1


def away(*_asked):
    raise stripe_api.Away


def test_a_refusal_leaves_everything_as_it_was(link, subscription, stripe):
    row = stripe.shelf.get(subscription.subscription_id)
    stripe.shelf.put(row | {"interval": "year"})
    answer = Client().post(link, {"amount": "7.50"})

    assert answer.status_code == 503
    assert "did not take this sum" in answer.content.decode()
    assert not SumChange.objects.exists()


def test_a_charge_of_the_old_sum_that_is_told_of_late_is_not_odd(
    link, subscription, stripe
):
    invoice = stripe.let_period_pass(subscription.subscription_id)
    Client().post(link, {"amount": "7.50"})
    syncing.sync_invoice(invoice["id"])

    assert not Payment.objects.filter(is_odd=True).exists()
    assert Payment.objects.count() == 2


def test_a_sum_that_somebody_set_at_stripe_is_looked_into(subscription, stripe):
    stripe.set_sum(subscription.subscription_id, 9900)

    assert next_month(stripe, subscription).is_odd
    assert the_sum(subscription) == 500


def test_who_covers_the_fee_goes_on_doing_so(link, subscription):
    Donation.objects.update(fee_minor=28)
    Client().post(link, {"amount": "4"})

    donation = Donation.objects.get()
    assert (donation.amount_minor, donation.fee_minor) == (400, 27)


@pytest.mark.parametrize("how", ["stopped", "refused"])
def test_a_gift_that_stopped_or_whose_card_fails_has_no_other_sum(
    link, subscription, stripe, how
):
    if how == "stopped":
        stripe.cancel(subscription.subscription_id)
    else:
        stripe.change_card(subscription.subscription_id, is_good=False)
        stripe.let_period_pass(subscription.subscription_id)
    syncing.sync_subscription(subscription.subscription_id)
    page = recurring.path(subscription)

    assert Client().post(link, {"amount": "10"}).url == page
    assert "Give another sum" not in read(Client(), page)
    assert not SumChange.objects.exists()


def test_somebody_who_plays_with_it_is_asked_to_wait(link, subscription):
    for number in range(changing.MOST_A_DAY):
        Client().post(link, {"amount": f"5.{number + 10}"})
    answer = Client().post(link, {"amount": "6"})
    assert answer.status_code == 429
    SumChange.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))

    assert Client().post(link, {"amount": "6"}).status_code == 302


def test_whoever_is_forgotten_gets_no_letter_about_it(link, subscription):
    Client().post(link, {"amount": "10"})
    own.forget([subscription.donation_id])

    assert Letter.objects.get(kind="donations.sum_changed").address == ""
    assert Client().get(urlsplit(link).path).status_code == 404
