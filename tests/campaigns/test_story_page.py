"""A story as its readers see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from campaigns import previews, relating
from campaigns.models import Byline, Correction
from tests import factories

PAGE = "/campaigns/refugees-welcome/stories/a-bed-in-przemysl/"
AT = datetime(2022, 3, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def story(db):
    return factories.make_story(published_at=AT)


def page_of(story, browser=None):
    return (browser or Client()).get(story.url).content.decode()


def test_a_story_tells_who_wrote_it_when_and_where_it_belongs(story):
    story.section = factories.make_section()
    story.agencies = "Agencies contributed"
    story.save()
    Byline.objects.create(story=story, name="Bo Lindqvist", position=2)
    Byline.objects.create(
        story=story,
        name="Ada Field",
        role="Home affairs editor",
        url="https://meridian.example/ada",
        position=1,
    )
    page = page_of(story)

    assert story.url == PAGE
    for told in ("Refugees Welcome", "UK news", story.headline, story.standfirst):
        assert told in page
    for told in ("Home affairs editor", "Agencies contributed", "The first train"):
        assert told in page
    assert page.index("Ada Field") < page.index("Bo Lindqvist")
    assert 'href="https://meridian.example/ada" rel="author noopener"' in page


def test_times_are_told_with_their_zone(story):
    page = page_of(story)
    assert '<time datetime="2022-03-14T09:30:00+00:00">14 Mar 2022, 09:30 GMT' in page
    assert "Updated" not in page


def test_a_story_that_was_updated_says_when(story):
    story.revised_at = datetime(2022, 4, 2, 10, 0, tzinfo=UTC)
    story.save()
    page = page_of(story)

    assert "Updated" in page
    assert 'datetime="2022-04-02T11:00:00+01:00">2 Apr 2022, 11:00 BST' in page


def test_corrections_stand_above_the_text_with_their_dates_newest_first(story):
    Correction.objects.create(story=story, text="It was *four* trains.", made_at=AT)
    Correction.objects.create(
        story=story, text="It was five.", made_at=AT + timedelta(days=1)
    )
    page = page_of(story)

    assert "<em>four</em>" in page
    assert "2022-03-14T09:30:00+00:00" in page
    places = [page.index(words) for words in ("five", "<em>four", "The first train")]
    assert places == sorted(places)


def test_topics_lead_to_their_pages(story, client):
    topic = factories.make_topic()
    story.topics.add(topic)

    assert f'href="{topic.get_absolute_url()}"' in page_of(story)
    assert story.url in client.get(topic.get_absolute_url()).content.decode()


def test_the_lead_picture_loads_at_once_with_alt_caption_and_credit(story):
    story.picture_file.name = "pictures/2022/train.jpg"
    story.picture_width, story.picture_height = 1600, 900
    story.picture_alt = "A train at night."
    story.picture_caption = "The four o’clock."
    story.picture_credit = "The Meridian"
    story.save(
        update_fields=[
            field.name for field in story._meta.fields if "picture" in field.name
        ]
    )
    page = page_of(story)

    for told in ('alt="A train at night."', "The four o’clock.", "The Meridian"):
        assert told in page
    assert 'fetchpriority="high"' in page


# Related stories


def test_chosen_stories_come_first_and_the_campaign_tops_them_up(story):
    other_campaign = factories.make_campaign(slug="night-bus", title="Night bus")
    chosen = factories.make_story(slug="chosen", campaign=other_campaign)
    newest = [
        factories.make_story(
            slug=f"s{hours}", published_at=timezone.now() - timedelta(hours=hours)
        )
        for hours in (5, 1, 2, 3, 4)
    ]
    story.related.add(chosen)
    assert relating.of(story) == [chosen, newest[1], newest[2], newest[3]]
    assert chosen.url in page_of(story)

    # One of the campaign's own, chosen, is there once.
    story.related.set([newest[1]])
    assert relating.of(story) == [newest[1], newest[2], newest[3], newest[4]]


def test_neither_drafts_nor_the_story_itself_are_related(story):
    draft = factories.make_story(slug="draft", is_published=False)
    held = factories.make_story(
        slug="held", published_at=timezone.now() + timedelta(hours=1)
    )
    story.related.add(draft, held, story)

    assert relating.of(story) == []
    assert "More on this" not in page_of(story)


# Who sees what


@pytest.mark.parametrize(
    "changes",
    [
        {"is_published": False},
        {"published_at": timezone.now() + timedelta(hours=1)},
        {"campaign": "hidden"},
    ],
    ids=["draft", "held back", "of a hidden campaign"],
)
def test_what_is_not_out_is_for_staff_and_link_holders(client, db, changes):
    if changes.get("campaign"):
        hidden = factories.make_campaign(slug="secret", is_published=False)
        changes = {"campaign": hidden}
    story = factories.make_story(**changes)
    staff = Client()
    staff.force_login(factories.make_bo())
    assert client.get(story.url).status_code == 404

    for page in (staff.get(story.url), client.get(previews.link(story.url))):
        assert page.status_code == 200
        assert "Draft." in page.content.decode()
        assert page["Cache-Control"] == "private, no-store"
        assert page["X-Robots-Tag"] == "noindex"
    assert client.get(story.url).status_code == 404


def test_a_story_appears_at_its_hour_by_itself(client, db, monkeypatch):
    story = factories.make_story(published_at=AT)
    monkeypatch.setattr(timezone, "now", lambda: AT - timedelta(seconds=1))
    assert client.get(story.url).status_code == 404

    monkeypatch.setattr(timezone, "now", lambda: AT)
    assert client.get(story.url).status_code == 200


def test_a_preview_link_leads_to_the_page_once_the_story_is_out(client, story):
    response = client.get(previews.link(story.url))

    assert (response.status_code, response["Location"]) == (302, story.url)


def test_the_page_is_the_same_for_everybody_and_sets_no_cookie(story):
    staff = Client()
    staff.force_login(factories.make_bo())
    response = Client().get(f"{story.url}?via=embed.example.org")

    assert response.content == staff.get(story.url).content
    assert "public" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("slug", ["nowhere", "0", "%00", "a" * 200])
def test_a_story_that_never_was_is_not_found(client, story, slug):
    path = f"/campaigns/refugees-welcome/stories/{slug}/"
    assert client.get(path).status_code in (400, 404)
    assert client.get(story.url.replace("refugees", "x")).status_code == 404


def test_a_story_reads_from_right_to_left_where_its_language_does(story):
    with translation.override("ar"):
        assert 'dir="rtl"' in page_of(story)
