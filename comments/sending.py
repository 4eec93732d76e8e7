"""A reader presses "Publish": once, whatever they press twice, and not too fast."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts import naming
from accounts.models import User
from comments import pacing, posting, threads
from comments.models import Comment
from comments.models.threads import Subject
from comments.posting import Written

# The same words by the same reader in the same place are the same press for so long.
SAME_PRESS = timedelta(minutes=10)


class Press(NamedTuple):
    """What was sent: the comment, and the name to go by where none is known yet."""

    written: Written
    name: str = ""
    # Pressed while signed out, and done on the way in.
    from_door: bool = False


@transaction.atomic
def send(author: User, subject: Subject, press: Press) -> Comment:
    """Post it, or find it where an earlier press did. Raises TooFast and Refused.

    A reader's own presses wait for each other, so that of two at once the second one
    finds the comment of the first. Nobody else waits.
    """
    author = hold(author)
    if earlier := _earlier(author, subject, press.written):
        return earlier
    if press.name and not author.display_name:
        naming.give(author, press.name)
    comment = posting.post(author, subject, press.written)
    pacing.check(comment, press.written.network, from_door=press.from_door)
    return comment


def hold(author: User) -> User:
    """The reader's row, for this transaction; who only points at it does not wait."""
    return User.objects.select_for_update(no_key=True).get(pk=author.pk)


def _earlier(author: User, subject: Subject, written: Written) -> Comment | None:
    thread = threads.find(subject)
    if thread is None:
        return None
    lately = timezone.now() - SAME_PRESS
    own = Comment.objects.filter(author=author, thread=thread, created_at__gt=lately)
    same = own.filter(parent=written.parent_id, body=written.body)
    return same.exclude(status=Comment.Status.DELETED).order_by("pk").first()
