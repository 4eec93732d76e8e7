"""Sitemaps, the news among them, the rules for robots, and each page's one address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from campaigns import sitemaps
from campaigns.models import Correction, Topic
from config import public_pages
from petitions.models import PetitionText, Tally
from tests import factories
from tests.parts import schemas

SITE = "http://127.0.0.1:8000"
LONG_AGO = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture
def campaign(db):
    return factories.make_campaign()


def read(client, path):
    """Path by path, the time of its last change; checked by libxml2."""
    response = client.get(path)
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = schemas.sitemap(response.content)
    return {
        place[0].text.removeprefix(SITE): place.findtext(f"{LOC}lastmod")
        for place in root
    }


def test_the_index_names_the_parts_that_have_a_page(client, campaign):
    assert set(read(client, "/sitemap.xml")) == {"/sitemap-campaigns.xml"}
    factories.make_story().topics.add(Topic.objects.create(slug="u", name="Ukraine"))
    factories.make_petition()
    public_pages.forget("/sitemap.xml")

    assert set(read(client, "/sitemap.xml")) == {
        "/sitemap-campaigns.xml",
        "/sitemap-news.xml",
        "/sitemap-petitions.xml",
        "/sitemap-stories.xml",
        "/sitemap-topics.xml",
    }


def test_every_address_of_a_sitemap_is_there(client, campaign):
    factories.make_story().topics.add(Topic.objects.create(slug="u", name="Ukraine"))
    factories.make_petition()
    for part in read(client, "/sitemap.xml"):
        for path in read(client, part):
            assert client.get(path).status_code == 200


def test_what_is_not_public_is_in_no_sitemap(client, campaign):
    factories.make_petition(status="draft")
    factories.make_story(slug="draft", is_published=False)
    later = timezone.now() + timedelta(hours=1)
    factories.make_story(slug="later", published_at=later)
    secret = factories.make_campaign(slug="secret", is_published=False)
    factories.make_story(campaign=secret)
    for name in ("stories", "petitions", "topics", "news"):
        assert read(client, f"/sitemap-{name}.xml") == {}
    assert set(read(client, "/sitemap-campaigns.xml")) == {"/", campaign.url}


def test_a_page_is_as_new_as_its_words_and_not_as_its_count(client, campaign):
    petition = factories.make_petition(opened_at=LONG_AGO)
    PetitionText.objects.update(written_at=LONG_AGO)
    story = factories.make_story(published_at=LONG_AGO)
    Tally.objects.update(count=250_000, counted_at=timezone.now())

    assert read(client, "/sitemap-petitions.xml") == {
        petition.url: "2026-03-01T09:30:00+00:00"
    }
    assert read(client, "/sitemap-stories.xml")[story.url].startswith("2026-03-01")
    assert read(client, "/sitemap-campaigns.xml")[campaign.url].startswith("2026-03-01")
    made_at = LONG_AGO + timedelta(days=2)
    Correction.objects.create(story=story, text="Five.", made_at=made_at)
    public_pages.forget("/sitemap-stories.xml")
    assert read(client, "/sitemap-stories.xml")[story.url].startswith("2026-03-03")


def test_the_news_are_of_the_last_two_days(client, campaign, monkeypatch):
    now = timezone.now()
    for hours in (1, 47, 49):
        factories.make_story(
            slug=f"h{hours}",
            headline=f"{hours} hours & \x0b<ago>",
            published_at=now - timedelta(hours=hours),
        )
    response = client.get("/sitemap-news.xml")
    told = schemas.sitemap(response.content)

    assert [title.text for title in told.iter(f"{NEWS}title")] == [
        "1 hours & <ago>",
        "47 hours & <ago>",
    ]
    assert {name.text for name in told.iter(f"{NEWS}name")} == {"Clarion"}
    assert {word.text for word in told.iter(f"{NEWS}language")} == {"en"}
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 1)
    assert len(sitemaps.news()) == 1


def test_there_is_no_part_of_an_unknown_name(client, db):
    assert client.get("/sitemap-everything.xml").status_code == 404


def test_robots_are_told_what_is_nobodys_business(client, db):
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    for path in (
        "/my/",
        "/gifts/",
        "/accounts/",
        "/admin/",
        "/petitions/confirm/",
        "/inbox/",
    ):
        assert f"Disallow: {path}" in lines
    assert f"Sitemap: {SITE}/sitemap.xml" in lines


def test_every_public_page_names_its_one_address(client, campaign):
    story = factories.make_story()
    topic = Topic.objects.create(slug="u", name="Ukraine")
    story.topics.add(topic)
    petition = factories.make_petition()
    paths = ["/", campaign.url, story.url, petition.url, "/topics/", topic.url]
    for path in [*paths, "/search/"]:
        page = client.get(f"{path}?utm_source=x").content.decode()
        assert page.count('rel="canonical"') == 1
        assert f'<link rel="canonical" href="{SITE}{path}">' in page
