"""A reader writes in a thread: signed in, through the door, in answer."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import PendingAction
from comments import posting
from comments.models import Comment
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
CY = "cy@example.org"
TEXT = "I will keep a *bed* free."
Status = Comment.Status


@pytest.fixture
def story():
    return factories.make_story()


@pytest.fixture
def cy():
    return doors.make_reader(CY, display_name="Cy Harbour")


@pytest.fixture
def reader(client, cy):
    client.force_login(cy)
    return client


def press(browser, story, **changes):
    extra = {name: changes.pop(name) for name in list(changes) if name.isupper()}
    sent = {"text": TEXT, "parent": "", "name": "", "via": ""} | changes
    return browser.post(f"{story.url}comments/write/", sent, **extra)


def test_a_reader_is_read_at_once_and_led_to_their_comment(reader, story, cy):
    answer = press(reader, story)

    comment = Comment.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/c/{comment.pk}/")
    assert (comment.author, comment.body, comment.status) == (cy, TEXT, "published")
    assert "<em>bed</em>" in comment.body_html
    page = reader.get(answer.url, follow=True).content.decode()
    assert "Cy Harbour" in page
    assert f'id="comment-{comment.pk}"' in page


def test_each_kind_of_thread_can_be_written_in(reader, story, settings):
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | {
        "comments of a new reader": [],
        "comments of a reader": [],
    }
    petition = factories.make_petition()
    for subject in (story, story.campaign, petition):
        text = f"I speak of the {type(subject).__name__}."
        assert press(reader, subject, text=text).status_code == 302

    assert Comment.objects.published().count() == 3


def test_pressing_twice_says_it_once(reader, story):
    first, second = press(reader, story), press(reader, story)

    assert first.url == second.url
    assert Comment.objects.count() == 1


def test_an_answer_stands_below_what_it_answers(reader, story):
    parent = factories.make_comment(factories.make_thread(story))
    page = reader.get(f"/c/{parent.pk}/reply/").content.decode()
    assert parent.body in page
    assert f'name="parent" value="{parent.pk}"' in page

    press(reader, story, parent=parent.pk)
    assert Comment.objects.latest("pk").parent == parent


@pytest.mark.parametrize("status", [Status.DELETED, Status.REMOVED, Status.PENDING])
def test_what_is_not_there_cannot_be_answered_and_the_text_stays(reader, story, status):
    parent = factories.make_comment(factories.make_thread(story), status=status)
    answer = press(reader, story, parent=parent.pk)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "not here any more" in page
    assert "I will keep a *bed* free." in page
    assert reader.get(f"/c/{parent.pk}/reply/").status_code == 404


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write something first."),
        (" \n \u200b \u2060", "Write something first."),
        ("x" * 5001, "Your text has 5,001 characters. There is room for 5,000."),
        ("pay \u202egpj.exe", "turns letters round"),
        ("a" + "\u0301" * 20, "fewer marks on one letter"),
        ("bell \x07", "a character that cannot be shown"),
    ],
)
def test_a_slip_is_told_beside_the_text_and_nothing_is_lost(reader, story, text, words):
    answer = press(reader, story, text=text, name="Cy")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert words in page
    assert 'id="id_text_error"' in page
    assert text.strip()[:4000] in page
    assert not Comment.objects.exists()


def test_a_null_byte_is_no_fault_of_the_sites(reader, story):
    assert press(reader, story, text="a\x00b").status_code in {400, 422}


def test_five_thousand_characters_fit(reader, story):
    assert press(reader, story, text="é" * 5000).status_code == 302


def test_a_line_end_counts_once(reader, story):
    assert press(reader, story, text="a\r\n" * 2499 + "ab").status_code == 302


def test_a_closed_thread_says_so_and_gives_the_text_back(reader, story):
    factories.make_thread(story, mode="closed", closed_words="The debate is over.")
    answer = press(reader, story)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The debate is over." in page
    assert TEXT in page


def test_too_many_are_told_to_wait_and_lose_nothing(reader, story, settings):
    limits = {"comments of a new reader": [(0, 60)]}
    settings.DOOR_LIMITS = settings.DOOR_LIMITS | limits
    answer = press(reader, story)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert TEXT in answer.content.decode()


def test_another_site_cannot_write_for_a_reader(reader, story):
    answer = press(reader, story, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403
    assert not Comment.objects.exists()


def test_which_link_brought_its_writer_is_kept(reader, story):
    press(reader, story, via="newsletter.march")

    assert Comment.objects.get().came_by == "newsletter.march"


def test_a_draft_has_no_thread(reader):
    draft = factories.make_story(slug="draft", is_published=False)

    assert press(reader, draft).status_code == 404


# Signed out


def test_signed_out_it_waits_at_the_door(client, story):
    answer = press(client, story)

    assert answer.url.startswith("/accounts/")
    action = PendingAction.objects.get()
    assert action.payload["text"] == TEXT
    assert not Comment.objects.exists()


def test_through_the_door_it_is_published_where_it_was_written(
    client, story, cy, mailoutbox
):
    parent = factories.make_comment(factories.make_thread(story))
    press(client, story, parent=parent.pk)
    answer = doors.come_in(client, mailoutbox)

    comment = Comment.objects.latest("pk")
    assert (comment.author, comment.parent, comment.status) == (cy, parent, "published")
    assert answer.url == f"/c/{comment.pk}/"


def test_a_new_reader_says_their_name_with_it(client, story, mailoutbox):
    press(client, story, name="Dee Lake")
    doors.come_in(client, mailoutbox, email="dee@example.org")

    comment = Comment.objects.get()
    assert comment.is_published
    assert comment.author.display_name == "Dee Lake"


def test_a_new_reader_without_a_name_is_asked_and_it_is_published_then(
    client, story, mailoutbox
):
    press(client, story)
    answer = doors.come_in(client, mailoutbox, email="dee@example.org")
    assert answer.url == reverse("comments:name")
    assert Comment.objects.get().status == Status.UNNAMED
    page = client.get(answer.url).content.decode()
    assert "<em>bed</em>" in page

    answer = client.post(answer.url, {"name": "Dee Lake"})
    comment = Comment.objects.get()
    assert answer.url == f"/c/{comment.pk}/"
    assert comment.is_published
    assert comment.published_at is not None


def test_a_thread_that_closed_meanwhile_is_told_and_the_text_is_kept(
    client, story, cy, mailoutbox
):
    press(client, story)
    factories.make_thread(story, mode="closed")
    page = client.get(doors.come_in(client, mailoutbox).url).content.decode()

    assert "Comments are closed here." in page
    assert TEXT in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["The Meridian Editor", "Moderator", "m0derator", "Ada Mоderator", "https://x.org"],
)
def test_nobody_passes_for_the_newsroom(client, story, name):
    answer = press(client, story, name=name)

    assert answer.status_code == 422
    assert 'id="id_name_error"' in answer.content.decode()
    assert TEXT in answer.content.decode()


def test_nobody_takes_the_name_of_a_member_of_staff(client, story):
    factories.make_user("bo@meridian.example", is_staff=True, display_name="Bo Winter")

    assert press(client, story, name="BO  wínter").status_code == 422
    assert press(client, story, name="Bo Winterton").status_code == 302


def test_the_page_asks_nobody_for_a_name_who_has_one(reader, story):
    page = press(reader, story, text="").content.decode()

    assert "Your name beside it" not in page


# Changed and taken back


@pytest.fixture
def own(story, cy):
    return factories.make_comment(factories.make_thread(story), cy)


def test_within_five_minutes_it_can_be_changed_and_the_old_words_stay(reader, own):
    answer = reader.post(f"/c/{own.pk}/edit/", {"text": "Two **beds**."})
    assert answer.url == f"/c/{own.pk}/"

    own.refresh_from_db()
    assert (own.body, "<strong>beds</strong>" in own.body_html) == (
        "Two **beds**.",
        True,
    )
    assert own.edited_at is not None
    assert own.revisions.get().body == "I will keep a bed free."


def test_after_five_minutes_it_cannot_and_what_was_typed_is_given_back(reader, own):
    own.created_at = own.created_at - posting.SAME_PRESS
    own.save()
    answer = reader.post(f"/c/{own.pk}/edit/", {"text": "Two beds."})

    assert answer.status_code == 409
    assert "Two beds." in answer.content.decode()
    own.refresh_from_db()
    assert own.body == "I will keep a bed free."


def test_the_same_words_are_no_change(reader, own):
    reader.post(f"/c/{own.pk}/edit/", {"text": own.body})

    own.refresh_from_db()
    assert own.edited_at is None
    assert not own.revisions.exists()


def test_a_slip_in_a_change_is_told(reader, own):
    answer = reader.post(f"/c/{own.pk}/edit/", {"text": " "})

    assert answer.status_code == 422
    assert "Write something first." in answer.content.decode()


def test_deleting_asks_first_and_leaves_the_answers(reader, own, story):
    answered = factories.make_comment(own.thread, parent=own)
    assert (
        "cannot be brought back" in reader.get(f"/c/{own.pk}/delete/").content.decode()
    )
    own.refresh_from_db()
    assert own.is_published

    reader.post(f"/c/{own.pk}/delete/")
    own.refresh_from_db()
    answered.refresh_from_db()
    assert own.status == Status.DELETED
    assert answered.is_published


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_nobody_else_can_touch_it(own, verb):
    stranger = Client()
    stranger.force_login(doors.make_reader("eve@example.org"))

    assert stranger.post(f"/c/{own.pk}/{verb}/", {"text": "x"}).status_code == 404
    answer = Client().post(f"/c/{own.pk}/{verb}/", {"text": "x"})
    assert answer.url.startswith("/accounts/")
    own.refresh_from_db()
    assert own.body == "I will keep a bed free."


def test_my_comments_say_how_each_stands(reader, own, cy):
    factories.make_comment(own.thread, cy, status=Status.PENDING, body="Wait for me.")
    page = reader.get("/forum/mine/").content.decode()

    assert "Published." in page
    assert "a moderator reads it first" in page
    assert page.count("/edit/") == 2
    assert "/forum/mine/" in reader.get("/accounts/me/").content.decode()


def test_nobody_else_sees_them(client):
    assert client.get("/forum/mine/").url.startswith("/accounts/")
