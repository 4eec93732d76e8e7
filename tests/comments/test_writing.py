"""Writing a comment at the thread's own address, signed in."""

import re

import pytest
from django.test import Client

from accounts.models import User
from comments import moving, threads
from comments.keeping import COOKIE
from comments.models import Comment, ForumRules
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
Status = Comment.Status
WORDS = "I will keep a bed free."


@pytest.fixture
def reader(client, cy):
    client.force_login(cy)
    return client


@pytest.fixture
def path(story):
    return f"{threads.url(story)}write/"


@pytest.fixture
def press(path):
    def go(browser, text=WORDS, **changes):
        extra = {name: changes.pop(name) for name in list(changes) if name.isupper()}
        extra["headers"] = changes.pop("headers", {})
        return browser.post(path, {"text": text, "parent": ""} | changes, **extra)

    return go


def page_of(answer, status):
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_a_comment_is_published_and_leads_to_itself(press, reader, cy):
    answer = press(reader, via="newsletter.march")

    comment = Comment.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/c/{comment.pk}/")
    assert (comment.author, comment.body, comment.came_by) == (
        cy,
        WORDS,
        "newsletter.march",
    )
    assert comment.is_published


@pytest.mark.parametrize("make", [factories.make_campaign, factories.make_petition])
def test_campaigns_and_petitions_are_spoken_about_too(reader, make):
    subject = make()
    if hasattr(subject, "is_published"):
        type(subject).objects.update(is_published=True)
    answer = reader.post(f"{threads.url(subject)}write/", {"text": WORDS})

    assert answer.url == f"/c/{Comment.objects.get().pk}/"
    assert Comment.objects.get().thread.subject == subject


def test_the_link_in_the_pages_address_is_what_brought_it(press, reader, story):
    page = f"http://testserver{threads.url(story)}?via=share.x"
    press(reader, headers={"referer": page})

    assert Comment.objects.get().came_by == "share.x"


def test_a_reply_stands_under_what_it_answers(press, reader, story, cy):
    parent = factories.make_comment(threads.of(story))
    press(reader, parent=str(parent.pk))

    assert Comment.objects.get(author=cy).parent == parent


def test_what_is_stored_need_not_be_kept_in_the_browser(press, reader, path):
    press(reader)

    assert reader.cookies[COOKIE].value == path.replace("/", "%2F")
    assert not reader.cookies[COOKIE]["httponly"]


def test_pressing_twice_posts_once(press, reader):
    answers = {press(reader).url for _ in range(3)}

    assert answers == {f"/c/{Comment.objects.get().pk}/"}


def test_after_it_was_deleted_the_same_may_be_said_again(press, reader, at_once, cy):
    press(reader)
    moving.move(Comment.objects.get(), Status.DELETED, by=cy)
    press(reader)

    assert Comment.objects.published().count() == 1


def test_the_same_words_elsewhere_are_another_comment(press, reader, story, at_once):
    parent = factories.make_comment(threads.of(story))
    press(reader)
    press(reader, parent=str(parent.pk))

    assert (
        Comment.objects.filter(body=WORDS, author__email="cy@example.org").count() == 2
    )


# What is wrong is said beside the field


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Write something first."),
        (" \u200b ", "Write something first."),
        ("x" * 5001, "Write at most 5,000 characters; these are 5,001."),
        ("a\x00b", "characters that nobody can see"),
        ("a\u202eb", "turn the direction of reading around"),
        ("Z" + "\u0336" * 9, "fewer marks on one letter"),
    ],
)
def test_a_fault_is_told_beside_the_field_and_the_text_is_kept(
    press, reader, typed, words
):
    page = page_of(press(reader, typed), 422)

    assert 'id="write-text_error"' in page
    assert words in page
    assert 'aria-invalid="true"' in page
    kept = typed.replace("\x00", "").replace("\u202e", "").replace("\u200b", "")
    assert kept.strip() in page
    assert "\u202e" not in page
    assert not Comment.objects.exists()


def test_a_reply_that_came_back_shows_what_it_answers(press, reader, story):
    parent = factories.make_comment(threads.of(story), body="Who has a bed?")
    page = page_of(press(reader, "", parent=str(parent.pk)), 422)

    assert "Who has a bed?" in page
    assert f'name="parent" value="{parent.pk}"' in page


def test_ten_megabytes_are_refused_with_words(press, reader):
    answer = press(reader, "x" * 10_000_000)

    assert answer.status_code == 413
    assert "shorten it, and send it again" in answer.content.decode()


def test_a_thousand_nested_tags_are_words(press, reader):
    press(reader, "<b>" * 1000)

    assert "<b>" not in Comment.objects.get().body_html


# What cannot be done now


@pytest.mark.parametrize("status", [Status.DELETED, Status.REMOVED, Status.PENDING])
def test_what_is_gone_is_answered_by_nobody_and_the_text_is_kept(
    press, reader, story, status
):
    parent = factories.make_comment(threads.of(story), status=status)
    page = page_of(press(reader, parent=str(parent.pk)), 409)

    assert "is not here any more" in page
    assert WORDS in page
    assert f'value="{parent.pk}"' not in page
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("parent", ["999999999", "x", "9" * 40, "-1", "٣"])
def test_an_answer_to_nothing_is_refused_and_the_text_is_kept(press, reader, parent):
    page = page_of(press(reader, parent=parent), 409)

    assert WORDS in page


def test_a_comment_of_another_thread_is_not_answered_here(press, reader):
    other = factories.make_thread(
        factories.make_campaign(slug="other", is_published=True)
    )
    parent = factories.make_comment(other)
    page = page_of(press(reader, parent=str(parent.pk)), 409)

    assert WORDS in page


