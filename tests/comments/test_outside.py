"""The checker outside the site, however it behaves. The HTTP is real."""

import json
import time
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from comments import editing, explaining, moderating, outside, posting, tasks
from comments.models import Comment, ForumRules, OutsideCheck
from comments.posting import Written
from tests import factories
from tests.parts.receiver import Receiver
from webhooks import sealing

pytestmark = pytest.mark.django_db
Status, State = Comment.Status, OutsideCheck.State
KEY = bytes(range(32))
DOCUMENT = Path(__file__).parents[2] / "docs/checker.md"


def says(text):
    body = text.encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


@pytest.fixture
def checker(settings):
    settings.DEMO = True
    receiver = Receiver(answer=says('{"verdict": "fine"}'))
    receiver.start()
    settings.FORUM_CHECKER_URL = receiver.url
    settings.FORUM_CHECKER_SECRET = sealing.PREFIX + b64encode(KEY).decode()
    yield receiver
    receiver.stop()


def write(cy, story, body="You will regret this."):
    return posting.post(cy, story, Written(body))


def status(comment):
    comment.refresh_from_db()
    return comment.status


def test_nothing_is_asked_where_no_checker_is_named(cy, story):
    write(cy, story)

    assert not OutsideCheck.objects.exists()
    assert outside.ask_waiting() == 0


def test_it_is_asked_by_a_worker_with_the_text_and_nothing_of_the_author(
    checker, cy, story
):
    comment = write(cy, story)
    assert not checker.heard
    tasks.ask_checker()

    (heard,) = checker.heard
    told = heard.event
    assert told["data"]["text"] == comment.body
    assert told["subject"].endswith(f"/c/{comment.pk}/")
    assert "Cy" not in heard.body.decode()
    assert "cy@" not in heard.body.decode()
    assert OutsideCheck.objects.get().state == State.FINE
    assert status(comment) == Status.PUBLISHED
    tasks.ask_checker()
    assert len(checker.heard) == 1


def test_the_message_is_signed_as_webhooks_are(checker, cy, story):
    write(cy, story)
    outside.ask_waiting()

    (heard,) = checker.heard
    good = sealing.headers(
        heard.headers["webhook-id"],
        heard.body,
        [KEY],
        timestamp=int(heard.headers["webhook-timestamp"]),
    )
    assert heard.headers["webhook-signature"] == good["webhook-signature"]


def test_what_it_asks_to_hold_waits_for_a_person(checker, cy, story):
    checker.answer = says('{"verdict": "hold", "label": "threat", "score": 0.93}')
    comment = write(cy, story)
    outside.ask_waiting()

    assert status(comment) == Status.HELD
    step = comment.actions.get()
    assert (step.rule, step.note) == ("checker", "threat")
    assert "a person reads it" in " ".join(explaining.words(comment))


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
        says("nice"),
        says('{"verdict": "remove"}'),
        says('["hold"]'),
        b"",
    ],
)
def test_an_answer_that_is_none_leaves_the_comment_and_a_row(
    checker, cy, story, answer
):
    checker.answer = answer
    comment = write(cy, story)
    outside.ask_waiting()

    assert status(comment) == Status.PUBLISHED
    check = OutsideCheck.objects.get()
    assert check.state == State.FAILED
    assert check.problem
    assert outside.ask_waiting() == 0


def test_it_has_two_seconds(checker, cy, story):
    checker.answer = lambda _caller: time.sleep(4)
    comment = write(cy, story)
    began = time.monotonic()
    outside.ask_waiting()

    assert time.monotonic() - began < outside.LONGEST_SECONDS + 1
    assert OutsideCheck.objects.get().problem == "slow"
    assert status(comment) == Status.PUBLISHED


def test_it_publishes_nothing_that_waits(checker, cy, story):
    ForumRules.objects.create(mode="before", first_held=0)
    comment = write(cy, story)
    outside.ask_waiting()

    assert OutsideCheck.objects.get().state == State.FINE
    assert status(comment) == Status.PENDING


def test_what_a_person_has_approved_it_does_not_hold(checker, cy, story):
    checker.answer = says('{"verdict": "hold"}')
    comment = write(cy, story)
    mo = factories.make_user("mo@meridian.example", is_staff=True)
    moderating.approve(comment, mo)
    outside.ask_waiting()

    assert status(comment) == Status.PUBLISHED


def test_a_changed_text_is_asked_about_again(checker, cy, story):
    comment = write(cy, story)
    outside.ask_waiting()
    editing.edit(comment, "I did not mean that.")
    outside.ask_waiting()

    texts = [heard.event["data"]["text"] for heard in checker.heard]
    assert texts == ["You will regret this.", "I did not mean that."]


def test_what_another_worker_has_taken_is_left_to_it_for_a_while(checker, cy, story):
    write(cy, story)
    OutsideCheck.objects.update(leased_until=timezone.now() + timedelta(seconds=5))
    assert outside.ask_waiting() == 0

    OutsideCheck.objects.update(leased_until=timezone.now())
    assert outside.ask_waiting() == 1


def test_what_waited_too_long_is_not_asked_about(checker, cy, story):
    write(cy, story)
    OutsideCheck.objects.update(at=timezone.now() - outside.LATEST)
    assert outside.ask_waiting() == 0

    assert OutsideCheck.objects.get().problem == "late"


def test_the_rows_are_kept_for_a_month(checker, cy, story):
    write(cy, story)
    assert outside.purge() == 0
    OutsideCheck.objects.update(at=timezone.now() - outside.KEPT)

    assert outside.purge() == 1


@pytest.mark.parametrize(
    "name", ["id", "type", "created_at", "subject", "data", "text", "is_reply", "about"]
)
def test_the_documents_name_every_field(name):
    page = DOCUMENT.read_text()

    assert f"`{name}`" in page


def test_the_answer_in_the_documents_is_understood():
    page = DOCUMENT.read_text()
    example = page.split("```json\n")[1].split("```")[0]

    assert outside.read(json.dumps(json.loads(example))) == ("hold", "threat")
