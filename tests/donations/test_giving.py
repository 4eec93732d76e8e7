"""Pages of giving, and the hop to a fundraiser."""

from datetime import date

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from config import public_pages
from donations import hopping
from donations.models import HopTally, RaisedFigure
from petitions import next_steps
from tests import factories

PAGE = "/donate/refugees-welcome/"


def visits():
    return {(tally.came_by): tally.count for tally in HopTally.objects.all()}


def test_the_page_says_who_gets_it_and_who_says_so(client, channel):
    RaisedFigure.objects.create(
        channel=channel, amount_minor=14_500_000, source="the fundraiser's page"
    )
    page = client.get(PAGE).content.decode()

    assert "<strong>£145,000</strong> raised of £100,000" in page
    assert "Source: the fundraiser&#x27;s page." in page
    assert "By now it may be another sum" in page.replace("by now", "By now")
    assert "<progress" not in page
    assert "Give on gofundme.com" in page
    assert "Opens gofundme.com in a new tab." in page


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (6_400_000, ("<strong>64%</strong>", "<strong>£36,000</strong> to go")),
        (10_000_000, ("<strong>100%</strong>",)),
        (14_500_000, ("<strong>145%</strong>", "<strong>£45,000</strong> above it")),
    ],
)
def test_the_bar_stops_at_the_target_and_words_tell_the_rest(
    client, channel, raised, words
):
    told = {"source": "the fundraiser's page", "as_of": timezone.now()}
    RaisedFigure.objects.create(channel=channel, amount_minor=raised, **told)
    page = client.get(PAGE).content.decode()

    assert f'max="100" value="{raised // 100_000}"' in page
    for each in words:
        assert each in page
    assert ("to go" in page, "above it" in page) == (
        "to go" in words[-1],
        "above it" in words[-1],
    )


def test_the_only_way_to_give_heads_the_page_and_of_two_each_is_listed(client, channel):
    heading = f'<h1 id="channel-{channel.pk}">{channel.title}</h1>'
    assert heading in client.get(PAGE).content.decode()

    other = factories.make_channel(campaign=channel.campaign, title="Blankets")
    public_pages.forget(PAGE)
    page = client.get(PAGE).content.decode()
    assert heading not in page
    for each in (channel, other):
        assert f'href="#channel-{each.pk}"' in page


def test_the_page_is_the_same_for_everybody_and_may_be_kept(client, channel):
    answer = client.get(PAGE)

    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_the_campaign_page_asks(client, channel):
    page = client.get(channel.campaign.url).content.decode()

    assert channel.title in page
    assert f'href="/go/{channel.pk}/"' in page


@pytest.mark.parametrize("changes", [{"is_published": False}, {"campaign": None}])
def test_what_is_not_public_leads_nowhere(client, db, changes):
    if "campaign" in changes:
        changes = {"campaign": factories.make_campaign(is_published=False)}
    channel = factories.make_channel(**changes)

    assert client.get(f"/go/{channel.pk}/").status_code == 404
    assert channel.title not in client.get(PAGE).content.decode()


def test_the_hop_leads_on_and_is_counted(client, channel):
    answer = client.get(f"/go/{channel.pk}/?via=qr.poster")

    assert (answer.status_code, answer.url) == (302, channel.url)
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    client.get(f"/go/{channel.pk}/")
    client.get(f"/go/{channel.pk}/?via=evil")
    assert visits() == {"qr.poster": 1, "": 2}


def test_the_page_before_says_what_brought_the_reader(client, channel):
    before = "http://testserver/donate/refugees-welcome/?via=share.whatsapp"
    client.get(f"/go/{channel.pk}/", headers={"Referer": before})

    assert visits() == {"share.whatsapp": 1}


def test_a_browser_that_fetches_ahead_is_no_reader(client, channel):
    client.get(f"/go/{channel.pk}/", headers={"Sec-Purpose": "prefetch;prerender"})
    client.head(f"/go/{channel.pk}/")

    assert visits() == {}


def test_a_count_that_fails_holds_nobody_up(client, channel, monkeypatch):
    def away(*_values):
        raise OperationalError

    monkeypatch.setattr(hopping, "run", away)

    assert client.get(f"/go/{channel.pk}/").url == channel.url


def test_nobody_is_led_to_what_has_ended(client, campaign):
    channel = factories.make_channel(campaign=campaign, ended_on="2022-12-31")

    assert client.get(f"/go/{channel.pk}/").url == PAGE
    page = client.get(PAGE).content.decode()
    assert "The collection has ended" in page
    assert f"/go/{channel.pk}/" not in page
    assert visits() == {}


def test_a_host_that_is_listed_no_more_is_not_led_to(client, channel, settings):
    settings.FUNDRAISER_HOSTS = ["justgiving.com"]

    assert client.get(f"/go/{channel.pk}/").url == PAGE


def test_a_campaign_without_a_channel_says_so(client, campaign):
    assert "Nothing is collected here yet" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("path", ["/donate/nothing/", "/go/1/", "/go/0/"])
def test_odd_addresses_are_not_found(db, path):
    assert Client().get(path).status_code == 404


def test_a_signer_is_led_to_giving_where_something_is_collected(client, campaign):
    petition = factories.make_petition(next_step="donate")
    address = f'href="{PAGE}"'
    assert address not in client.get(f"{petition.url}signed/").content.decode()

    factories.make_channel(campaign=campaign)
    next_steps.forget()
    assert address in client.get(f"{petition.url}signed/").content.decode()


def test_machines_are_told_where_one_can_give(client, channel):
    petition = factories.make_petition()

    assert "DonateAction" in client.get(petition.url).content.decode()
    channel.ended_on = date(2022, 12, 31)
    channel.save()
    public_pages.forget(petition.url)
    assert "DonateAction" not in client.get(petition.url).content.decode()
