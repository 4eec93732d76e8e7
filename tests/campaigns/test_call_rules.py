"""Rules that place calls to action in stories."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from campaigns import calls
from campaigns.calls import Placed, ruling
from campaigns.models import CallRule
from tests import factories

DESK = "/admin/campaigns/callrule/"
FOUR = "<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p>"
NOW = timezone.now()


@pytest.fixture
def petition(db):
    return factories.make_petition()


@pytest.fixture
def story(petition):
    return factories.make_story(body=FOUR)


@pytest.fixture
def desk(client, db):
    return factories.at_the_desk(client, factories.make_bo())


def kinds(story):
    return [placed.kind for placed in calls.by_rule(story)]


def test_a_rule_of_the_campaign_places_its_call_at_the_end(story):
    factories.make_rule(words="Add your name")

    assert calls.by_rule(story) == [
        Placed(None, "petition", "safe-haven", "Add your name")
    ]
    page = Client().get(story.url).content.decode()
    assert page.index("Four.") < page.index("Add your name")


@pytest.mark.parametrize("scope", ["topic", "section", "campaign"])
def test_a_rule_means_the_stories_of_one_topic_section_or_campaign(story, scope):
    other = factories.make_campaign(slug="other", title="Other")
    scopes = {
        "topic": factories.make_topic(),
        "section": factories.make_section(),
        "campaign": other,
    }
    factories.make_rule(**{scope: scopes[scope]})
    assert kinds(story) == []

    if scope == "topic":
        story.topics.add(scopes["topic"])
    else:
        setattr(story, scope, scopes[scope])
        story.save()
    assert kinds(story) == ["petition"]


def test_a_story_without_a_section_is_not_of_every_rule_without_one(story):
    factories.make_rule(topic=factories.make_topic())

    assert story.section is None
    assert kinds(story) == []


@pytest.mark.parametrize(("after", "place"), [(1, 1), (3, 3), (4, None), (9, None)])
def test_a_place_behind_the_last_paragraph_is_the_end(story, after, place):
    factories.make_rule(after_paragraph=after)

    assert [placed.after_paragraph for placed in calls.by_rule(story)] == [place]


def test_the_call_stands_after_its_paragraph(story):
    factories.make_rule(after_paragraph=2, words="Add your name")
    page = Client().get(story.url).content.decode()
    places = [page.index(words) for words in ("Two.", "Add your name", "Three.")]

    assert places == sorted(places)


@pytest.mark.parametrize(
    ("starts", "ends", "is_on"),
    [
        (None, None, True),
        (-1, None, True),
        (1, None, False),
        (None, 1, True),
        (None, -1, False),
        (-2, -1, False),
        (-1, 1, True),
    ],
)
def test_a_rule_has_its_time(story, starts, ends, is_on):
    rule = factories.make_rule(
        starts_at=NOW + timedelta(hours=starts) if starts else None,
        ends_at=NOW + timedelta(hours=ends) if ends else None,
    )

    assert bool(kinds(story)) is rule.is_running is is_on


def test_rules_place_no_more_than_they_may_in_their_order(story):
    factories.make_rule(kind="newsletter", target="", priority=3)
    factories.make_rule(kind="donate", target="https://a.example/", priority=2)
    factories.make_rule(priority=1)

    assert kinds(story) == ["petition", "donate"]


def test_a_call_that_leads_nowhere_takes_no_place(story):
    factories.make_rule(target="nowhere", priority=1, most_in_story=1)
    factories.make_petition(slug="draft", status="draft")
    factories.make_rule(target="draft", priority=2, most_in_story=1)
    factories.make_rule(priority=3, most_in_story=1)

    assert [placed.target for placed in calls.by_rule(story)] == ["safe-haven"]


# The editor's calls win


@pytest.mark.parametrize("kind", ["petition", "sign"])
@pytest.mark.parametrize("placed", ["petition", "sign"])
def test_what_the_editor_asks_for_no_rule_asks_again(story, kind, placed):
    story.body += factories.mark(placed, "safe-haven")
    factories.make_rule(kind=kind)

    assert kinds(story) == []


def test_letters_of_the_same_campaign_are_asked_for_once(story):
    story.body += factories.mark("newsletter", story.campaign.slug)
    factories.make_rule(kind="newsletter", target="")

    assert kinds(story) == []


def test_two_rules_do_not_ask_for_the_same(story):
    factories.make_rule()
    factories.make_rule(kind="sign", after_paragraph=1)

    assert kinds(story) == ["petition"]


def test_another_petition_may_be_asked_for(story):
    factories.make_petition(slug="other", title="Other")
    story.body += factories.mark("petition", "other")
    factories.make_rule()

    assert kinds(story) == ["petition"]


def test_no_rule_puts_a_call_beside_one_of_the_editor(story):
    mark = factories.mark("donate", "https://a.example/")
    story.body = FOUR.replace("Two.</p>", f"Two.</p>{mark}")
    factories.make_rule(after_paragraph=2)
    assert kinds(story) == []

    CallRule.objects.update(after_paragraph=3)
    assert kinds(story) == ["petition"]


# At the desk


def rule_form(**changes):
    return {
        "topic": "",
        "section": "",
        "campaign": "",
        "kind": "petition",
        "target": "safe-haven",
        "words": "",
        "after_paragraph": "",
        "starts_at_0": "",
        "starts_at_1": "",
        "ends_at_0": "",
        "ends_at_1": "",
        "most_in_story": "2",
        "priority": "10",
    } | changes


def test_an_editor_writes_a_rule_and_sees_where_it_shows(desk, story):
    desk.post(f"{DESK}add/", rule_form(campaign=story.campaign_id))
    rule = CallRule.objects.get()
    page = desk.get(f"{DESK}{rule.pk}/change/").content.decode()
    assert "Readers see it in 1 story now:" in page
    assert story.url in page

    story.body += factories.mark("petition", "safe-haven")
    story.save()
    assert story.url not in desk.get(f"{DESK}{rule.pk}/change/").content.decode()
    assert "safe-haven" in desk.get(DESK).content.decode()


def test_a_rule_shows_on_no_draft(story):
    rule = factories.make_rule()
    factories.make_story(slug="draft", is_published=False)

    assert ruling.shown_on(rule) == [story]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Choose one: a topic, a section or a campaign."),
        ({"campaign": "1", "section": "1"}, "Choose one: a topic, a section"),
        ({"campaign": "1", "target": "nowhere"}, "Enter one of these: “safe-haven”."),
        ({"campaign": "1", "target": ""}, "Enter one of these: “safe-haven”."),
        ({"campaign": "1", "kind": "donate"}, "Enter a web address"),
        ({"campaign": "1", "kind": "read", "target": "javascript:1"}, "Enter a web"),
        ({"campaign": "1", "kind": "newsletter"}, "Enter one of these"),
        ({"campaign": "1", "most_in_story": "0"}, "greater than or equal to 1"),
        ({"campaign": "1", "after_paragraph": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_rule_that_means_nothing_is_not_saved(desk, story, changes, said):
    real = {"campaign": story.campaign_id, "section": factories.make_section().pk}
    fields = {
        name: real[name] if value == "1" and name in real else value
        for name, value in changes.items()
    }
    page = desk.post(f"{DESK}add/", rule_form(**fields)).content.decode()

    assert said in page
    assert not CallRule.objects.exists()


def test_a_rule_ends_after_it_starts(desk, story):
    day = {"starts_at_0": "2022-03-02", "ends_at_0": "2022-03-01"}
    hour = {"starts_at_1": "10:00", "ends_at_1": "10:00"}
    form = rule_form(campaign=story.campaign_id, **day, **hour)

    assert "A rule ends after it starts." in desk.post(f"{DESK}add/", form).text


def test_the_database_keeps_a_rule_to_one_meaning(story):
    with pytest.raises(IntegrityError), transaction.atomic():
        CallRule.objects.create(kind="petition", target="safe-haven")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_rule(campaign=story.campaign, topic=factories.make_topic())
