"""Donors who choose to be named are, as long as their gift is here."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import ForumRules
from config import public_pages
from donations import purging, refunding, stripe_api, syncing, walls
from donations.models import Donation, Payment, WallName
from tests import factories
from tests.donations.giving import ON_WALL, give, press

PAGE = "/donate/refugees-welcome/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def wall(path=PAGE):
    """The page as somebody sees it who comes a moment later."""
    public_pages.forget(path.partition("?")[0])
    page = Client().get(path).content.decode()
    found = re.search(r'<section class="wall".*?</section>', page, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found[0]).split()) if found else ""


def test_nothing_is_ticked_and_nobody_is_named_who_did_not_choose_it(client, checkout):
    page = client.get(PAGE).content.decode()
    assert "Show my name among those who gave" in page
    assert "checked" not in page
    give(checkout)
    give(checkout, email="bo@example.org", wall_name="Bo", show_amount="on")

    assert wall() == ""
    assert not WallName.objects.exists()


def test_a_name_is_shown_once_the_gift_is_paid(checkout):
    press(checkout, **ON_WALL)
    assert wall() == ""
    give(checkout, **ON_WALL)

    assert wall() == "Among those who gave Ada F. £10"
    assert "Ada Field" not in Client().get(PAGE).content.decode()


def test_the_amount_is_a_choice_of_its_own_and_the_others_are_counted(checkout):
    give(checkout, **ON_WALL | {"show_amount": ""})
    give(checkout, email="bo@example.org")
    give(checkout, email="cy@example.org", amount="500", cover_fee="on")

    assert wall() == "Among those who gave Ada F. And 2 others."


def test_the_amount_shown_is_without_the_fee(checkout):
    give(checkout, **ON_WALL, cover_fee="on")

    assert "£10" in wall()
    assert "£10.36" not in wall()


def test_the_newest_come_first_and_the_rest_on_pages(checkout, monkeypatch):
    from donations.views import giving

    monkeypatch.setattr(walls, "ON_PAGE_OF_GIVING", 2)
    monkeypatch.setattr(giving, "NAMES_ON_PAGE", 2)
    for name in ("Ada", "Bo", "Cy"):
        give(checkout, email=f"{name}@example.org", show_name="on", wall_name=name)
    all_names = f"{PAGE}names/{checkout.pk}/"

    assert wall() == "Among those who gave Cy Bo All 3 names"
    assert all_names in Client().get(PAGE).content.decode()
    first, second = (
        Client().get(f"{all_names}{tail}").content.decode() for tail in ("", "?page=2")
    )
    assert "3 donors chose to be named." in first
    assert first.index("<bdi>Cy") < first.index("<bdi>Bo")
    assert "<bdi>Ada" not in first
    assert "<bdi>Ada" in second


@pytest.mark.parametrize("tail", ["?page=0", "?page=9", "?page=x", "?page=100000"])
def test_pages_of_names_that_there_are_not(client, checkout, tail):
    assert client.get(f"{PAGE}names/{checkout.pk}/{tail}").status_code == 404


def test_a_fundraiser_elsewhere_has_no_wall(client, channel):
    assert client.get(f"{PAGE}names/{channel.pk}/").status_code == 404


def test_the_wall_costs_the_same_for_two_names_as_for_twenty(client, checkout):
    def queries():
        public_pages.forget(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(PAGE).status_code == 200
        return len(asked)

    give(checkout, **ON_WALL)
    few = queries()
    for number in range(20):
        donation = Donation.objects.create(
            channel=checkout,
            amount_minor=500,
            currency="GBP",
            is_live=False,
            counts=True,
        )
        walls.choose(donation, walls.Choice(f"Donor {number}", shows_amount=True))

    assert queries() == few


def test_the_page_is_the_same_bytes_for_everybody(client, checkout):
    give(checkout, **ON_WALL)
    public_pages.forget(PAGE)
    stranger = Client().get(PAGE)
    client.force_login(factories.make_cy())

    assert client.get(PAGE).content == stranger.content
    assert not client.get(PAGE).cookies


# Gifts that are not here


def test_who_is_given_the_money_back_is_off_the_wall(checkout):
    give(checkout, **ON_WALL)
    payment = Payment.objects.get()
    refunding.refund(payment, amount_minor=400, reason="asked")
    assert "Ada F." in wall()
    refunding.refund(payment, amount_minor=600, reason="asked")

    assert wall() == ""
    assert walls.of_channel(checkout).others == 0


def test_a_dispute_takes_the_name_off_and_winning_it_puts_it_back(checkout, stripe):
    give(checkout, **ON_WALL)
    charge = Payment.objects.get().charge_id
    dispute = stripe.dispute(charge)
    syncing.sync_charge(charge)
    assert wall() == ""
    stripe.decide(dispute["id"], is_won=True)
    syncing.sync_charge(charge)

    assert "Ada F." in wall()


def test_another_sum_than_asked_for_counts_for_nothing(checkout):
    donation = give(checkout, **ON_WALL)
    Payment.objects.update(is_odd=True)
    walls.settle(donation)

    assert wall() == ""


# Which names


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Write the name to show."),
        ("www.buy-gold.example", "web"),
        ("Ada <b>", "without"),
        ("The Editor", "could be taken for somebody of the newsroom"),
    ],
)
def test_what_is_no_name_is_refused_beside_its_field(checkout, typed, words):
    answer = press(checkout, show_name="on", wall_name=typed)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert words in page
    assert f'id="gift-{checkout.pk}-wall_name_error"' in page
    assert not Donation.objects.exists()


@pytest.mark.parametrize("name", ["Rotten Egg", "Call 07700 900123"])
def test_a_doubtful_name_waits_for_a_person(checkout, client, name):
    ForumRules.objects.update_or_create(pk=1, defaults={"suspect_words": "rotten"})
    give(checkout, show_name="on", wall_name=name)

    assert wall() == ""
    row = WallName.objects.get()
    assert row.status == "held"
    factories.at_the_desk(client, moderator())
    desk = client.get("/admin/donations/wallname/").content.decode()
    assert "1 donor&#x27;s name waits to be looked at" in desk
    page = f"/admin/donations/wallname/{row.pk}/change/"
    assert name in client.get(page).content.decode()
    assert (
        client.post(page, {"status": "shown", "hidden_because": ""}).status_code == 302
    )
    assert name in wall()


def moderator():
    return factories.make_user("mo@meridian.example", is_staff=True, group="Moderator")


def test_staff_hide_a_name_with_a_reason_and_it_stays_hidden(checkout, client):
    donation = give(checkout, **ON_WALL)
    page = f"/admin/donations/wallname/{WallName.objects.get().pk}/change/"
    factories.at_the_desk(client, moderator())
    fields = {"status": "hidden", "hidden_because": ""}
    assert "Say why" in client.post(page, fields).content.decode()
    client.post(page, fields | {"hidden_because": "It is somebody else's name."})

    assert wall() == ""
    walls.choose(donation, walls.Choice("Ada F.", shows_amount=True))
    assert wall() == ""
    walls.choose(donation, None)
    kept = WallName.objects.get()
    assert (kept.name, kept.status) == ("", "hidden")
    assert not walls.show(kept)


def test_the_desk_of_names_tells_neither_address_nor_sum(checkout, client):
    give(checkout, **ON_WALL)
    factories.at_the_desk(client, moderator())
    row = WallName.objects.get()

    for path in ("", f"{row.pk}/change/"):
        page = client.get(f"/admin/donations/wallname/{path}").content.decode()
        assert "Ada F." in page
        for secret in ("ada@example.org", "£10", str(row.donation_id)):
            assert secret not in page


def test_who_only_edits_does_not_see_names_of_donors(checkout, client):
    factories.at_the_desk(client, factories.make_bo())

    assert client.get("/admin/donations/wallname/").status_code == 403


# Presses


def test_another_choice_is_another_press_and_changes_nobodys(checkout):
    first = press(checkout, **ON_WALL)
    again = press(checkout, **ON_WALL)
    other = press(checkout, show_name="on", wall_name="Mallory")

    assert first.url == again.url != other.url
    names = WallName.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Ada F.", "Mallory"]


# The end


def test_names_end_with_those_of_signers(checkout, settings):
    give(checkout, **ON_WALL)
    purging.end_names()
    assert "Ada F." in wall()
    over = timezone.localdate() - timedelta(days=settings.ENDED_KEPT_DAYS + 1)
    checkout.ended_on = over
    checkout.save()
    purging.end_names()

    assert not WallName.objects.exists()
    assert Donation.objects.get().counts
    assert walls.of_channel(checkout).others == 1


def test_who_never_paid_is_forgotten_after_a_month(checkout):
    press(checkout, **ON_WALL)
    paid = give(checkout, email="bo@example.org")
    old = timezone.now() - timedelta(days=purging.UNPAID_KEPT_DAYS + 1)
    purging.end_names()
    assert Donation.objects.exclude(email="").count() == 2
    Donation.objects.update(started_at=old)

    assert purging.end_names() == 1
    unpaid = Donation.objects.exclude(pk=paid.pk).get()
    kept = (unpaid.email, unpaid.name, bytes(unpaid.donor_key))
    assert kept == ("", "", b"")
    assert not WallName.objects.exists()
    assert purging.end_names() == 0


def test_names_in_the_books_end_when_the_law_needs_them_no_longer(checkout, settings):
    settings.DONORS_KEPT_YEARS = 6
    give(checkout)
    for years, email in ((6.9, "ada@example.org"), (7.1, "")):
        old = timezone.now() - timedelta(days=years * 366)
        Payment.objects.update(paid_at=old)
        purging.end_names()
        assert Donation.objects.get().email == email
    assert Payment.objects.get().amount_minor == 1000
    assert stripe_api.charge(Payment.objects.get().charge_id)["paid"]
