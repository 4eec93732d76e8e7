"""A reader says something: one insert, whatever the size of the thread."""

from typing import NamedTuple

from django.utils.translation import gettext

from accounts.models import User
from comments import checking, moving, recalling, standing, text, threads
from comments.checking import Draft, Known, Verdict
from comments.models import Comment, Thread
from comments.models.comment import place_under
from comments.models.threads import Subject
from comments.recalling import Recalled

Status = Comment.Status
# What may be answered: something that is there to be read.
ANSWERABLE = {Status.PUBLISHED}


class Refused(Exception):
    """It cannot be written now. The words are for the reader, who keeps their text."""


class Closed(Refused):
    """Nobody can write in this thread now."""


class Written(NamedTuple):
    """What a reader wrote, checked for its form (`comments.forms`)."""

    body: str
    parent_id: int | None = None
    came_by: str = ""
    network: str = ""


def post(
    author: User, subject: Subject, written: Written, recalled: Recalled | None = None
) -> Comment:
    """Store a comment, and publish it where the checks say so. Raises Refused.

    An author without a name to show is asked for one first: their comment waits for it
    (`Status.UNNAMED`), and is judged when it comes. `recalled` is what whoever holds
    the author's row has asked already.
    """
    if recalled is None:
        asked = (written.body, written.parent_id)
        recalled = recalling.before_writing(author, subject, *asked)
    if recalled.author.is_silenced:
        raise Refused(standing.why_silent(author))
    if words := threads.why_closed(subject, recalled.thread, recalled.rules):
        raise Closed(words)
    thread = recalled.thread or threads.of(subject)
    parent = _parent(thread, written.parent_id)
    known = Known(recalled.rules, recalled.author)
    verdict = Verdict(Status.UNNAMED)
    if author.display_name:
        draft = Draft(author, thread, written.body, parent, written.network)
        verdict = checking.judge(draft, known)
    comment = Comment(
        **place_under(parent)._asdict(),
        thread=thread,
        author=author,
        body=written.body,
        body_html=text.to_html(written.body),
        came_by=written.came_by,
    )
    return moving.begin(comment, verdict)


def _parent(thread: Thread, parent_id: int | None) -> Comment | None:
    if parent_id is None:
        return None
    parent = Comment.objects.filter(pk=parent_id, thread=thread).first()
    if parent is None or parent.status not in ANSWERABLE:
        raise Refused(gettext("The comment that you answer is not here any more."))
    return parent
