"""A comment that was pressed while signed out: published on the way in.

The same as for somebody who is signed in (`sending.send`), so every rule holds again.
"""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import pending
from accounts.models import User
from accounts.pending import Payload
from comments import addresses, cleaning, naming, pacing, posting, sending
from comments.models import Comment
from comments.models.threads import Subject
from comments.posting import Written
from comments.sending import Press

KIND = "comments.write"


def offer() -> None:
    """Let readers press "Publish" before they are signed in."""
    pending.register(KIND, perform, words=words, button=_("Publish your comment"))


def pressed(kind: str, slugs: dict[str, str], press: Press) -> Payload:
    """What was pressed, as it can wait for its reader."""
    return {
        "kind": kind,
        "slugs": slugs,
        "text": press.written.body,
        "parent": press.written.parent_id,
        "came_by": press.written.came_by,
        "network": press.written.network,
        "name": press.name,
    }


def words(payload: Payload) -> list[tuple[str, str]]:
    """What the reader typed, for them to copy."""
    typed = [
        (gettext("Your comment"), str(payload.get("text", ""))),
        (gettext("Your name"), str(payload.get("name", ""))),
    ]
    return [(label, text) for label, text in typed if text]


def perform(user: User, payload: Payload) -> str:
    """Publish it as this reader's; where it stands. Raises pending.Refused."""
    written = Written(
        cleaning.clean(payload["text"]),
        payload["parent"],
        payload["came_by"],
        payload["network"],
    )
    press = Press(written, _name(payload["name"], user), from_door=True)
    try:
        comment = sending.send(user, _subject(payload), press)
    except posting.Refused as refusal:
        raise pending.Refused(str(refusal)) from refusal
    except pacing.TooFast as error:
        raise pending.Refused(pacing.words(error.seconds)) from error
    return reverse("comments:sent", args=[comment.pk])


def _subject(payload: Payload) -> Subject:
    try:
        return addresses.find(payload["kind"], **payload["slugs"])
    except Http404 as error:
        raise posting.Refused(gettext("The page is not there any more.")) from error


def _name(typed: str, user: User) -> str:
    """One that may not be, for this reader, is asked for once more when they are in."""
    try:
        return naming.clean(typed, user) if typed else ""
    except ValueError:
        return ""


def lead_to(comment: Comment) -> str:
    """Where its author goes next: to the comment, or to where it says why not."""
    if comment.is_published:
        return comment.get_absolute_url()
    if comment.status == Comment.Status.UNNAMED:
        return reverse("comments:name")
    return f"{reverse('comments:mine')}?sent={comment.pk}#comment-{comment.pk}"
