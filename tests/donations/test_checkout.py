"""A reader gives through the own checkout."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from donations import events, giving, ledger, standin, stripe_api
from donations.models import Donation, Payment, StripeEvent
from mailroom import delivery
from tests import factories
from tests.donations.giving import drawn

PAGE = "/donate/refugees-welcome/"
FORM = {"amount": "1000", "email": "ada@example.org", "name": "Ada Field"}

pytestmark = pytest.mark.usefixtures("stripe")


@pytest.fixture
def give(client, checkout):
    def press(browser=client, **changes):
        path = f"{PAGE}checkout/{checkout.pk}/"
        return browser.post(path, FORM | drawn(checkout) | changes)

    return press


@pytest.fixture
def pay(client):
    """Pay on the stand-in's page; gives the answer."""

    def press(address, do="pay"):
        return client.post(urlsplit(address).path, {"do": do})

    return press


def test_the_page_asks_for_an_amount_and_ticks_nothing(client, checkout):
    page = client.get(PAGE).content.decode()

    assert "£10" in page
    assert "Another amount" in page
    assert "checked" not in page
    policy = client.get(PAGE)["Content-Security-Policy"]
    assert "form-action 'self' https://checkout.stripe.com" in policy


def test_a_gift_is_kept_paid_and_thanked_for(client, checkout, give, pay, mailoutbox):
    answer = give(via="qr.poster")
    donation = Donation.objects.get()
    assert answer.status_code == 302
    assert (donation.amount_minor, donation.total_minor) == (1000, 1000)
    assert donation.came_by == "qr.poster"
    assert client.get(urlsplit(answer.url).path).status_code == 200
    assert not Payment.objects.exists()

    back = pay(answer.url)
    thanks = client.get(back.url.removeprefix("http://testserver"))
    assert "Thank you, <bdi>Ada Field</bdi>" in thanks.content.decode()
    assert thanks["Cache-Control"] == "private, no-store"
    events.process_due()
    payment = Payment.objects.get()
    assert (payment.amount_minor, payment.fee_minor) == (1000, 35)
    delivery.send_due()
    (letter,) = mailoutbox
    assert letter.to == ["ada@example.org"]
    assert "£10" in letter.subject
    assert payment.receipt_number in letter.body
    assert ledger.of(checkout).raised_minor == 1000
    assert "<strong>£10</strong> raised" in Client().get(PAGE).content.decode()


def test_the_thanks_do_not_wait_for_the_event(client, give, stripe):
    give()
    session_id = Donation.objects.get().session_id
    stripe.pay(session_id)

    page = client.get(f"{PAGE}thanks/?s={session_id}").content.decode()
    assert "has arrived" in page
    assert Payment.objects.count() == 1


def test_who_has_not_paid_is_not_thanked(client, give, pay):
    answer = give()
    assert "card was declined" in pay(answer.url, do="decline").content.decode()
    assert pay(answer.url, do="back").url.endswith(f"{PAGE}#not-paid")

    session_id = Donation.objects.get().session_id
    page = client.get(f"{PAGE}thanks/?s={session_id}").content.decode()
    assert "We have not heard yet" in page
    assert not Payment.objects.exists()


@pytest.mark.parametrize("tail", ["", "?s=", "?s=cs_test_other", "?s=%00"])
def test_thanks_for_nothing_are_not_found(client, give, tail):
    give()

    assert client.get(f"{PAGE}thanks/{tail}").status_code in (400, 404)


def test_two_presses_lead_to_one_checkout(give, stripe):
    first, second = give(), give()

    assert first.url == second.url
    assert Donation.objects.count() == 1
    assert len(stripe.shelf.of("checkout.session")) == 1
    stripe.is_away = True
    assert give().url == first.url


def test_another_sum_or_mailbox_is_another_gift(give):
    addresses = {
        give().url,
        give(amount="500").url,
        give(email="bo@example.org").url,
        give(cover_fee="on").url,
    }

    assert len(addresses) == 4


def test_who_gives_again_gives_again(give, pay):
    pay(give().url)
    events.process_due()
    pay(give().url)
    events.process_due()

    assert Payment.objects.count() == 2


def test_a_checkout_that_has_closed_is_not_led_to(give):
    old = give().url
    Donation.objects.update(started_at=timezone.now() - timedelta(minutes=56))

    assert give().url != old


def test_the_fee_is_added_for_who_ticks_it(give):
    give(cover_fee="on")

    donation = Donation.objects.get()
    assert (donation.amount_minor, donation.fee_minor) == (1000, 36)
    # 1.5 per cent of 10.36 and 20 pence leave ten pounds.
    assert donation.total_minor - round(donation.total_minor * 0.015) - 20 == 1000


