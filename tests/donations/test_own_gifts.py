"""A donor's own gifts: by the receipt's link, beside signatures, in the account."""

import importlib
import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.test import Client
from django.utils import timezone

from accounts.home import belongings, downloading, merging
from accounts.models import Merger
from donations import gifts, own, refunding
from donations.models import Donation, Payment, WallName
from mailroom import delivery, tokens
from mailroom.models import Letter
from petitions import tokens as signers_tokens
from tests import factories
from tests.accounts import doors
from tests.donations.giving import ON_WALL, give

ADA = "ada@example.org"
MINE = "/accounts/me/gifts/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


@pytest.fixture
def given(checkout):
    """Ada's gift of ten pounds, with her name on the wall."""
    return give(checkout, **ON_WALL)


@pytest.fixture
def link(given):
    """The path that her receipt leads to."""
    return own.path(given.payments.get())


@pytest.fixture
def ada(db):
    return doors.make_reader(ADA)


def read(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


# The receipt's link


def test_the_receipt_leads_to_the_gifts_of_its_mailbox(checkout, mailoutbox):
    give(checkout)
    delivery.send_due()
    (letter,) = mailoutbox
    path = urlsplit(re.search(r"\S+/gifts/\S+", letter.body)[0]).path
    give(checkout, email="ADA@example.org", amount="500")
    give(checkout, email="bo@example.org", amount="2500")
    answer = Client().get(path)
    page = answer.content.decode()

    assert "£10" in page
    assert "<strong>£5</strong>" in page
    assert "<strong>£25</strong>" not in page
    assert answer["Referrer-Policy"] == "strict-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert path in letter.alternatives[0].content


def test_the_page_tells_sum_day_campaign_who_gets_it_and_number(checkout, link, given):
    today = timezone.localdate()
    checkout.beneficiaries.create(name="The Red Cross", starts_on=today)
    page = read(Client(), link)

    for told in ("<strong>£10</strong>", "The appeal", "Refugees Welcome", "Paid."):
        assert told in page
    assert "For The Red Cross." in page
    assert given.payments.get().receipt_number in page
    assert "Everybody can read that “Ada F.” gave." in page


def test_the_page_tells_what_went_back(link, given):
    payment = given.payments.get()
    refunding.refund(payment, amount_minor=300, reason="asked")
    assert "Given back in part (£3)." in read(Client(), link)
    refunding.refund(payment, amount_minor=700, reason="asked")

    page = read(Client(), link)
    assert "Given back." in page
    assert "Your name is not shown, because this gift went back." in page


@pytest.mark.parametrize("change", ["", "!", "nonsense"])
def test_a_link_that_is_not_ours_opens_nothing(link, change):
    path = f"{link[:-2]}{change}/" if change != "nonsense" else "/gifts/nonsense/"
    answer = Client().get(path)

    assert answer.status_code == 404
    assert "This link opens nothing" in answer.content.decode()


def test_a_link_for_something_else_opens_nothing(given):
    payment = given.payments.get()
    other = tokens.make("newsletter", payment.pk, bytes(given.donor_key))

    assert Client().get(f"/gifts/{other}/").status_code == 404


def test_opening_the_link_changes_nothing(link, given):
    before = list(Donation.objects.values()), list(WallName.objects.values())
    letters = Letter.objects.count()
    for path in (link, f"{link}receipt/", f"{link}{given.pk}/name/"):
        Client().get(path)

    assert (list(Donation.objects.values()), list(WallName.objects.values())) == before
    assert Letter.objects.count() == letters


def test_a_donor_takes_the_name_off_and_puts_it_up_again(link, given):
    page = f"{link}{given.pk}/name/"
    assert 'value="Ada F."' in read(Client(), page)
    answer = Client().post(page, {})
    assert answer.url == f"{link}?said=name"
    assert not WallName.objects.exists()
    assert "Your name is not shown." in read(Client(), link)

    bad = Client().post(page, {"show_name": "on", "wall_name": "www.buy.example"})
    assert bad.status_code == 422
    assert 'value="www.buy.example"' in bad.content.decode()
    Client().post(page, {"show_name": "on", "wall_name": "A donor"})
    assert WallName.objects.get().name == "A donor"
    assert not WallName.objects.get().shows_amount


def test_a_link_changes_only_its_own_mailboxs_gifts(link, checkout):
    other = give(checkout, email="bo@example.org")
    payment = other.payments.get()

    assert Client().post(f"{link}{other.pk}/name/", ON_WALL).status_code == 404
    sent = Client().post(f"{link}receipt/", {"payment": payment.pk})
    assert sent.status_code == 404


def test_another_site_cannot_press(link, given):
    cross = {"headers": {"Sec-Fetch-Site": "cross-site"}}

    assert Client().post(f"{link}{given.pk}/name/", {}, **cross).status_code == 403
    assert Client().post(f"{link}receipt/", {}, **cross).status_code == 403
    assert WallName.objects.exists()


def test_a_receipt_is_sent_again_but_not_without_end(link, given, mailoutbox):
    delivery.send_due()
    asked = {"payment": given.payments.get().pk}
    said = []
    for _ in range(3):
        said.append(Client().post(f"{link}receipt/", asked).url.partition("=")[2])
        delivery.send_due()

    assert said == ["sent", "sent", "too+often"]
    assert [letter.to for letter in mailoutbox] == [[ADA]] * 3
    assert mailoutbox[0].body == mailoutbox[2].body


@pytest.mark.parametrize("payment", ["", "0", "x", "9" * 40, "²"])
def test_a_receipt_of_nothing_is_not_found(link, payment):
    answer = Client().post(f"{link}receipt/", {"payment": payment})

    assert answer.status_code == 404


# By the year


def test_a_year_on_one_page_with_totals_by_currency(link, checkout, given, campaign):
    euros = factories.make_channel(
        campaign=campaign, kind="checkout", url="", currency="EUR", title="In euros"
    )
    give(checkout, amount="2500")
    give(euros, amount="500")
    first = given.payments.get()
    refunding.refund(first, amount_minor=250, reason="asked")
    last_year = timezone.localdate().year - 1
    old = give(checkout, amount="5000")
    Payment.objects.filter(donation=old).update(
        paid_at=datetime(last_year, 6, 1, 12, tzinfo=UTC)
    )
    page = read(Client(), f"{link}{last_year + 1}/")

    assert "<span>GBP</span> <strong>£32.50</strong>" in page
    assert "<span>EUR</span> <strong>€5</strong>" in page
    assert "£50" not in page
    assert "£50" in read(Client(), f"{link}{last_year}/")
    assert f'href="{link}{last_year}/"' in read(Client(), link)
    assert Client().get(f"{link}{last_year - 1}/").status_code == 404


# Gifts of before


def test_what_was_given_before_gets_its_key_and_counts_as_its_payments_say(checkout):
    kept, back = give(checkout), give(checkout, email="bo@example.org", amount="500")
    payment = back.payments.get()
    payment.refunds.create(
        refund_id="re_1",
        amount_minor=500,
        status="succeeded",
        created_at=timezone.now(),
    )
    keys = {bytes(it.donor_key) for it in Donation.objects.all()}
    Donation.objects.update(donor_key=b"", counts=False)
    importlib.import_module("donations.migrations.0004_donors").fill(apps, None)

    assert {bytes(it.donor_key) for it in Donation.objects.all()} == keys
    assert list(Donation.objects.filter(counts=True)) == [kept]


# Beside signatures, for the owner of the mailbox


def test_the_signers_page_shows_the_gifts_of_the_same_mailbox(given, checkout):
    petition = factories.make_petition()
    signature = factories.make_signature(petition, email=ADA, status="confirmed")
    path = f"/my/{signers_tokens.make(signers_tokens.MY, signature)}/"
    page = read(Client(), path)

    assert "<strong>£10</strong>" in page
    gifts_page = re.search(r'href="(/gifts/[^"]+)"', page)[1]
    assert "The appeal" in read(Client(), gifts_page)


def test_a_mailbox_that_nobody_proved_is_shown_no_gifts(given):
    signature = factories.make_signature(factories.make_petition(), email=ADA)

    path = f"/my/{signers_tokens.make(signers_tokens.MY, signature)}/"
    assert "£10" not in read(Client(), path)


def test_no_page_of_the_desk_joins_donor_and_signature(given, client):
    petition = factories.make_petition()
    signature = factories.make_signature(petition, email=ADA, status="confirmed")
    factories.at_the_desk(client, factories.make_olu())
    path = f"/admin/petitions/signature/{signature.pk}/change/"

    assert "£10" not in read(client, path)
    payment = given.payments.get()
    page = read(client, f"/admin/donations/payment/{payment.pk}/change/")
    assert petition.title not in page


# In the account


def test_gifts_are_a_readers_once_the_address_is_proved_and_never_before(given):
    user = factories.make_user(ADA)
    address = EmailAddress.objects.create(user=user, email=ADA, primary=True)
    browser = Client()
    browser.force_login(user)
    given.refresh_from_db()
    assert given.reader is None
    assert own.attach(user) == 0
    assert "£10" not in read(browser, "/accounts/me/")
    assert "Nothing was given" in read(browser, MINE)

    address.set_verified()
    assert own.attach(user) == 1
    assert own.attach(user) == 0
    assert "<strong>£10</strong>" in read(browser, "/accounts/me/")
    assert "<strong>£10</strong>" in read(browser, MINE)


def test_coming_through_the_door_attaches_what_was_given(
    given, client, mailoutbox, ada
):
    delivery.send_due()
    doors.come_in(client, mailoutbox, ADA)

    given.refresh_from_db()
    assert given.reader == ada


def test_what_is_somebodys_stays_theirs(given):
    first = doors.make_reader("first@example.org")
    Donation.objects.update(reader=first)
    other = doors.make_reader(ADA)

    assert own.attach(other) == 0
    assert not gifts.of(own.of_reader(other))


def test_signed_in_a_reader_does_all_of_it_too(given, client, ada, mailoutbox):
    client.force_login(ada)
    year = timezone.localdate().year
    assert "£10" in read(client, f"{MINE}{year}/")
    delivery.send_due()
    client.post(f"{MINE}receipt/", {"payment": given.payments.get().pk})
    delivery.send_due()
    assert len(mailoutbox) == 2
    client.post(f"{MINE}{given.pk}/name/", {})
    assert not WallName.objects.exists()


def test_the_accounts_posts_need_their_token(given, ada):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)

    assert strict.post(f"{MINE}{given.pk}/name/", {}).status_code == 403
    assert WallName.objects.exists()


