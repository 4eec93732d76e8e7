"""The history of a campaign: its lines, and the drafts that wait for an editor."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from campaigns import timeline
from campaigns.models import DraftMark, Story, TimelineEntry
from config import public_pages
from tests import factories

DESK = "/admin/campaigns/timelineentry/"


@pytest.fixture
def campaign(db):
    return factories.make_campaign()


@pytest.fixture
def desk(client, db):
    return factories.at_the_desk(client, factories.make_bo())


def page_of(campaign):
    return Client().get(campaign.url).content.decode()


def form(campaign, **changes):
    return {
        "campaign": campaign.pk,
        "phase": "",
        "kind": "win",
        "happened_on": "2022-03-14",
        "title": "The visa scheme opens",
        "text": "",
        "story": "",
        "link": "",
    } | changes


# Read


def test_readers_see_published_lines_only(campaign):
    factories.make_entry(title="200,000 names by 14 March")
    factories.make_entry(title="A secret draft", is_published=False)
    page = page_of(campaign)

    assert "200,000 names by 14 March" in page
    assert "A secret draft" not in page


def test_lines_stand_under_their_phases_newest_first(campaign):
    new = factories.make_phase(campaign)
    old = factories.make_phase(
        campaign,
        title="Syria 2015",
        started_on=date(2015, 1, 1),
        ended_on=date(2015, 12, 31),
    )
    launch = factories.make_entry(title="Launch", happened_on=date(2022, 3, 1))
    later = factories.make_entry(title="Later", happened_on=date(2022, 3, 14))
    named = factories.make_entry(title="2015", happened_on=date(2015, 9, 2), phase=old)
    between = factories.make_entry(title="Between", happened_on=date(2018, 1, 1))

    chapters = timeline.chapters(campaign, [new, old])
    assert [(it.phase, it.entries) for it in chapters] == [
        (new, [later, launch]),
        (old, [named]),
        (None, [between]),
    ]


def test_a_line_goes_where_its_editor_put_it_whatever_its_day(campaign):
    new = factories.make_phase(campaign)
    entry = factories.make_entry(happened_on=date(2021, 12, 31), phase=new)

    (chapter,) = timeline.chapters(campaign, [new])
    assert chapter == (new, [entry])


def test_a_reply_of_the_target_is_quoted_as_such(campaign):
    factories.make_entry(
        kind="reply",
        title="The Home Secretary answers",
        text="We are doing *all we can*.",
        link="https://example.org/reply",
    )
    page = page_of(campaign)
    quoted = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", page, re.DOTALL)

    assert "We are doing <em>all we can</em>." in quoted.group(1)
    assert 'cite="https://example.org/reply"' in page
    assert "Reply of the target" in page


def test_other_lines_quote_nobody(campaign):
    factories.make_entry(text="Words of the newsroom.")

    assert "<blockquote" not in page_of(campaign)


def test_a_story_is_linked_while_readers_may_read_it(campaign):
    story = factories.make_story()
    factories.make_entry(kind="story", title="Read this", story=story)
    assert f'<h4><a href="{story.url}">Read this</a></h4>' in page_of(campaign)

    Story.objects.update(is_published=False)
    public_pages.forget(campaign.url)
    assert "<h4>Read this</h4>" in page_of(campaign)


def test_a_year_is_told_where_no_day_is_known(campaign):
    factories.make_phase(
        campaign,
        title="Syria 2015",
        started_on=date(2015, 1, 1),
        ended_on=date(2015, 12, 31),
    )
    phase = campaign.phases.get()
    factories.make_entry(title="Launch", happened_on=date(2015, 1, 1), phase=phase)
    page = page_of(campaign)

    assert '<time datetime="2015">2015</time>' in page
    assert "1 January 2015" not in page


def test_an_editors_words_are_harmless(campaign):
    factories.make_entry(title="<script>1</script>", text="<script>2</script>")
    page = page_of(campaign)

    assert "<script>1" not in page
    assert "<script>2" not in page


# Draft


def draft(campaign, **changes):
    fields = {
        "kind": "milestone",
        "on": date(2022, 3, 3),
        "title": "100,000 names in 48 hours",
        "drafted_for": "milestone:1:100000",
    } | changes
    return timeline.draft(campaign, **fields)


def test_a_draft_is_made_once_and_is_no_readers(campaign):
    entry = draft(campaign)

    assert draft(campaign) is None
    assert TimelineEntry.objects.get() == entry
    assert not entry.is_published
    assert "48 hours" not in page_of(campaign)


def test_a_draft_that_was_deleted_does_not_come_back(campaign):
    draft(campaign).delete()

    assert draft(campaign) is None
    assert not TimelineEntry.objects.exists()


def test_a_draft_that_fails_leaves_no_mark(campaign):
    with pytest.raises(Exception, match=r"(?i)null|day"):
        draft(campaign, on=None)

    assert not DraftMark.objects.exists()


def test_a_long_headline_is_cut_to_a_line(campaign):
    story = factories.make_story(headline="x" * 160)

    assert timeline.draft_story(story).title == "x" * 160
    assert draft(campaign, title="y" * 300).title == "y" * 160


def test_a_published_story_is_drafted_once(campaign):
    phase = factories.make_phase(campaign)
    story = factories.make_story(phase=phase)
    entry = timeline.draft_story(story)

    assert timeline.draft_story(story) is None
    assert (entry.kind, entry.title, entry.story) == ("story", story.headline, story)
    assert (entry.text, entry.phase) == (story.standfirst, phase)
    assert entry.happened_on == timezone.localdate(story.published_at)


# At the desk


def test_drafts_wait_for_an_editor_on_top_of_the_list(desk, campaign):
    factories.make_entry(title="Published line", happened_on=date(2024, 1, 1))
    entry = draft(campaign)
    page = desk.get(DESK).content.decode()
    assert page.index(entry.title) < page.index("Published line")

    waiting = desk.get(f"{DESK}?state=waiting").content.decode()
    assert entry.title in waiting
    assert "Published line" not in waiting
    assert "waiting for you" in waiting

    campaign_page = desk.get(f"/admin/campaigns/campaign/{campaign.pk}/change/")
    assert "1 line for the timeline waits for you" in campaign_page.content.decode()


def test_one_button_publishes_a_draft_and_readers_see_it_at_once(desk, campaign):
    entry = draft(campaign)
    assert entry.title not in page_of(campaign)
    assert "Publish this line" in desk.get(f"{DESK}{entry.pk}/change/").content.decode()

    desk.post(f"{DESK}{entry.pk}/publish/")
    assert entry.title in page_of(campaign)


def test_publishing_takes_a_press(desk, campaign):
    entry = draft(campaign)
    desk.get(f"{DESK}{entry.pk}/publish/")

    entry.refresh_from_db()
    assert not entry.is_published


def test_many_drafts_are_published_together(desk, campaign):
    entries = [draft(campaign, drafted_for=f"milestone:1:{n}") for n in range(3)]
    desk.post(
        DESK, {"action": "publish", "_selected_action": [it.pk for it in entries]}
    )

    assert TimelineEntry.objects.published().count() == 3


def test_an_editor_writes_a_line_and_it_shows_at_once(desk, campaign):
    assert "The visa scheme opens" not in page_of(campaign)
    desk.post(f"{DESK}add/", form(campaign, is_published="on"))

    assert "The visa scheme opens" in page_of(campaign)


@pytest.mark.parametrize("who", [factories.make_dee, factories.make_cy])
def test_who_does_not_edit_publishes_nothing(client, campaign, who):
    entry = draft(campaign)
    factories.at_the_desk(client, who())
    client.post(f"{DESK}{entry.pk}/publish/")
    client.post(f"{DESK}{entry.pk}/change/", form(campaign, is_published="on"))

    entry.refresh_from_db()
    assert not entry.is_published
