"""Feeds: valid Atom with the whole text, that moves with the words and nothing else."""

from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest
from django.utils import timezone

from campaigns import feeds, links
from campaigns.models import Byline, Correction, TimelineEntry, Topic
from config import public_pages
from petitions.models import Tally
from tests import factories
from tests.parts import schemas

CAMPAIGN_FEED = "/campaigns/refugees-welcome/feed.atom"


@pytest.fixture
def campaign(db):
    return factories.make_campaign(standfirst="Let people in.")


@pytest.fixture
def story(campaign):
    story = factories.make_story(
        body='<p>The <a href="/petitions/safe-haven/">petition</a>.</p>'
    )
    Byline.objects.create(story=story, name="Bo Lindqvist", url="https://x.example/bo")
    Byline.objects.create(story=story, name="Ada Field", position=1)
    topic = Topic.objects.create(slug="ukraine", name="Ukraine & neighbours")
    story.topics.add(topic)
    return story


def make_day(campaign, **changes):
    fields = {
        "kind": "reply",
        "happened_on": date(2022, 3, 14),
        "title": "The minister replied",
        "text": "We **read** it at [the site](/petitions/safe-haven/).",
        "is_published": True,
    } | changes
    return TimelineEntry.objects.create(campaign=campaign, **fields)


def read(client, path):
    """The feed, checked by libxml2 against the schema and read by feedparser."""
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    schemas.atom(response.content)
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo
    return parsed


@pytest.mark.parametrize(
    "path", ["/feed.atom", CAMPAIGN_FEED, "/topics/ukraine/feed.atom"]
)
def test_each_feed_is_valid_and_carries_the_whole_story(client, story, path):
    feed = read(client, path)
    entry = feed.entries[0]

    assert entry.title == "A bed in Przemyśl"
    assert entry.link == f"http://127.0.0.1:8000{story.url}"
    assert entry.id == f"tag:127.0.0.1,2026:story/{story.pk}"
    assert entry.summary.startswith("Volunteers at the border")
    assert [author.name for author in entry.authors] == ["Bo Lindqvist", "Ada Field"]
    assert [tag.term for tag in entry.tags] == ["Ukraine & neighbours"]
    content = entry.content[0].value
    assert '<a href="http://127.0.0.1:8000/petitions/safe-haven/">' in content
    links_of_feed = {link.rel: link.href for link in feed.feed.links}
    assert links_of_feed["self"] == f"http://127.0.0.1:8000{path}"


def test_a_campaigns_feed_has_the_days_of_its_timeline(client, campaign, story):
    make_day(campaign)
    make_day(campaign, title="Not yet", is_published=False)
    make_day(campaign, title="A bed, again", kind="story", story=story)
    feed = read(client, CAMPAIGN_FEED)

    assert [entry.title for entry in feed.entries] == [
        "The minister replied",
        "A bed in Przemyśl",
    ]
    day = feed.entries[0].content[0].value
    assert "<strong>read</strong>" in day
    assert 'href="http://127.0.0.1:8000/petitions/safe-haven/"' in day


def test_what_is_not_public_is_in_no_feed(client, campaign):
    factories.make_story(slug="draft", headline="A draft", is_published=False)
    later = timezone.now() + timedelta(hours=1)
    factories.make_story(slug="later", headline="Later", published_at=later)
    secret = factories.make_campaign(slug="secret", is_published=False)
    factories.make_story(slug="s", headline="Of a secret campaign", campaign=secret)
    make_day(secret, title="A secret day")

    assert read(client, "/feed.atom").entries == []
    assert read(client, CAMPAIGN_FEED).entries == []
    assert client.get("/campaigns/secret/feed.atom").status_code == 404
    assert client.get("/campaigns/nowhere/feed.atom").status_code == 404
    assert client.get("/topics/nowhere/feed.atom").status_code == 404


def test_a_feed_without_entries_stays_the_same(client, campaign):
    first = client.get(CAMPAIGN_FEED)
    public_pages.forget(CAMPAIGN_FEED)

    assert client.get(CAMPAIGN_FEED).content == first.content


def test_the_feed_moves_with_the_words_and_not_with_a_count(client, campaign, story):
    petition = factories.make_petition()
    first = client.get(CAMPAIGN_FEED)
    Tally.objects.filter(petition=petition).update(count=250_000)
    public_pages.forget(CAMPAIGN_FEED)
    again = client.get(CAMPAIGN_FEED, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304

    moment = datetime(2026, 11, 1, 9, tzinfo=UTC)
    Correction.objects.create(story=story, text="It was *five*.", made_at=moment)
    story.published_at = datetime(2026, 10, 1, tzinfo=UTC)
    story.save()
    public_pages.forget(CAMPAIGN_FEED)
    entry = read(client, CAMPAIGN_FEED).entries[0]
    assert entry.updated.startswith("2026-11-01T")
    assert "Correction" in entry.content[0].value
    assert "<em>five</em>" in entry.content[0].value


def test_an_entry_keeps_its_id_when_its_address_changes(client, campaign, story):
    before = read(client, CAMPAIGN_FEED).entries[0].id
    story.slug = "a-better-address"
    story.save()
    public_pages.forget(CAMPAIGN_FEED)

    assert read(client, CAMPAIGN_FEED).entries[0].id == before


def test_hostile_words_break_no_feed(client, campaign):
    factories.make_story(
        headline='</title><script>alert("&")</script>]]>\x0b\x1f',
        standfirst="<b>& \ufffe]]>",
        body="<p>\x0c&amp; ok</p>",
    )
    entry = read(client, "/feed.atom").entries[0]

    assert entry.content[0].value.strip() == "<p>&amp; ok</p>"
    assert b"<script>" not in client.get("/feed.atom").content


def test_a_feed_has_no_more_than_the_newest(client, campaign, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 2)
    for number in range(3):
        factories.make_story(
            slug=f"s{number}",
            headline=f"Story {number}",
            published_at=datetime(2026, 1, 1 + number, tzinfo=UTC),
        )

    titles = [entry.title for entry in read(client, CAMPAIGN_FEED).entries]
    assert titles == ["Story 2", "Story 1"]


def test_pages_name_their_feeds(client, campaign, story):
    petition = factories.make_petition()
    own = f'title="Refugees Welcome" href="{CAMPAIGN_FEED}">'

    for path in (campaign.url, story.url, petition.url):
        page = client.get(path).content.decode()
        assert f'<link rel="alternate" type="application/atom+xml" {own}' in page
        assert 'href="/feed.atom"' in page
    topic = client.get("/topics/ukraine/").content.decode()
    assert 'type="application/atom+xml" title="Ukraine &amp; neighbours"' in topic


def test_every_address_in_the_text_is_whole():
    html = (
        '<a href=\'/a\'>a</a><a href="//x.org/b">b</a><a href="#c">c</a>'
        '<img src="/d.jpg" srcset="/d-1.webp 1x, /d-2.webp 2x">'
    )

    assert links.all_absolute(html) == (
        "<a href='http://127.0.0.1:8000/a'>a</a><a href=\"//x.org/b\">b</a>"
        '<a href="#c">c</a><img src="http://127.0.0.1:8000/d.jpg" srcset='
        '"http://127.0.0.1:8000/d-1.webp 1x, http://127.0.0.1:8000/d-2.webp 2x">'
    )
