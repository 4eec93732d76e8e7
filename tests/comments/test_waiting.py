"""A comment that was pressed while signed out is published on the way in."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts import pending
from accounts.door import codes
from accounts.models import PendingAction
from comments import threads
from comments.keeping import COOKIE
from comments.models import Comment
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
Status = Comment.Status
WORDS = "I will keep a bed free."


@pytest.fixture
def press(story):
    def go(browser, text=WORDS, **changes):
        extra = {name: changes.pop(name) for name in list(changes) if name.isupper()}
        typed = {"text": text, "parent": "", "name": ""} | changes
        return browser.post(f"{threads.url(story)}write/", typed, **extra)

    return go


def text_of(browser, path):
    return browser.get(path).content.decode()


def test_signed_out_nothing_is_stored_in_the_thread_before_the_door(
    press, client, story
):
    answer = press(client)

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/")
    assert f"action={PendingAction.objects.get().pk}" in answer.url
    assert not Comment.objects.exists()


def test_through_the_door_it_is_published_and_the_reader_lands_at_it(
    press, client, cy, mailoutbox, story
):
    press(client, via="share.x")
    answer = doors.come_in(client, mailoutbox)

    comment = Comment.objects.get()
    assert (comment.author, comment.body, comment.came_by) == (cy, WORDS, "share.x")
    onward = client.get(answer.url)
    assert onward.url == f"/c/{comment.pk}/"
    assert client.cookies[COOKIE].value
    where = client.get(onward.url).url
    assert where.startswith(threads.url(story))
    assert where.endswith(f"#comment-{comment.pk}")


def test_a_new_reader_with_a_name_in_the_form_is_published_at_once(
    press, client, mailoutbox
):
    press(client, name="Nia Park")
    doors.come_in(client, mailoutbox, "nia@example.org")

    comment = Comment.objects.get()
    assert comment.is_published
    assert comment.author.display_name == "Nia Park"


def test_a_new_reader_without_one_is_asked_for_it(press, client, mailoutbox):
    press(client)
    answer = doors.come_in(client, mailoutbox, "nia@example.org")

    assert client.get(answer.url).url == "/forum/name/"
    assert Comment.objects.get().status == Status.UNNAMED


def test_a_reply_waits_too(press, client, cy, mailoutbox, story):
    parent = factories.make_comment(threads.of(story))
    press(client, parent=str(parent.pk))
    doors.come_in(client, mailoutbox)

    assert Comment.objects.get(author=cy).parent == parent


def test_wrong_codes_lose_nothing(press, client, cy, mailoutbox):
    action = press(client).url.partition("action=")[2]
    doors.ask_for_code(client, mailoutbox, action=action)
    for wrong in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC"):
        client.post(doors.CODE, {"code": wrong, "action": action})
    assert not Comment.objects.exists()
    doors.come_in(client, mailoutbox, action=action)

    assert Comment.objects.get().body == WORDS


def test_a_code_that_is_too_old_loses_nothing(
    press, client, cy, mailoutbox, monkeypatch
):
    action = press(client).url.partition("action=")[2]
    code = doors.ask_for_code(client, mailoutbox, action=action)
    with monkeypatch.context() as later:
        later.setattr(codes, "LIFE", timedelta(hours=-1))
        later.setattr(codes, "LONGEST_WAIT", timedelta(0))
        client.post(doors.CODE, {"code": code, "action": action})
    assert not Comment.objects.exists()
    doors.come_in(client, mailoutbox, action=action)

    assert Comment.objects.get().body == WORDS


def test_in_another_browser_it_is_shown_and_pressed_once_more(
    press, client, cy, mailoutbox
):
    press(Client())
    action = PendingAction.objects.get()
    answer = doors.come_in(client, mailoutbox, action=str(action.pk))

    assert answer.url == action.get_absolute_url()
    assert not Comment.objects.exists()
    page = text_of(client, answer.url)
    assert WORDS in page
    assert "Publish your comment" in page
    client.post(answer.url)
    assert Comment.objects.get().author == cy


def test_the_longest_text_in_any_script_waits_whole(press, client, cy, mailoutbox):
    for text in ("😀" * 4000, "語" * 5000, '"\n\n' * 1666 + "x"):
        Comment.objects.all().delete()
        assert press(client, text).status_code == 302
        doors.come_in(client, mailoutbox)
        assert Comment.objects.get().body == text
        client.logout()


def test_a_thread_that_closed_meanwhile_is_told_and_the_text_is_kept(
    press, client, cy, mailoutbox, story
):
    press(client)
    factories.make_thread(story, mode="closed", closed_words="The debate has ended.")
    page = text_of(client, doors.come_in(client, mailoutbox).url)

    assert "The debate has ended." in page
    assert WORDS in page
    assert not Comment.objects.exists()


def test_a_page_that_went_meanwhile_is_told_and_the_text_is_kept(
    press, client, cy, mailoutbox, story
):
    press(client)
    type(story).objects.update(is_published=False)
    page = text_of(client, doors.come_in(client, mailoutbox).url)

    assert "The page is not there any more." in page
    assert WORDS in page


def test_a_comment_that_went_meanwhile_is_told_and_the_text_is_kept(
    press, client, cy, mailoutbox, story
):
    parent = factories.make_comment(threads.of(story))
    press(client, parent=str(parent.pk))
    Comment.objects.update(status=Status.REMOVED)
    page = text_of(client, doors.come_in(client, mailoutbox).url)

    assert "is not here any more" in page
    assert WORDS in page


def test_a_slip_is_told_before_the_door(press, client):
    assert press(client, "").status_code == 422
    assert press(client, name="www.buy.example").status_code == 422
    assert not PendingAction.objects.exists()


def test_too_many_of_a_network_wait_and_lose_nothing(press, client, settings):
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {pending.OF_NETWORK: [(1, 60)]}
    line = {"REMOTE_ADDR": "203.0.113.9"}
    assert press(client, **line).status_code == 302
    answer = press(client, **line)

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert WORDS in answer.content.decode()


def test_two_that_wait_are_both_published(press, client, cy, mailoutbox):
    """The ten seconds are over for whoever came by a letter."""
    first = press(client, "One.").url.partition("action=")[2]
    second = press(client, "Two.").url.partition("action=")[2]
    doors.come_in(client, mailoutbox, action=first)
    pending.do(PendingAction.objects.get(pk=second).pk, cy)

    assert Comment.objects.count() == 2


def test_the_share_of_an_hour_holds_at_the_door_too(
    press, client, cy, mailoutbox, settings
):
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {
        "comments of a new reader": [(0, 3600)],
    }
    press(client)
    page = text_of(client, doors.come_in(client, mailoutbox).url)

    assert "That was often" in page
    assert WORDS in page


def test_the_way_onward_is_its_authors_alone(client, story, cy):
    comment = factories.make_comment(threads.of(story))
    client.force_login(cy)

    assert client.get(f"/c/{comment.pk}/sent/").status_code == 404
