"""The page of a thread as anybody reads it, without a script and without a cookie."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from comments import counting, moving, panels, reading, threads
from comments.models import Comment, ForumRules
from comments.times import in_words
from config import page_memory, public_pages
from tests import factories
from tests.comments.making import make_chain, make_replies, make_roots

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def story():
    return factories.make_story()


@pytest.fixture
def thread(story):
    return factories.make_thread(story)


def read(subject, query="", browser=None):
    cache.clear()
    page_memory.forget()
    response = (browser or Client()).get(threads.url(subject) + query)
    assert response.status_code == 200
    return response.content.decode()


def main_of(page):
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("kind", ["story", "campaign", "petition"])
def test_each_kind_of_page_has_a_thread(client, kind):
    subject = getattr(factories, f"make_{kind}")()
    assert "Yours would be the first comment" in read(subject)

    factories.make_comment(factories.make_thread(subject), body="It is a beginning.")
    counting.drain()
    page = read(subject)
    assert "It is a beginning." in page
    assert ">1 comment</p>" in page
    assert f'href="{subject.url}"' in page


def test_it_is_the_same_bytes_for_everybody_and_sets_no_cookie(story, thread):
    factories.make_comment(thread)
    reader = Client()
    reader.force_login(factories.make_cy())
    for query in ("", "?sort=oldest", "?sort=oldest&page=1"):
        response = Client().get(f"{threads.url(story)}{query}")
        own = reader.get(f"{threads.url(story)}{query}")
        assert own.content == response.content
        assert response["Cache-Control"].startswith("public")
        assert not response.cookies


def test_each_order_and_page_is_kept_for_itself(client, story, thread, monkeypatch):
    monkeypatch.setattr(public_pages, "FRESH_SECONDS", 60)
    make_roots(thread, 25)
    url = threads.url(story)
    pages = {
        query: client.get(url + query).content
        for query in ("", "?page=2", "?sort=oldest", "?sort=oldest&page=2")
    }
    assert len(set(pages.values())) == 4

    Comment.objects.all().delete()
    for query, content in pages.items():
        assert client.get(url + query).content == content


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=2", "?page=x", "?page=-1", "?page=99999", "?sort=worst"]
)
def test_a_page_that_there_is_not_is_not_found(client, story, thread, query):
    factories.make_comment(thread)
    assert client.get(threads.url(story) + query).status_code == 404


def test_whatever_else_is_written_there_fills_no_cache(client, story, thread):
    make_roots(thread, 1)
    url = threads.url(story)
    client.get(f"{url}?fbclid=1")
    factories.make_comment(thread, body="Since then.")
    assert "Since then." in client.get(f"{url}?fbclid=1").content.decode()


@pytest.mark.parametrize("kind", ["story", "campaign", "petition"])
def test_there_is_no_thread_about_a_draft(client, kind):
    hidden = {"petition": {"status": "draft"}}.get(kind, {"is_published": False})
    subject = getattr(factories, f"make_{kind}")(**hidden)
    url = threads.url(subject)
    for path in ("", "count.json", "feed/", "mine.json", "1/"):
        assert client.get(url + path).status_code == 404


def test_a_closed_thread_says_why_and_offers_no_form(story, thread):
    factories.make_comment(thread)
    thread.mode, thread.closed_words = "closed", "The reporter is on her way home."
    thread.save()
    page = main_of(read(story))

    assert "The reporter is on her way home." in page
    assert "<textarea" not in page
    assert "I will keep a bed free." in page


def test_an_open_thread_offers_a_form_that_leads_to_its_own_address(story):
    page = main_of(read(story))
    assert f'action="{threads.url(story)}write/"' in page
    assert "<textarea" in page
    assert "csrfmiddlewaretoken" not in page


def test_the_site_may_close_all_threads(story):
    ForumRules.objects.create(mode="closed", closed_words="We are asleep.")
    page = main_of(read(story))
    assert "We are asleep." in page
    assert "first comment" not in page


def test_what_is_gone_leaves_its_place_and_no_word_or_name(story, thread):
    cy = factories.make_user("cy@example.org", display_name="Cy Harbour")
    root = factories.make_comment(thread, cy, body="Never mind.")
    factories.make_comment(thread, parent=root, body="I do mind.")
    counting.drain()
    for status, words in [
        ("held", "This comment is not shown."),
        ("removed", "The newsroom removed this comment."),
    ]:
        moving.move(root, status)
        page = main_of(read(story))
        assert words in page
        assert "I do mind." in page
        assert "Never mind." not in page
        assert "Cy Harbour" not in page


def test_a_comment_that_its_author_deleted_says_so(story, thread):
    root, _reply = make_chain(thread, 1)
    counting.drain()
    moving.move(root, Status.DELETED, by=root.author)
    assert "Its author deleted this comment." in read(story)


BEGAN = "began this conversation"


def test_who_began_a_conversation_is_known_when_they_speak_again(story, thread):
    bo = factories.make_user("bo@example.org", display_name="Bo Reed")
    root = factories.make_comment(thread, bo, body="I begin.")
    answer = factories.make_comment(thread, parent=root, body="I answer.")
    assert BEGAN not in read(story)

    factories.make_comment(thread, bo, parent=answer, body="I go on.")
    counting.drain()
    begun, answered, goes_on = main_of(read(story)).split("<article")[1:]
    assert BEGAN in goes_on
    assert BEGAN not in begun + answered


@pytest.mark.parametrize("status", ["deleted", "removed", "held"])
def test_nobody_is_known_by_a_comment_that_is_gone(story, thread, status):
    bo = factories.make_user("bo@example.org", display_name="Bo Reed")
    root = factories.make_comment(thread, bo, body="I begin.")
    factories.make_comment(thread, bo, parent=root, body="I go on.")
    counting.drain()
    moving.move(root, status)
    page = read(story)

    assert "I go on." in page
    assert BEGAN not in page


def test_who_left_has_no_name_and_nobody_has_an_address(story, thread):
    comment = factories.make_comment(thread)
    gone = factories.make_comment(thread)
    gone.author.delete()
    page = read(story)

    assert "a reader who left" in page
    assert comment.author.email not in page


def test_replies_beyond_the_fourth_step_say_whom_they_answer(story, thread):
    bo = factories.make_user("bo@example.org", display_name="Bo Reed")
    chain = make_chain(thread, 5, author=bo)
    page = main_of(read(story))

    assert re.findall(r"reply reply-(\d)", page) == ["2", "3", "4", "4", "4"]
    shown = re.findall(r'class="comment-answers">\s*in answer to <a href="(.*?)"', page)
    assert shown == [f"/c/{comment.pk}/" for comment in chain[3:5]]
    # To those who hear the page, every reply says it.
    assert page.count("in answer to") == 5


def test_an_answer_to_something_gone_names_nobody(story, thread):
    chain = make_chain(thread, 4)
    factories.make_comment(thread, parent=chain[3])
    counting.drain()
    moving.move(chain[3], Status.REMOVED)
    page = main_of(read(story))

    assert "in answer to a comment that is gone" in page
    assert chain[3].author.display_name not in page


def test_a_long_conversation_leads_to_its_own_page(client, story, thread):
    root = factories.make_comment(thread)
    replies = make_replies(root, 22)
    counting.drain()
    page = read(story)
    url = f"{threads.url(story)}{root.pk}/"

    assert f'href="{url}"' in page
    assert "Show all 22 replies" in page
    assert f'id="comment-{replies[-1].pk}"' not in page
    whole = client.get(url).content.decode()
    assert f'id="comment-{replies[-1].pk}"' in whole
    assert "Show all" not in whole
    assert client.get(f"{url}?page=2").status_code == 404


def test_numbers_of_comments_are_never_written_with_a_comma(story, thread, settings):
    """`comment-1,234` would be another place, and `/c/1,234/` no page."""
    settings.USE_THOUSAND_SEPARATOR = True
    factories.make_comment(thread, pk=1_234_567)
    root = factories.make_comment(thread, pk=2_234_567)
    make_replies(root, 21)
    counting.drain()
    page = main_of(read(story))

    assert 'id="comment-1234567"' in page
    assert 'data-comment="1234567"' in page
    assert 'href="/c/1234567/"' in page
    assert 'comments/2234567/"' in page


def test_a_featured_comment_is_marked_and_has_an_order_of_its_own(story, thread):
    make_roots(thread, 1)
    assert "?sort=featured" not in read(story)
    factories.make_comment(thread, featured_at=timezone.now(), body="Well said.")

    page = main_of(read(story))
    assert page.count(">Featured</span>") == 1
    assert 'href="?sort=featured"' in page
    featured = main_of(read(story, "?sort=featured"))
    assert "Well said." in featured
    assert "Beginning 0." not in featured
    assert '<a href="?sort=featured" aria-current="true">' in featured


def test_the_ways_between_pages_keep_the_order(story, thread):
    make_roots(thread, 41)
    page = read(story, "?sort=oldest&page=2")
    assert 'rel="prev" href="?sort=oldest&amp;page=1"' in page
    assert 'rel="next" href="?sort=oldest&amp;page=3"' in page
    assert 'rel="next"' not in read(story, "?page=3")


def test_search_engines_keep_one_order(story, thread):
    make_roots(thread, 21)
    canonical = f'<link rel="canonical" href="http://127.0.0.1:8000{threads.url(story)}'
    assert f'{canonical}">' in read(story)
    assert f'{canonical}?page=2">' in read(story, "?page=2")
    assert 'content="noindex, follow"' in read(story, "?sort=oldest")
    assert "noindex" not in read(story)


def test_a_page_of_a_long_thread_is_five_statements(
    client, story, thread, django_assert_num_queries
):
    for root in make_roots(thread, 25):
        factories.make_comment(thread, parent=root)
    counting.drain()
    with django_assert_num_queries(5):
        client.get(threads.url(story))


def test_each_comment_offers_what_may_be_done_about_it(story, thread):
    comment = factories.make_comment(thread)
    page = main_of(read(story))
    for name in ("respect", "reply", "report", "follow_author", "mute_author"):
        try:
            path = reverse(f"comments:{name}", args=[comment.pk])
        except NoReverseMatch:
            continue
        assert f'"{path}"' in page, name


NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(minutes=5), "today at 11:55"),
        (timedelta(hours=12), "today at 00:00"),
        (timedelta(hours=12, minutes=1), "yesterday at 23:59"),
        (timedelta(days=2), "8 March at 12:00"),
        (timedelta(days=100), "30 Nov 2025"),
    ],
)
def test_times_are_told_as_somebody_says_them(monkeypatch, before, words):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with translation.override("en-gb"):
        told = in_words(NOW - before)
    assert told == words


# On the pages below


def test_a_story_shows_its_first_conversations(client, story, thread):
    old = make_roots(thread, 11)
    make_replies(old[-1], 5)
    counting.drain()
    page = client.get(story.url).content.decode()

    assert page.count("Beginning ") == 10 + panels_text(page).count("Beginning ")
    assert "Beginning 0." not in page
    assert main_of(page).count("Answer ") == 3
    assert "Show all 5 replies" in page
    assert f'href="{threads.url(story)}"' in page
    assert "All 16 comments" in page
    assert f'action="{threads.url(story)}write/"' in page


def panels_text(page):
    """What the block of data repeats."""
    return page.partition("application/ld+json")[2].partition("</script>")[0]


def test_campaigns_and_petitions_show_a_few(client):
    petition = factories.make_petition()
    for subject in (petition.campaign, petition):
        thread = factories.make_thread(subject)
        begun = make_roots(thread, 5, factories.make_user(f"x{thread.pk}@example.org"))
        counting.drain()
        page = main_of(client.get(subject.url).content.decode())
        assert "What readers say" in page
        assert [f"Beginning {n}." in page for n in range(5)] == [0, 0, 1, 1, 1]
        assert "Read all 5 comments" in page

        factories.make_comment(
            thread, parent=begun[0], featured_at=timezone.now(), body="Well said."
        )
        cache.clear()
        page_memory.forget()
        page = main_of(client.get(subject.url).content.decode())
        assert "Well said." in page
        assert "Beginning" not in page


def test_a_page_without_comments_invites(client):
    campaign = factories.make_campaign()
    page = client.get(campaign.url).content.decode()
    assert "Begin the conversation" in page


@pytest.mark.parametrize("kind", ["story", "campaign", "petition"])
def test_a_preview_shows_nothing_of_it(client, kind):
    hidden = {"petition": {"status": "draft"}}.get(kind, {"is_published": False})
    subject = getattr(factories, f"make_{kind}")(**hidden)
    factories.make_comment(factories.make_thread(subject), body="Leaked.")
    factories.at_the_desk(client, factories.make_ada())
    page = client.get(subject.url)

    assert page.status_code == 200
    assert "Leaked." not in page.content.decode()
    assert "What readers say" not in page.content.decode()


def test_the_pages_below_pay_a_few_statements_for_it(
    story, thread, django_assert_num_queries
):
    for root in make_roots(thread, 12):
        factories.make_comment(thread, parent=root)
    with django_assert_num_queries(4):
        panels.draw(story)
    with django_assert_num_queries(2):
        panels.draw(story.campaign)
    said = make_roots(factories.make_thread(story.campaign), 2, thread_author(thread))
    with django_assert_num_queries(3):
        panels.draw(story.campaign)
    said[0].featured_at = timezone.now()
    said[0].save()
    with django_assert_num_queries(2):
        panels.draw(story.campaign)


def thread_author(thread):
    return reading.newest(thread, 1)[0].author


def test_a_campaign_shows_what_was_featured_about_its_stories(client, story, thread):
    factories.make_comment(thread, body="Well said.", featured_at=timezone.now())
    page = main_of(client.get(story.campaign.url).content.decode())

    assert "Well said." in page
    assert f'about <a href="{story.url}">' in page
    assert "about <a" not in main_of(client.get(story.url).content.decode())
