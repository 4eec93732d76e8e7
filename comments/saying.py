"""A reader says something, at once or once they are through the door.

Pressed while signed out, it waits as a pending action (`accounts.pending`) and is then
posted by the same function, so every rule holds again.
"""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import limits, pending
from accounts.door.forms import too_often
from accounts.models import User
from accounts.pending import Payload
from comments import addresses, naming, posting
from comments.models import Comment
from comments.posting import Written

KIND = "comments.write"
Status = Comment.Status


class TooOften(Exception):
    """Try again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def offer() -> None:
    """Let readers press "publish" before they are signed in."""
    pending.register(KIND, perform, words=words, button=_("Publish your comment"))


def pressed(
    about: dict[str, str], cleaned: dict[str, Any], *, network: str, came_by: str
) -> Payload:
    """What was pressed, as it can wait for its reader. `about` names the thread."""
    return {
        "about": about,
        "text": cleaned["text"],
        "parent": cleaned.get("parent"),
        "name": cleaned.get("name", ""),
        "network": network,
        "came_by": came_by,
    }


def words(payload: Payload) -> list[tuple[str, str]]:
    """What the reader typed, for them to copy."""
    return [(gettext("Your comment"), str(payload.get("text", "")))]


def perform(user: User, payload: Payload) -> str:
    """Say it; where its reader is led. Raises pending.Refused."""
    try:
        return say(user, payload)
    except TooOften as error:
        raise pending.Refused(too_often(error.seconds)) from error
    except posting.Refused as error:
        raise pending.Refused(str(error)) from error


@transaction.atomic
def say(user: User, payload: Payload) -> str:
    """Post what was pressed. Raises posting.Refused and TooOften."""
    subject = addresses.about(payload["about"])
    if subject is None:
        raise posting.Refused(gettext("The page that you wrote on is gone."))
    written = Written(
        body=payload["text"],
        parent_id=payload.get("parent"),
        came_by=payload.get("came_by", ""),
        network=payload.get("network", ""),
    )
    before = posting.same_as_before(user, subject, written)
    if before is None:
        _wait(user)
        if payload.get("name") and not user.display_name:
            naming.name(user, payload["name"])
        before = posting.post(user, subject, written)
    return where(before)


def where(comment: Comment) -> str:
    """Where its author sees what became of a comment."""
    if comment.status == Status.UNNAMED:
        return reverse("comments:name")
    if comment.is_published:
        return comment.get_absolute_url()
    return f"{reverse('comments:mine')}#comment-{comment.pk}"


def _wait(user: User) -> None:
    is_new = not Comment.objects.filter(author=user).published().exists()
    purpose = "comments of a new reader" if is_new else "comments of a reader"
    if seconds := limits.first_wait([(purpose, str(user.pk))]):
        raise TooOften(seconds)