@pytest.mark.parametrize("amount", range(200, 100_000, 777))
def test_the_fee_that_is_added_is_enough_and_no_more(amount):
    total = amount + giving.cover(amount)

    assert total - (total * 0.015 + 20) >= amount - 1e-6
    assert (total - 1) - ((total - 1) * 0.015 + 20) < amount


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": ""}, "Choose an amount."),
        ({"amount": "123"}, "Choose one of these amounts"),
        ({"amount": "-500"}, "Choose one of these amounts"),
        ({"amount": "other"}, "Write the amount in digits"),
        *(
            ({"amount": "other", "other": typed}, "Write the amount in digits")
            for typed in ("-1", "1e9", "NaN", "１０", "1,00", "1000000000")
        ),
        ({"amount": "other", "other": "0"}, "The smallest amount is £2."),
        ({"amount": "other", "other": "1.99"}, "The smallest amount is £2."),
        ({"amount": "other", "other": "10000.01"}, "please write to the newsroom"),
        ({"amount": "other", "other": "0.001"}, "no such small coins"),
        ({"email": "ada"}, "Enter an email address in full"),
        ({"email": ""}, "Enter your email address."),
    ],
)
def test_a_mistake_is_told_beside_the_field_and_charges_nothing(give, changes, words):
    answer = give(**changes)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert words in page
    assert 'value="Ada Field"' in page
    assert "https://checkout.stripe.com" in answer["Content-Security-Policy"]
    if changes.get("other"):
        assert f'value="{changes["other"]}"' in page
    assert not Donation.objects.exists()


def test_an_amount_that_was_typed_counts_where_none_was_chosen(give):
    assert give(amount="", other="12.50").status_code == 302

    assert Donation.objects.get().amount_minor == 1250


def test_the_summary_leads_to_the_first_of_the_amounts(give, checkout):
    page = give(amount="").content.decode()

    first = f"gift-{checkout.pk}-amount_0"
    assert f'<a href="#{first}">Choose an amount.</a>' in page
    assert f'id="{first}"' in page


def test_the_page_of_thanks_says_who_gets_it_and_what_else_to_do(give, pay, checkout):
    factories.make_beneficiary(checkout, name="the Red Cross")
    petition = factories.make_petition(campaign=checkout.campaign)
    factories.make_petition(campaign=checkout.campaign, slug="over", status="closed")
    back = urlsplit(pay(give().url).url)
    page = Client().get(f"{back.path}?{back.query}").content.decode()

    for told in ("The Red Cross", "<strong>£10</strong> raised", petition.title):
        assert told in page
    assert "/petitions/over/" not in page
    assert "I gave. Will you?" in page


def test_stripe_away_is_told_and_nothing_is_lost(give, stripe):
    stripe.is_away = True
    answer = give(amount="other", other="12.34")

    assert answer.status_code == 503
    assert "does not answer just now" in answer.content.decode()
    assert 'value="12.34"' in answer.content.decode()
    stripe.is_away = False
    assert give(amount="other", other="12.34").status_code == 302
    assert Donation.objects.get().amount_minor == 1234


def test_thieves_who_try_cards_are_stopped(give, settings):
    settings.SIGNING_UNLIMITED_NETWORKS = []
    statuses = [give(email=f"thief{n}@example.org").status_code for n in range(12)]

    assert statuses == [302] * 10 + [429] * 2
    answer = give(email="thief@example.org")
    assert "Nothing was charged" in answer.content.decode()


