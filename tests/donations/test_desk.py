"""Ways to give at the desk."""

import pytest
from django.test import Client

from donations.models import Channel, RaisedFigure
from tests import factories

DESK = "/admin/donations/channel/"
INLINES = ("figures", "beneficiaries", "pledges", "together")


@pytest.fixture
def desk(client, db):
    factories.at_the_desk(client, factories.make_bo())
    return client


def form(campaign, **changes):
    fields = {
        "campaign": str(campaign.pk),
        "title": "Ukraine appeal",
        "url": "https://www.gofundme.com/f/ukraine",
        "note": "",
        "kind": "link",
        "currency": "GBP",
        "suggested": "5, 10",
        "amount": "100000",
        "is_published": "on",
        "position": "0",
    }
    for inline in INLINES:
        fields |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    return fields | changes


def figure(number=0, **changes):
    fields = {"amount": "1200.50", "as_of_0": "", "as_of_1": "", "source": "its page"}
    named = {
        f"figures-{number}-{name}": value for name, value in (fields | changes).items()
    }
    return {"figures-TOTAL_FORMS": str(number + 1)} | named


def test_a_way_to_give_is_entered_with_its_figure(desk, campaign):
    reader = Client()
    assert "Ukraine appeal" not in reader.get(campaign.url).content.decode()
    answer = desk.post(f"{DESK}add/", form(campaign, **figure()))

    assert answer.status_code == 302
    channel = Channel.objects.get()
    assert channel.target_minor == 10_000_000
    kept = channel.figures.get()
    assert (kept.amount_minor, kept.entered_by.email) == (
        120_050,
        "bo@meridian.example",
    )
    assert "Ukraine appeal" in reader.get(campaign.url).content.decode()


def test_a_target_is_not_needed_and_can_be_taken_back(desk, campaign, channel):
    path = f"{DESK}{channel.pk}/change/"
    assert 'value="100000"' in desk.get(path).content.decode()
    desk.post(path, form(campaign, amount=""))

    channel.refresh_from_db()
    assert channel.target_minor is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": "1,000"}, "Write the amount in digits"),
        ({"amount": "0"}, "A target is more than nothing."),
        ({"amount": "5.5", "currency": "JPY"}, "no such small coins"),
        ({"suggested": "5; 10"}, "Write the amount in digits"),
        ({"suggested": "0"}, "at least one amount above nothing"),
        ({"suggested": ""}, "This field is required."),
        ({"suggested_monthly": "3; 5"}, "Write the amount in digits"),
        ({"suggested_yearly": "25, 0"}, "at least one amount above nothing"),
        ({"kind": "checkout"}, "our own checkout has none"),
        ({"url": "https://evil.example/"}, "Enter an https address at one of these"),
        (figure(amount="-1"), "Write the amount in digits"),
        (figure(amount="1.234"), "no such small coins"),
    ],
)
def test_a_mistake_is_told_beside_the_field_and_loses_nothing(
    desk, campaign, changes, words
):
    answer = desk.post(f"{DESK}add/", form(campaign, **changes))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert words in page
    assert 'value="Ukraine appeal"' in page
    for typed in changes.values():
        assert typed in page
    assert not Channel.objects.exists()


def test_monthly_and_yearly_gifts_are_offered_by_their_amounts(desk, campaign):
    again = {"suggested_monthly": "3, 5.50"}
    desk.post(f"{DESK}add/", form(campaign, kind="checkout", url="", **again))

    assert Channel.objects.get().amounts == {"once": [500, 1000], "month": [300, 550]}


def test_a_printed_figure_is_shown_as_it_was_printed(desk, channel):
    RaisedFigure.objects.create(
        channel=channel, amount_minor=14_500_000, source="its page"
    )
    page = desk.get(f"{DESK}{channel.pk}/change/").content.decode()

    assert "<p>£145,000</p>" in page
    assert 'name="figures-1-amount"' in page
    assert "<p>None</p>" not in page


def test_a_printed_figure_is_never_changed(desk, campaign, channel):
    kept = RaisedFigure.objects.create(
        channel=channel, amount_minor=100, source="its page"
    )
    changes = {
        "figures-TOTAL_FORMS": "1",
        "figures-INITIAL_FORMS": "1",
        "figures-0-id": str(kept.pk),
        "figures-0-channel": str(channel.pk),
        "figures-0-amount": "9",
        "figures-0-source": "somebody",
        "figures-0-DELETE": "on",
    }
    desk.post(f"{DESK}{channel.pk}/change/", form(campaign, **changes))

    kept.refresh_from_db()
    assert (kept.amount_minor, kept.source) == (100, "its page")


def test_what_readers_saw_is_not_deleted(desk, channel):
    assert desk.post(f"{DESK}{channel.pk}/delete/", {"post": "yes"}).status_code == 403
    draft = factories.make_channel(is_published=False)
    desk.post(f"{DESK}{draft.pk}/delete/", {"post": "yes"})

    assert list(Channel.objects.all()) == [channel]


def test_the_desk_reminds_of_an_old_figure(desk, channel):
    assert "raised figure of Ukraine appeal is missing" in desk.get(
        "/admin/"
    ).content.decode().replace("\n", " ")


def test_only_who_can_mend_it_is_reminded(client, channel):
    factories.at_the_desk(
        client,
        factories.make_user("dee@meridian.example", group="Moderator", is_staff=True),
    )

    assert "raised figure" not in client.get("/admin/").content.decode()
    assert client.get(DESK).status_code == 403
