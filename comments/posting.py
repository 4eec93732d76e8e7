"""A reader says something: one insert, whatever the size of the thread."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from comments import checking, moving, standing, text, threads
from comments.checking import Draft, Verdict
from comments.models import Comment
from comments.models.comment import place_under
from comments.models.threads import Subject

Status = Comment.Status
# What may be answered: something that is there to be read.
ANSWERABLE = {Status.PUBLISHED}
# The same text at the same place within this time is the same press.
SAME_PRESS = timedelta(minutes=10)


class Refused(Exception):
    """It cannot be written now. The words are for the reader, who keeps their text."""


class Written(NamedTuple):
    """What a reader wrote, checked for its form (`comments.forms`)."""

    body: str
    parent_id: int | None = None
    came_by: str = ""
    network: str = ""


def same_as_before(author: User, subject: Subject, written: Written) -> Comment | None:
    """The comment that a second press of the same form has made already.

    Holds the author's own row, so that two presses at once follow each other.
    """
    User.objects.select_for_update().get(pk=author.pk)
    same = Comment.objects.filter(
        author=author,
        thread=threads.find(subject),
        parent=written.parent_id,
        body=written.body,
        created_at__gt=timezone.now() - SAME_PRESS,
    )
    return same.order_by("pk").last()


@transaction.atomic
def post(author: User, subject: Subject, written: Written) -> Comment:
    """Store a comment, and publish it where the checks say so. Raises Refused.

    An author without a name to show is asked for one first: their comment waits for it
    (`Status.UNNAMED`), and is judged when it comes.
    """
    if words := standing.why_silent(author):
        raise Refused(words)
    thread = threads.of(subject)
    if words := threads.why_closed(subject, thread):
        raise Refused(words)
    parent = _parent(thread.pk, written.parent_id)
    draft = Draft(author, thread, written.body, parent, written.network)
    verdict = checking.judge(draft) if author.display_name else Verdict(Status.UNNAMED)
    comment = Comment(
        **place_under(parent)._asdict(),
        thread=thread,
        author=author,
        body=written.body,
        body_html=text.to_html(written.body),
        came_by=written.came_by,
    )
    return moving.begin(comment, verdict)


def _parent(thread_id: int, parent_id: int | None) -> Comment | None:
    if parent_id is None:
        return None
    parent = Comment.objects.filter(pk=parent_id, thread=thread_id).first()
    if parent is None or parent.status not in ANSWERABLE:
        raise Refused(gettext("The comment that you answer is not here any more."))
    return parent
