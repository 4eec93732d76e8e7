"""What pages say of themselves to machines: JSON-LD and the tags of shared links.

The fields that must be there are those that Google's pages on articles and breadcrumbs
call required or recommended; the types are those of schema.org.
"""

import json
import re
from datetime import UTC, datetime

import pytest

from campaigns import structured_data
from campaigns.models import Byline, Correction, Section, Topic
from petitions.models import Tally
from tests import factories

SITE = "http://127.0.0.1:8000"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def campaign(db):
    return factories.make_campaign(standfirst="Let people in.")


def graph(client, path):
    """The things on a page by their types."""
    blocks = BLOCK.findall(client.get(path).content.decode())
    assert len(blocks) == 1
    data = json.loads(blocks[0])
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def assert_breadcrumbs(thing, *expected):
    """Google: each has a position, counted from 1, a name and an item."""
    told = [
        (place["position"], place["name"], place["item"].removeprefix(SITE))
        for place in thing["itemListElement"]
    ]
    assert told == [(number, *place) for number, place in enumerate(expected, start=1)]


def test_a_story_says_what_a_news_article_must(client, campaign):
    story = factories.make_story(
        section=Section.objects.create(slug="uk", name="UK news"),
        published_at=AT,
        revised_at=AT.replace(hour=12),
    )
    story.topics.add(Topic.objects.create(slug="ukraine", name="Ukraine"))
    Byline.objects.create(
        story=story, name="Bo Lindqvist", role="Reporter", url="https://x.example/bo"
    )
    Correction.objects.create(
        story=story, text="It was **five**.", made_at=AT.replace(hour=11)
    )
    found = graph(client, story.url)
    article = found["NewsArticle"]

    assert article["headline"] == "A bed in Przemyśl"
    assert article["url"] == article["mainEntityOfPage"] == f"{SITE}{story.url}"
    assert article["datePublished"] == "2026-03-01T09:30:00+00:00"
    assert article["dateModified"] == "2026-03-01T12:30:00+00:00"
    assert article["author"] == [
        {
            "@type": "Person",
            "name": "Bo Lindqvist",
            "jobTitle": "Reporter",
            "url": "https://x.example/bo",
        }
    ]
    assert article["publisher"]["@type"] == "NewsMediaOrganization"
    assert article["publisher"]["name"] == "Clarion"
    assert article["isPartOf"]["@id"] == f"{SITE}{campaign.url}"
    assert article["articleSection"] == "UK news"
    assert article["keywords"] == ["Ukraine"]
    assert article["inLanguage"] == "en-gb"
    assert article["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "It was five.",
            "datePublished": "2026-03-01T11:30:00+00:00",
        }
    ]
    assert_breadcrumbs(
        found["BreadcrumbList"],
        ("Campaigns", "/"),
        ("Refugees Welcome", campaign.url),
        ("A bed in Przemyśl", story.url),
    )


def test_a_story_without_a_byline_is_the_newsrooms(client, campaign):
    story = factories.make_story()
    article = graph(client, story.url)["NewsArticle"]

    assert article["author"] == [article["publisher"]]
    assert "articleSection" not in article
    assert "image" not in article


def test_a_picture_is_named_in_all_its_crops(campaign):
    class Picture:
        url = "/media/a.jpg"
        crops = ()

    picture = Picture()
    assert structured_data.images(picture) == [f"{SITE}/media/a.jpg"]
    picture.crops = [Picture(), Picture(), Picture()]
    assert len(structured_data.images(picture)) == 3
    assert structured_data.images(None) == []


def test_a_campaign_is_a_collection_about_something(client, campaign):
    found = graph(client, campaign.url)

    assert found["CollectionPage"]["name"] == "Refugees Welcome"
    assert found["CollectionPage"]["description"] == "Let people in."
    assert found["CollectionPage"]["about"]["name"] == "Refugees Welcome"
    assert_breadcrumbs(
        found["BreadcrumbList"],
        ("Campaigns", "/"),
        ("Refugees Welcome", campaign.url),
    )


def test_a_petition_says_how_to_sign_and_how_many_did(client, campaign):
    petition = factories.make_petition()
    Tally.objects.update(count=250_123)
    page = graph(client, petition.url)["WebPage"]

    assert page["name"] == "A safe haven"
    assert page["potentialAction"] == [
        {
            "@type": "EndorseAction",
            "name": "Sign the petition",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{SITE}{petition.url}#sign",
            },
        }
    ]
    assert page["interactionStatistic"] == {
        "@type": "InteractionCounter",
        "interactionType": {"@type": "EndorseAction"},
        "userInteractionCount": 250_123,
    }


def test_a_closed_petition_asks_for_nothing_and_keeps_its_number(client, campaign):
    petition = factories.make_petition(status="closed")
    page = graph(client, petition.url)["WebPage"]

    assert "potentialAction" not in page
    assert page["interactionStatistic"]["userInteractionCount"] == 0


def test_a_way_to_give_becomes_an_action(client, campaign, monkeypatch):
    monkeypatch.setattr(structured_data, "_ways_to_give", [])
    structured_data.register_ways_to_give(lambda found: [f"/donate/{found.slug}/"])
    action = graph(client, campaign.url)["CollectionPage"]["potentialAction"][0]

    assert action["@type"] == "DonateAction"
    assert action["target"]["urlTemplate"] == f"{SITE}/donate/refugees-welcome/"


def test_a_headline_cannot_break_out_of_the_block(client, campaign):
    hostile = '</script><script>alert("1")</script><!-- & \u2028 ]]>'
    story = factories.make_story(headline=hostile)
    page = client.get(story.url).content.decode()

    assert "<script>alert" not in page
    assert graph(client, story.url)["NewsArticle"]["headline"] == hostile
    assert "<" not in BLOCK.search(page)[1]


def test_a_draft_says_nothing_to_machines(client, campaign):
    story = factories.make_story(is_published=False)
    petition = factories.make_petition(status="draft")
    client.force_login(factories.make_bo())

    secret = factories.make_campaign(slug="secret", is_published=False)

    for path in (story.url, petition.url, secret.url):
        page = client.get(path)
        assert page.status_code == 200
        assert b"ld+json" not in page.content


def test_a_form_that_came_back_says_nothing_to_machines(client, campaign):
    petition = factories.make_petition()
    page = client.post(f"{petition.url}sign/", {"name": ""})

    assert page.status_code == 422
    assert b"ld+json" not in page.content


def test_a_shared_story_is_an_article_with_its_times(client, campaign):
    story = factories.make_story(
        section=Section.objects.create(slug="uk", name="UK news"), published_at=AT
    )
    story.topics.add(Topic.objects.create(slug="ukraine", name="Ukraine"))
    Byline.objects.create(story=story, name="Bo", url="https://x.example/bo")
    page = client.get(story.url).content.decode()

    for name, content in {
        "og:type": "article",
        "og:title": "A bed in Przemyśl",
        "og:url": f"{SITE}{story.url}",
        "article:published_time": "2026-03-01T09:30:00+00:00",
        "article:modified_time": "2026-03-01T09:30:00+00:00",
        "article:section": "UK news",
        "article:tag": "Ukraine",
        "article:author": "https://x.example/bo",
    }.items():
        assert f'<meta property="{name}" content="{content}">' in page
    assert '<meta name="twitter:card" content="summary">' in page
