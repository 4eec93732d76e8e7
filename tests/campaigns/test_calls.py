"""The calls to action that belong to campaigns: read on, give, letters."""

import re

import pytest
from django.conf import settings
from django.test import Client

from campaigns import calls
from campaigns.calls import reading
from tests import factories

FUNDRAISER = "https://fundraiser.example/refugees"


@pytest.fixture
def story(db):
    return factories.make_story()


def draw(story, kind, target="", words="", *, is_feed=False):
    return calls.render(kind, target=target, words=words, story=story, is_feed=is_feed)


def test_editors_may_choose_among_five_kinds(db):
    assert {kind.name for kind in calls.kinds()} == {
        *("petition", "sign", "donate", "read", "newsletter")
    }
    for kind in calls.kinds():
        assert str(kind.label)
        assert (kind.choices is None) == (kind.name in ("donate", "read"))


def test_a_link_to_read_on_has_the_words_of_its_editor(story):
    html = draw(story, "read", "https://unhcr.example/a?b=1&c=2", "The <b>figures</b>")

    assert 'href="https://unhcr.example/a?b=1&amp;c=2"' in html
    assert "The &lt;b&gt;figures&lt;/b&gt;" in html
    assert "Find out more" in draw(story, "read", "https://unhcr.example/")


def test_a_link_to_a_page_here_says_which_story_it_comes_from(story):
    path = story.campaign.url
    html = draw(story, "read", f"{path}?a=1#money", "The money")

    assert f'href="{path}?a=1&amp;via=story.{story.pk}#money"' in html


def test_giving_says_at_which_other_site(story):
    html = draw(story, "donate", FUNDRAISER, "Give")

    assert f'href="{FUNDRAISER}"' in html
    assert "fundraiser.example" in re.sub(r'href="[^"]*"', "", html)


@pytest.mark.parametrize("kind", ["read", "donate"])
@pytest.mark.parametrize(
    "target",
    [
        *("", "javascript:alert(1)", "data:text/html,x", "//evil.example/", "https://"),
        *("mailto:a@b.example", "/nothing/here", "petition", "http://[", "/\\evil"),
    ],
)
def test_a_link_that_leads_nowhere_is_not_drawn(story, kind, target):
    assert draw(story, kind, target, "Go") == ""
    assert draw(story, kind, target, "Go", is_feed=True) == ""


def test_the_letters_form_posts_an_address_and_the_story(story):
    html = draw(story, "newsletter", words="Write to me")

    assert 'method="post" action="/newsletter/refugees-welcome/"' in html
    assert f'type="hidden" name="via" value="story.{story.pk}"' in html
    assert re.search(r'<input type="email" name="email"[^>]*required', html)
    assert "Write to me" in html
    assert "csrf" not in html


def test_letters_may_be_those_of_another_campaign_but_not_of_a_hidden_one(story):
    factories.make_campaign(slug="night-bus", title="Night bus")
    factories.make_campaign(slug="secret", title="Secret", is_published=False)

    assert "/newsletter/night-bus/" in draw(story, "newsletter", "night-bus")
    assert draw(story, "newsletter", "secret") == ""
    assert draw(story, "newsletter", "nowhere") == ""


def test_in_a_feed_each_call_is_one_plain_link_with_a_whole_address(story):
    for kind, target, url in (
        ("read", FUNDRAISER, FUNDRAISER),
        ("donate", FUNDRAISER, FUNDRAISER),
        ("read", "/", f"{settings.SITE_URL}/?via=story.{story.pk}"),
        (
            "newsletter",
            "",
            f"{settings.SITE_URL}{story.url}#newsletter-refugees-welcome",
        ),
    ):
        html = draw(story, kind, target, "Go", is_feed=True)
        assert html == f'<p><a href="{url}">Go</a></p>'


def test_a_kind_that_nobody_knows_draws_nothing(story):
    assert draw(story, "poll", "x", "Vote") == ""


def test_calls_stand_where_the_editor_put_them(story):
    story.body = f"<p>One.</p>{factories.mark('donate', FUNDRAISER)}<p>Two.</p>"
    story.save()
    page = Client().get(story.url).content.decode()
    places = [page.index(words) for words in ("One.", FUNDRAISER, "Two.")]

    assert places == sorted(places)


# Reading a body


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 0),
        ("<p>One</p><p>Two<br>lines</p>", 2),
        ("<p>One</p><blockquote><p>Said</p></blockquote><p>Two</p>", 2),
        ("<ul><li><p>In a list</p></li></ul><hr><p>One</p>", 1),
        ('<p>One</p><figure data-picture="1"></figure><p>Two</p>', 2),
    ],
)
def test_only_paragraphs_of_the_text_itself_are_counted(body, count):
    assert reading.outline(body).paragraph_count == count


def test_calls_are_found_with_their_places():
    body = f"<p>A</p>{factories.mark('petition', 'x')}<p>B</p>"

    assert reading.outline(body).marks == [reading.Mark(1, "petition", "x")]
