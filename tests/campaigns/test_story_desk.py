"""Stories at the desk: written, previewed, held back, released, corrected."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns import publishing
from campaigns.models import Section, Story, Topic
from tests import factories

DESK = "/admin/campaigns/story/"
AT = datetime(2022, 3, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def campaign(db):
    return factories.make_campaign()


@pytest.fixture
def desk(client, db):
    return factories.at_the_desk(client, factories.make_bo())


@pytest.fixture
def reader():
    return Client()


def form(campaign, /, **changes):
    return {
        "headline": "A bed in Przemyśl",
        "slug": "a-bed-in-przemysl",
        "standfirst": "",
        "body": "<p>The first train came at four.</p>",
        "campaign": campaign.pk,
        "phase": "",
        "section": "",
        "picture_file": "",
        "picture_alt": "",
        "picture_caption": "",
        "picture_credit": "",
        "agencies": "",
        "published_at_0": "",
        "published_at_1": "",
        "revised_at_0": "",
        "revised_at_1": "",
        **inline("bylines"),
        **inline("corrections"),
    } | changes


def inline(name, /, *, initial=0, **fields):
    """The fields of an inline form at the desk, with one row if any are given."""
    total = 1 if fields else 0
    rows = {f"{name}-0-{field}": value for field, value in fields.items()}
    counts = {f"{name}-TOTAL_FORMS": total, f"{name}-INITIAL_FORMS": initial}
    return counts | rows


def add(desk, campaign, **changes):
    answer = desk.post(f"{DESK}add/", form(campaign, **changes), follow=True)
    return Story.objects.first(), answer.content.decode()


def save(desk, story, **changes):
    path = f"{DESK}{story.pk}/change/"
    answer = desk.post(path, form(story.campaign, **changes), follow=True)
    story.refresh_from_db()
    return answer.content.decode()


def on_hour(moment):
    local = timezone.localtime(moment)
    return {
        "published_at_0": f"{local:%Y-%m-%d}",
        "published_at_1": f"{local:%H:%M:%S}",
    }


def test_a_story_is_written_as_a_draft_with_all_that_belongs_to_it(desk, campaign):
    topic, section = factories.make_topic(), factories.make_section()
    story, _page = add(
        desk,
        campaign,
        topics=[topic.pk],
        section=section.pk,
        **inline("bylines", name="Bo Lindqvist", role="", url="", position="0"),
    )

    assert not story.is_published
    assert story.section == section
    assert list(story.topics.all()) == [topic]
    assert story.bylines.get().name == "Bo Lindqvist"


def test_a_draft_is_published_with_one_press_and_stays_published(
    desk, campaign, reader
):
    story, _page = add(desk, campaign)
    assert reader.get(story.url).status_code == 404

    page = save(desk, story, _publish="1")
    assert "The story is out." in page
    assert reader.get(story.url).status_code == 200
    assert timezone.now() - story.published_at < timedelta(minutes=1)

    save(desk, story, standfirst="New words")
    assert story.is_published


def test_the_words_are_saved_by_the_press_that_publishes(desk, campaign):
    story, _page = add(desk, campaign, _publish="1")
    assert story.is_public

    other = factories.make_story(slug="other", is_published=False, published_at=None)
    save(desk, other, slug="other", headline="New words", _publish="1")
    assert other.headline == "New words"
    assert other.is_public


def test_a_story_is_held_back_until_its_hour(desk, campaign, reader):
    hour = timezone.now() + timedelta(hours=2)
    story, page = add(desk, campaign, **on_hour(hour), _hold_back="1")

    assert story.is_held_back
    assert "The story comes out at its hour." in page
    assert "held back" in page
    assert reader.get(story.url).status_code == 404

    page = save(desk, story, **on_hour(hour), _publish="1")
    assert reader.get(story.url).status_code == 200
    assert story.published_at <= timezone.now()


@pytest.mark.parametrize("hour", [None, timedelta(hours=-1)])
def test_holding_back_needs_a_time_to_come(desk, campaign, hour):
    when = on_hour(timezone.now() + hour) if hour else {}
    story, page = add(desk, campaign, **when, _hold_back="1")

    assert story is None
    assert "Enter a time to come, or publish it now." in page


def test_a_story_that_is_held_back_keeps_a_time(desk, campaign):
    story = factories.make_story(published_at=timezone.now() + timedelta(hours=1))
    page = save(desk, story)

    assert "A published story has a time." in page
    assert story.is_published


def test_a_story_is_taken_down_and_comes_back_with_its_first_hour(
    desk, campaign, reader
):
    story = factories.make_story(published_at=AT)
    publishing.publish_due()
    desk.post(f"/admin/campaigns/takendown/take/story/{story.pk}/", {"reason": "wrong"})
    assert reader.get(story.url).status_code == 410

    save(desk, story, _publish="1")
    story.refresh_from_db()
    assert reader.get(story.url).status_code == 200
    assert story.published_at == AT


def test_the_buttons_are_those_that_make_sense(desk, campaign):
    def buttons(story):
        page = desk.get(f"{DESK}{story.pk}/change/").content.decode()
        names = ("_publish", "_hold_back", "_keep_back")
        return {name for name in names if f'name="{name}"' in page}

    story = factories.make_story(is_published=False, published_at=None)
    assert buttons(story) == {"_publish", "_hold_back"}
    publishing.publish(story, at=timezone.now() + timedelta(hours=1))
    assert buttons(story) == {"_publish", "_keep_back"}
    publishing.keep_back(story)
    assert buttons(story) == {"_publish", "_hold_back"}
    publishing.publish(story)
    assert buttons(story) == set()
    publishing.publish_due()
    Story.objects.update(is_published=False)
    assert buttons(story) == {"_publish"}


def test_an_address_that_was_out_is_for_life(desk, campaign):
    other = factories.make_campaign(slug="other", title="Other")
    story = factories.make_story(published_at=AT)
    publishing.publish_due()
    for is_published in (True, False):
        Story.objects.update(is_published=is_published)
        save(desk, story, slug="moved", campaign=other.pk, **on_hour(timezone.now()))
        assert story.slug == "a-bed-in-przemysl"
        assert story.campaign == campaign
        assert story.published_at == AT

    draft = factories.make_story(slug="draft", is_published=False, published_at=None)
    save(desk, draft, slug="moved")
    assert draft.slug == "moved"


def test_a_story_that_was_out_is_not_deleted_and_a_draft_is(desk, campaign):
    story = factories.make_story()
    draft = factories.make_story(slug="draft", is_published=False)

    for each in (story, draft):
        desk.post(f"{DESK}{each.pk}/delete/", {"post": "yes"})
    assert list(Story.objects.all()) == [story]


def test_the_desk_has_a_link_that_shows_the_draft(desk, campaign, reader):
    story, _page = add(desk, campaign)
    page = desk.get(f"{DESK}{story.pk}/change/").content.decode()
    key = page.partition(f'href="{story.url}?preview=')[2].partition('"')[0]

    assert reader.get(f"{story.url}?preview={key}").status_code == 200


def test_a_change_shows_at_once_wherever_the_story_stands(
    desk, campaign, reader, django_capture_on_commit_callbacks
):
    old, new = factories.make_topic(), factories.make_topic("Poland")
    story = factories.make_story()
    story.topics.add(old)
    pages = (story.url, old.get_absolute_url(), new.get_absolute_url())
    assert story.headline in reader.get(pages[0]).content.decode()
    assert story.headline in reader.get(pages[1]).content.decode()
    assert story.headline not in reader.get(pages[2]).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        save(desk, story, headline="New words", topics=[new.pk])
    assert "New words" in reader.get(pages[0]).content.decode()
    assert story.url not in reader.get(pages[1]).content.decode()
    assert "New words" in reader.get(pages[2]).content.decode()


def test_readers_see_an_update_when_the_editor_says_so(desk, campaign):
    story = factories.make_story(published_at=AT)
    save(desk, story, standfirst="A comma")
    assert story.revised_at is None

    save(desk, story, is_update="on")
    assert story.shown_revised_at is not None


def test_a_correction_is_an_update(desk, campaign, reader):
    story = factories.make_story(published_at=AT)
    correction = {
        "text": "Four trains.",
        "made_at_0": "2022-03-15",
        "made_at_1": "9:00",
    }
    save(desk, story, **inline("corrections", **correction))

    assert story.corrections.get().text == "Four trains."
    assert story.shown_revised_at is not None
    assert "Four trains." in reader.get(story.url).content.decode()


def test_the_body_is_cleaned_when_it_is_saved(desk, campaign):
    mark = factories.mark("petition", "safe-haven")
    dirty = f"<p onclick='x'>One</p><script>alert(1)</script>{mark}"
    story, _page = add(desk, campaign, body=dirty)

    assert "onclick" not in story.body
    assert "script" not in story.body
    assert 'data-call="petition"' in story.body


def test_the_same_call_stands_in_a_story_once(desk, campaign):
    mark = factories.mark("sign", "safe-haven")
    story, page = add(desk, campaign, body=f"<p>One</p>{mark}<p>Two</p>{mark}")

    assert story is None
    assert "The same call stands in the text twice." in page


def test_a_phase_is_one_of_the_campaign(desk, campaign):
    other = factories.make_campaign(slug="other", title="Other")
    phase = other.phases.create(title="2015", started_on=AT.date())
    story, page = add(desk, campaign, phase=phase.pk)

    assert story is None
    assert "Choose a phase of this campaign." in page


def test_two_stories_of_a_campaign_have_two_addresses(desk, campaign):
    factories.make_story()
    add(desk, campaign)

    assert Story.objects.count() == 1


@pytest.mark.parametrize("who", [factories.make_dee, factories.make_cy])
def test_who_does_not_edit_changes_nothing(client, db, who):
    story = factories.make_story(is_published=False)
    factories.at_the_desk(client, who())
    path = f"{DESK}{story.pk}/change/"
    answer = client.post(path, form(story.campaign, headline="X", _publish="1"))

    assert answer.status_code in (302, 403)
    story.refresh_from_db()
    assert story.headline != "X"
    assert not story.is_published


def test_topics_and_stories_are_found_as_the_editor_types(desk, campaign):
    factories.make_topic()
    for field, term in (("topics", "ukr"), ("related", "bed")):
        factories.make_story(slug=field)
        answer = desk.get(
            "/admin/autocomplete/",
            {
                "app_label": "campaigns",
                "model_name": "story",
                "field_name": field,
                "term": term,
            },
        )
        assert answer.json()["results"]


@pytest.mark.parametrize("model", [Section, Topic])
def test_sections_and_topics_keep_their_address(desk, campaign, model):
    path = f"/admin/campaigns/{model._meta.model_name}/"
    desk.post(f"{path}add/", {"name": "UK news", "slug": "uk-news"})
    made = model.objects.get()
    desk.post(f"{path}{made.pk}/change/", {"name": "News", "slug": "news"})
    made.refresh_from_db()

    assert (made.name, made.slug) == ("News", "uk-news")
    assert "News" in desk.get(path).content.decode()


# At its hour


def test_each_story_is_announced_once_when_its_hour_has_come(campaign, monkeypatch):
    told = []
    monkeypatch.setattr(publishing, "announced", told.append)
    story = factories.make_story()
    for changes in (
        {"slug": "draft", "is_published": False},
        {"slug": "later", "published_at": timezone.now() + timedelta(hours=1)},
        {
            "slug": "hidden",
            "campaign": factories.make_campaign(slug="x", is_published=False),
        },
    ):
        factories.make_story(**changes)

    assert publishing.publish_due() == 1
    assert publishing.publish_due() == 0
    publishing.keep_back(story)
    publishing.publish(story)
    assert publishing.publish_due() == 0
    assert told == [story]
    story.refresh_from_db()
    assert story.announced_at is not None


def test_of_two_workers_one_announces(campaign, monkeypatch):
    told = []
    monkeypatch.setattr(publishing, "announced", told.append)
    story = factories.make_story()
    same = Story.objects.get(pk=story.pk)

    assert [publishing._announce(each) for each in (story, same)] == [True, False]
    assert told == [story]


def test_what_fails_to_be_told_is_told_the_next_time(campaign, monkeypatch):
    story = factories.make_story()

    def fail(story):
        raise RuntimeError

    monkeypatch.setattr(publishing, "announced", fail)
    with pytest.raises(RuntimeError):
        publishing.publish_due()
    monkeypatch.undo()
    assert publishing.publish_due() == 1
    story.refresh_from_db()
    assert story.announced_at


def test_a_story_appears_on_other_pages_at_its_hour(
    campaign, reader, django_capture_on_commit_callbacks, monkeypatch
):
    topic = factories.make_topic()
    story = factories.make_story(published_at=AT)
    story.topics.add(topic)
    monkeypatch.setattr(timezone, "now", lambda: AT - timedelta(seconds=1))
    assert story.url not in reader.get(topic.get_absolute_url()).content.decode()

    monkeypatch.setattr(timezone, "now", lambda: AT)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish_due()
    assert story.url in reader.get(topic.get_absolute_url()).content.decode()