def test_a_closed_thread_says_so_and_the_text_can_be_copied(press, reader, story):
    factories.make_thread(story, mode="closed", closed_words="The debate has ended.")
    page = page_of(press(reader), 409)

    assert "The debate has ended." in page
    assert WORDS in page
    assert "readonly" in page
    assert "<button" not in page.split("<main")[1].split("</main")[0]


def test_a_page_that_is_not_public_has_no_thread(reader, story, press):
    type(story).objects.update(is_published=False)

    assert press(reader).status_code == 404


def test_another_site_cannot_write_for_a_reader(press, reader):
    assert press(reader, headers={"origin": "https://evil.example"}).status_code == 403
    assert not Comment.objects.exists()


def test_opening_the_address_of_the_form_leads_to_the_thread(client, path, story):
    assert client.get(path).url == "../"


# How fast


def test_a_second_comment_within_ten_seconds_waits_and_loses_nothing(press, reader):
    press(reader)
    answer = press(reader, "And a sofa.")
    page = page_of(answer, 429)

    assert 0 < int(answer["Retry-After"]) <= 10
    assert "You wrote something a moment ago" in page
    assert "And a sofa." in page
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(("published", "times"), [(0, 20), (3, 60)])
def test_new_readers_write_less_in_an_hour_than_others(
    settings, press, reader, story, cy, published, times
):
    limits = settings.DOOR_LIMITS
    for name in ("comments of a new reader", "comments of a reader"):
        assert limits[name][0] == (1, 10)
    assert limits["comments of a new reader"][1] == (20, 3600)
    assert limits["comments of a reader"][1] == (60, 3600)
    # Without the ten seconds, and each hour's share divided by ten.
    settings.DOOR_LIMITS = limits | {
        "comments of a new reader": [(2, 3600)],
        "comments of a reader": [(6, 3600)],
    }
    for number in range(published):
        factories.make_comment(threads.of(story), cy, body=f"Before {number}")
    said = [press(reader, f"Now {number}").status_code for number in range(7)]

    # The third one in the hour of a new reader is refused before it counts.
    assert said.count(302) == times // 10


def test_a_network_as_a_whole_has_its_share(settings, press, reader, client):
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {
        "comments of a network": [(1, 60)],
    }
    other = Client()
    other.force_login(doors.make_reader("dee@example.org", display_name="Dee"))
    line = {"REMOTE_ADDR": "203.0.113.9"}

    assert press(reader, **line).status_code == 302
    assert press(other, **line).status_code == 429
    assert press(other, REMOTE_ADDR="203.0.113.10").status_code == 302


def test_a_refused_comment_takes_nothing_from_the_next(press, reader, story):
    """What could not be said does not count."""
    press(reader, parent="999")
    assert press(reader).status_code == 302


# Held


def test_who_must_wait_is_told_so_on_a_page_of_their_own(press, reader):
    ForumRules.objects.create(mode="before")
    answer = press(reader)
    comment = Comment.objects.get()

    assert answer.url == f"/forum/mine/?sent={comment.pk}#comment-{comment.pk}"
    page = page_of(reader.get(answer.url), 200)
    assert "We have your comment. It is not published yet." in page
    assert "moderator" in page
    assert WORDS in page


# The form's own page


def test_the_form_of_a_reply_is_a_page_too(client, story):
    parent = factories.make_comment(threads.of(story), body="Who has a **bed**?")
    page = page_of(client.get(f"/c/{parent.pk}/reply/"), 200)

    assert "<strong>bed</strong>" in page
    assert re.search(r"<label[^>]*>\s*Your reply\s*</label>", page)
    assert f'action="{threads.url(story)}write/"' in page
    assert f'name="parent" value="{parent.pk}"' in page
    assert 'name="name"' in page


def test_a_reader_with_a_name_is_not_asked_again(reader, story):
    parent = factories.make_comment(threads.of(story))

    assert 'name="name"' not in page_of(reader.get(f"/c/{parent.pk}/reply/"), 200)


def test_what_is_gone_has_no_form(client, story):
    gone = factories.make_comment(threads.of(story), status=Status.DELETED)

    assert client.get(f"/c/{gone.pk}/reply/").status_code == 404


def test_a_closed_thread_has_no_form(client, story):
    thread = threads.of(story)
    parent = factories.make_comment(thread)
    factories.make_thread(story, mode="closed")
    page = page_of(client.get(f"/c/{parent.pk}/reply/"), 200)

    assert "Comments are closed here." in page
    assert "<textarea" not in page


# Without a name


def test_without_a_name_it_is_stored_and_the_name_is_asked_for(press, client):
    client.force_login(doors.make_reader("new@example.org", display_name=""))
    answer = press(client)

    assert answer.url == "/forum/name/"
    assert Comment.objects.get().status == Status.UNNAMED
    assert WORDS in page_of(client.get(answer.url), 200)


def test_the_name_in_the_form_is_the_readers_from_now_on(press, client):
    new = doors.make_reader("new@example.org", display_name="")
    client.force_login(new)
    answer = press(client, name="  Nia  Park ")

    assert answer.url == f"/c/{Comment.objects.get().pk}/"
    assert User.objects.get(pk=new.pk).display_name == "Nia Park"


def test_a_name_in_the_form_changes_nobodys_name(press, reader, cy):
    press(reader, name="Somebody Else")

    assert User.objects.get(pk=cy.pk).display_name == "Cy Harbour"


def test_a_bad_name_is_told_beside_its_field_and_the_text_is_kept(press, client):
    client.force_login(doors.make_reader("new@example.org", display_name=""))
    page = page_of(press(client, name="www.buy.example"), 422)

    assert 'id="write-name_error"' in page
    assert "without a web address" in page
    assert WORDS in page
    assert "www.buy.example" in page
