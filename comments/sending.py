"""A reader presses "Publish": once, whatever they press twice, and not too fast."""

from typing import NamedTuple

from django.db import connection, transaction

from accounts import naming
from accounts.models import User
from comments import pacing, posting, recalling
from comments.models import Comment
from comments.models.threads import Subject
from comments.posting import Written
from config import connections

# The reader's row, until the transaction ends; who only points at it does not wait.
# SQLite has one writer at a time.
_HOLD = {
    "postgresql": "SELECT display_name FROM accounts_user WHERE id = %s"
    " FOR NO KEY UPDATE",
    "sqlite": "SELECT display_name FROM accounts_user WHERE id = %s",
}


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
    hold(author)
    written = press.written
    asked = (written.body, written.parent_id)
    recalled = recalling.before_writing(author, subject, *asked)
    if recalled.earlier:
        return Comment.objects.select_related("thread").get(pk=recalled.earlier)
    if press.name and not author.display_name:
        # What waited for the name counts from now on.
        naming.give(author, press.name)
        recalled = recalling.before_writing(author, subject, *asked)
    comment = posting.post(author, subject, written, recalled)
    is_regular = recalled.author.published >= recalling.REGULAR_FROM
    pacing.check(
        comment, written.network, is_regular=is_regular, from_door=press.from_door
    )
    return comment


def hold(author: User) -> None:
    """Hold the reader's row for this transaction; raises User.DoesNotExist.

    Their name is then as it stands, also where another tab of theirs gave it just now.
    """
    row = connections.fetch_one(_HOLD[connection.vendor], [author.pk])
    if row is None:
        raise User.DoesNotExist
    author.display_name = row[0]
