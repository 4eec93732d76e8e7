"""A donor who pays tax lets the charity claim it back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from donations.gift_aid import declaring, offering, wording
from donations.models import Donation, GiftAidDeclaration
from mailroom.addresses import parse
from tests import factories
from tests.donations.giving import drawn

PAGE = "/donate/refugees-welcome/"
CHARITY = "The Example Relief Fund"
GIFT = {"amount": "1000", "email": "ada@example.org", "name": "Ada Field"}
PERSON = {
    "gift_aid": "on",
    "aid_wording": wording.of(CHARITY).version,
    "title": "Dr",
    "first_name": "Ada",
    "last_name": "Field-Marsh",
    "house": "12",
    "address": "Fleet Street, London",
    "postcode": "ec4y1aa",
}

pytestmark = pytest.mark.usefixtures("stripe")


@pytest.fixture
def charity(checkout):
    return factories.make_beneficiary(checkout, name=CHARITY)


@pytest.fixture
def give(client, checkout):
    def press(**changes):
        typed = GIFT | PERSON | drawn(checkout) | changes
        return client.post(f"{PAGE}checkout/{checkout.pk}/", typed)

    return press


def test_a_declaration_keeps_the_words_that_were_read(client, charity, give):
    page = client.get(PAGE).content.decode()
    assert give().status_code == 302

    kept = GiftAidDeclaration.objects.get()
    assert kept.donation == Donation.objects.get()
    assert (kept.title, kept.first_name, kept.last_name) == ("Dr", "Ada", "Field-Marsh")
    assert (kept.house, kept.postcode) == ("12", "EC4Y 1AA")
    assert kept.charity_number == charity.charity_number
    assert kept.wording.sha256 == PERSON["aid_wording"]
    for part in (wording.BOOST, wording.NEED, wording.HIGHER_RATE, *wording.NOTIFY_OF):
        assert part in kept.wording.text
        assert part in page
    told = f"I want to Gift Aid my donation to {CHARITY}. I am a UK taxpayer"
    assert told in kept.wording.text
    assert told in page


def test_nothing_is_ticked_and_nothing_is_asked_of_who_does_not_tick(charity, give):
    answer = give(gift_aid="", first_name="x" * 99, postcode="nonsense", title="99999")

    assert answer.status_code == 302
    assert not GiftAidDeclaration.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first_name": ""}, "Enter your first name, or its initial."),
        ({"last_name": " "}, "Enter your last name."),
        ({"house": ""}, "Enter the name or number of your house."),
        ({"postcode": ""}, "Enter a whole UK postcode"),
        ({"postcode": "EC4"}, "Enter a whole UK postcode"),
        ({"postcode": "BFPO 12"}, "Enter a whole UK postcode"),
        ({"postcode": "75001"}, "Enter a whole UK postcode"),
        ({"title": "Prof."}, "The tax office takes 4 characters here"),
        ({"title": "=1+1"}, "Write letters only"),
        ({"first_name": "=cmd"}, "Write it in letters"),
        ({"last_name": "F" * 36}, "The tax office takes 35 characters here"),
        ({"house": "1" * 41}, "The tax office takes 40 characters here"),
        ({"is_abroad": "on", "address": ""}, "Enter your street, town and country."),
        ({"aid_wording": "of another day"}, "These words have changed."),
        ({"aid_wording": ""}, "These words have changed."),
    ],
)
def test_a_mistake_is_told_beside_the_field_and_loses_nothing(
    charity, give, changes, words
):
    answer = give(**changes)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert page.count(words) == 2  # In the summary, and beside the field.
    assert 'value="Fleet Street, London"' in page or "address" in changes
    assert "checked" in page[page.index('name="gift_aid"') :][:200]
    assert f'value="{PERSON["aid_wording"]}"' in page
    assert not Donation.objects.exists()


def test_the_last_press_decides(charity, give):
    give()
    give(house="The Mill")
    assert GiftAidDeclaration.objects.get().house == "The Mill"
    give(gift_aid="")

    assert not GiftAidDeclaration.objects.exists()
    assert Donation.objects.count() == 1


def test_what_was_paid_for_is_not_changed_by_a_late_press(charity, give):
    give()
    donation = Donation.objects.get()
    Donation.objects.update(status=Donation.Status.PAID)
    declaring.declare(donation, None)

    assert GiftAidDeclaration.objects.exists()


def test_who_lives_abroad_gives_no_postcode(charity, give):
    give(is_abroad="on", postcode="75001", address="rue de Rivoli, Paris, France")

    kept = GiftAidDeclaration.objects.get()
    assert (kept.is_abroad, kept.postcode) == (True, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"claims_gift_aid": False},
        {"ends_on": date(2022, 1, 2)},
        {"starts_on": date(2100, 1, 1)},
    ],
)
def test_it_is_offered_only_where_a_charity_claims_it_now(
    client, checkout, give, changes
):
    factories.make_beneficiary(checkout, **changes)

    assert "Gift Aid" not in client.get(PAGE).content.decode()
    assert give(gift_aid="").status_code == 302
    assert not GiftAidDeclaration.objects.exists()


def test_who_ticked_it_before_it_ended_is_told(checkout, give):
    """The page was open while the charity stopped claiming."""
    answer = give()
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Gift Aid is not claimed here any more." in page
    assert 'name="gift_aid"' not in page
    assert not Donation.objects.exists()

    assert give(gift_aid="").status_code == 302


def test_it_is_offered_in_pounds_and_through_our_own_checkout_alone(campaign, channel):
    euros = factories.make_channel(
        campaign=campaign, kind="checkout", url="", currency="EUR"
    )
    for each in (euros, channel):
        factories.make_beneficiary(each)

        assert offering.charity_of(each) is None


def test_of_two_charities_the_present_one_is_named(checkout, charity):
    assert offering.charity_of(checkout) == ("0000000", CHARITY)
    factories.make_beneficiary(
        checkout, name="The Other Fund", starts_on=timezone.localdate()
    )

    assert offering.charity_of(checkout).name == "The Other Fund"


def test_each_text_has_one_row_and_its_own_version(charity, give):
    give()
    give(email="bo@example.org")
    kept = {each.wording for each in GiftAidDeclaration.objects.all()}
    assert len(kept) == 1

    several = wording.of(CHARITY, wording.Scope.MULTIPLE)
    assert "have made in the past 4 years to The Example" in several.text
    assert "claimed on all my donations in that tax year" in several.text
    assert several.version != PERSON["aid_wording"]


def test_a_donor_cancels_once(charity, give):
    give()
    kept = GiftAidDeclaration.objects.get()
    assert declaring.cancel(kept, by=None)
    assert not declaring.cancel(kept, by=None, is_void=True)

    kept.refresh_from_db()
    assert kept.cancelled_at
    assert not kept.is_void


def test_a_declaration_is_found_by_whoever_proved_the_mailbox(charity, give):
    give(email="Ada@Example.org")

    assert declaring.of_addresses([parse("ada@example.org")]).count() == 1
    assert not declaring.of_addresses([parse("bo@example.org")])


def test_no_charity_without_a_number_claims(checkout):
    period = factories.make_beneficiary(checkout)
    period.charity_number = ""

    with pytest.raises(ValidationError, match="Only a charity with a number claims it"):
        period.full_clean()