def test_another_site_cannot_press(client, checkout):
    answer = client.post(
        f"{PAGE}checkout/{checkout.pk}/", FORM, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert not Donation.objects.exists()


def test_without_keys_nothing_is_offered(client, checkout, give, settings):
    settings.STRIPE_STANDIN = False

    assert "Go on to pay" not in client.get(PAGE).content.decode()
    assert give().status_code == 404
    assert "The appeal" not in client.get(checkout.campaign.url).content.decode()


@pytest.mark.parametrize(
    "changes", [{"is_published": False}, {"ended_on": "2022-12-31"}]
)
def test_nobody_gives_to_what_is_not_open(client, campaign, changes):
    closed = factories.make_channel(
        campaign=campaign, kind="checkout", url="", **changes
    )

    answer = client.post(f"{PAGE}checkout/{closed.pk}/", FORM | drawn(closed))
    assert answer.status_code == 404


def test_in_earnest_there_is_no_stand_in(client, give, settings):
    address = give().url
    settings.STRIPE_STANDIN = False

    assert client.get(urlsplit(address).path).status_code == 404


@pytest.mark.parametrize(
    ("key", "is_live"),
    [("sk_live_a", True), ("rk_live_a", True), ("sk_test_live_", False), ("", False)],
)
def test_the_key_says_whether_money_is_real(settings, key, is_live):
    settings.STRIPE_SECRET_KEY = key

    assert stripe_api.is_live() is is_live


# What Stripe posts


def post(client, body, signature):
    return client.post(
        "/donations/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )


@pytest.fixture
def paid(give, stripe):
    """A session that was paid, and nobody has told us."""
    give()
    session_id = Donation.objects.get().session_id
    stripe.pay(session_id)
    return stripe.shelf.get(session_id)


def test_an_event_is_written_down_once_and_looked_into(client, paid, stripe):
    body, signature = standin.server.event("checkout.session.completed", paid)
    for _ in range(100):
        assert post(client, body, signature).status_code == 200

    assert StripeEvent.objects.count() == 1
    assert not Payment.objects.exists()
    assert events.process_due() == 1
    assert Payment.objects.count() == 1
    assert post(client, body, signature).status_code == 200
    assert StripeEvent.objects.get().state == "done"
    assert events.process_due() == 0


def test_an_event_keeps_nothing_of_the_donor(client, paid):
    post(client, *standin.server.event("checkout.session.completed", paid))

    kept = StripeEvent.objects.values().get()
    assert "ada@example.org" not in str(kept)


def test_forged_events_are_refused(client, paid, monkeypatch):
    body, signature = standin.server.event("checkout.session.completed", paid)
    seconds, proof = signature.split(",")
    forged = [
        (body, ""),
        (body, "t=1,v1=00"),
        (body, seconds),
        (
            body,
            f"{seconds},{proof[:-1]}0" if proof[-1] != "0" else f"{seconds},{proof}1",
        ),
        (body + b" ", signature),
        (body.replace(b"completed", b"expired"), signature),
        (body, f"t={int(seconds[2:]) + 1},{proof}"),
        (b"\xff", signature),
    ]
    for each in forged:
        assert post(client, *each).status_code == 400
    for away in (-301, 400):
        with monkeypatch.context() as patch:
            then = int(seconds[2:]) + away
            patch.setattr(standin.server.time, "time", lambda then=then: then)
            made = standin.server.event("checkout.session.completed", paid)
        assert post(client, *made).status_code == 400
    assert not StripeEvent.objects.exists()


def test_without_a_secret_everything_is_forged(client, paid, monkeypatch):
    made = standin.server.event("checkout.session.completed", paid)
    monkeypatch.setattr(standin, "SECRET", "")

    assert post(client, *made).status_code == 400


def test_an_event_of_the_other_mode_is_dropped(client, paid):
    row = standin.server.event("checkout.session.completed", paid)[0]
    body = row.replace(b'"livemode": false, "type"', b'"livemode": true, "type"')
    assert body != row
    header = standin.server.stripe.WebhookSignature.generate_signature_header(
        payload=body.decode(), secret=standin.SECRET
    )

    assert post(client, body, header).status_code == 200
    assert not StripeEvent.objects.exists()


def test_an_event_of_no_concern_is_answered_and_left(client, stripe, db):
    made = standin.server.event(
        "customer.created", {"id": "cus_1", "object": "customer"}
    )
    assert post(client, *made).status_code == 200
    events.process_due()

    assert StripeEvent.objects.get().state == "ignored"


def test_what_stripe_does_not_have_yet_is_tried_again(client, db, stripe, checkout):
    row = {"id": "ch_later", "object": "charge"}
    post(client, *standin.server.event("charge.succeeded", row))
    events.process_due()

    event = StripeEvent.objects.get()
    assert (event.state, event.attempts) == ("waiting", 1)
    assert event.due_at > timezone.now()
    StripeEvent.objects.update(attempts=events.MOST_ATTEMPTS - 1, due_at=timezone.now())
    events.process_due()
    assert StripeEvent.objects.get().state == "given up"


def test_stripe_away_loses_no_event(client, paid, stripe):
    post(client, *standin.server.event("checkout.session.completed", paid))
    stripe.is_away = True
    events.process_due()
    stripe.is_away = False
    StripeEvent.objects.update(due_at=timezone.now())
    events.process_due()

    assert Payment.objects.count() == 1


def test_a_form_is_not_taken_for_an_event(client, db):
    assert client.post("/donations/stripe/", {"a": "b"}).status_code == 415
    assert client.get("/donations/stripe/").status_code == 405
    answer = client.post(f"{PAGE}", "{}", content_type="application/json")
    assert answer.status_code == 415
