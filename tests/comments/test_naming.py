"""The name beside a comment: who may be called what, and what waits for it."""

import pytest
from django.utils import timezone

from accounts import naming as names
from comments import counting, naming, posting
from comments.models import Comment, ForumRules
from comments.posting import Written
from tests import factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def nia():
    return doors.make_reader("nia@example.org", display_name="")


@pytest.fixture
def at_page(client, nia):
    client.force_login(nia)
    return client


def say(author, story, body):
    return posting.post(author, story, Written(body))


@pytest.mark.parametrize(
    "name",
    [
        "The Meridian",
        "Meridian",
        "Meridian Sport",
        "Тhе Меridiаn",
        "M3r1dian",
        "Moderator",
        "Moderator Kim",
        "MODERАTOR",
        "Editor",
        "an editor",
        "Admin",
        "Ada Fieldhouse",
        "ada fieldhouse",
        "Аda Fіeldhouse",
        "Ada-Fieldhouse",
    ],
)
def test_nobody_speaks_as_the_newsroom(settings, nia, name):
    settings.NEWSROOM_NAME = "The Meridian"
    factories.make_user("ada@m.example", is_staff=True, display_name="Ada Fieldhouse")

    with pytest.raises(ValueError, match="taken for somebody of the newsroom"):
        naming.clean(name, nia)


@pytest.mark.parametrize(
    "name", ["Ada Field", "Creditor", "Ola Meridianu", "李 Admina"]
)
def test_other_names_stay_free(settings, nia, name):
    settings.NEWSROOM_NAME = "The Meridian"
    assert naming.clean(name, nia) == name


def test_the_newsrooms_own_people_are_called_as_they_are(settings):
    ada = factories.make_user("ada@m.example", is_staff=True)

    assert naming.clean("Ada, editor", ada) == "Ada, editor"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter your name."),
        ("x" * 101, "at most 100"),
        ("buy.example.com", "without a web address"),
        ("Nia\u202e", "plain letters"),
        ("Moderator", "Choose another name"),
    ],
)
def test_what_is_wrong_with_a_name_is_said_beside_it(at_page, story, nia, typed, words):
    say(nia, story, "Hello.")
    answer = at_page.post("/forum/name/", {"name": typed})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'id="id_name_error"' in page
    assert Comment.objects.get().status == Status.UNNAMED


def test_the_name_publishes_what_waited_for_it(at_page, nia, story):
    comment = say(nia, story, "Hello.")
    answer = at_page.post("/forum/name/", {"name": "Nia Park"})

    assert answer.url == f"/c/{comment.pk}/"
    comment.refresh_from_db()
    assert comment.is_published
    assert comment.published_at <= timezone.now()
    counting.drain()
    assert comment.thread.tally.comments == 1


def test_several_are_published_together(at_page, nia, story):
    say(nia, story, "One.")
    say(nia, story, "Two.")
    answer = at_page.post("/forum/name/", {"name": "Nia Park"}, follow=True)

    assert Comment.objects.published().count() == 2
    assert "2 comments are published." in answer.content.decode()


def test_what_waited_for_a_name_is_judged_when_it_comes(at_page, nia, story):
    comment = say(nia, story, "Hello.")
    ForumRules.objects.create(mode="before")
    at_page.post("/forum/name/", {"name": "Nia Park"})

    comment.refresh_from_db()
    assert comment.status == Status.PENDING
    assert comment.actions.get().rule == "mode"


def test_a_name_chosen_at_home_publishes_too_and_is_held_to_the_same_rules(
    at_page, nia, story
):
    comment = say(nia, story, "Hello.")
    refused = at_page.post("/accounts/me/name/", {"display_name": "Moderator"})
    assert refused.status_code == 422
    assert "Choose another name" in refused.content.decode()

    at_page.post("/accounts/me/name/", {"display_name": "Nia"})
    comment.refresh_from_db()
    assert comment.is_published


def test_opening_the_page_of_the_name_changes_nothing(at_page, nia, story):
    comment = say(nia, story, "Hello.")
    at_page.get("/forum/name/?name=Nia")

    comment.refresh_from_db()
    assert comment.status == Status.UNNAMED


def test_who_has_a_name_is_asked_for_none(client, cy):
    client.force_login(cy)

    assert client.get("/forum/name/").url == "/forum/mine/"


def test_a_comment_that_waited_for_its_name_does_not_repeat_itself(db, story):
    author = factories.make_user("dee@example.org", display_name="")
    long = "A comment of more than twenty letters."
    comment = factories.make_comment(
        factories.make_thread(story), author, body=long, status=Comment.Status.UNNAMED
    )
    names.give(author, "Dee Lake")

    comment.refresh_from_db()
    assert comment.is_published