def test_another_readers_gifts_are_nobodys_business(given, client, ada):
    client.force_login(doors.make_reader("bo@example.org"))

    assert "£10" not in read(client, MINE)
    assert client.post(f"{MINE}{given.pk}/name/", {}).status_code == 404
    assert Client().get(MINE).url.startswith("/accounts/")


# To take home, to end, to merge


def test_gifts_are_part_of_the_download(given, ada):
    own.attach(ada)
    kept = json.loads(downloading.as_json(downloading.take(ada)))

    (gift,) = kept["gifts"]
    assert gift["email"] == ADA
    assert gift["name"] == "Ada Field"
    assert gift["amount"] == "£10"
    assert gift["name_on_the_wall"] == "Ada F."
    assert "£10, Paid" in gift["payments"][0]


def test_erasing_leaves_the_books_and_nobody_in_them(given, ada, link, checkout):
    own.attach(ada)
    not_attached = give(checkout, amount="500")
    belongings.erase(ada)

    for donation in (given, not_attached):
        donation.refresh_from_db()
        left = (donation.email, donation.name, bytes(donation.donor_key))
        assert left == ("", "", b"")
        assert donation.reader is None
        assert donation.payments.get().amount_minor in (500, 1000)
        assert donation.counts
    assert not WallName.objects.exists()
    assert not Letter.objects.filter(kind="donations.receipt").exclude(address="")
    assert Client().get(link).status_code == 404


def test_a_merger_brings_the_gifts_along(given, ada):
    own.attach(ada)
    into = doors.make_reader("new@example.org")
    merger = Merger.objects.create(
        user=into, other_email=ADA, other_id=ada.pk, other_mailbox=b"x"
    )
    merger.proved_at = timezone.now()
    merger.save()
    merging.merge(merger)

    assert [gift.donation for gift in gifts.of(own.of_reader(into))] == [given]
