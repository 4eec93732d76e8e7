"""What is known of somebody who writes, and of the place: recalled by one statement.

Each check once asked for itself, and a comment cost five times as many statements as a
signature. Of most readers there is little to know: whether there is anything to look
into is answered here, and the check that looks into it asks only then.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.models import User
from comments import threads
from comments.models import Comment, ForumRules, Sanction, Thread
from comments.models.threads import Subject
from config import connections

Status = Comment.Status
# The same words by the same reader in the same place are the same press for so long.
SAME_PRESS = timedelta(minutes=10)
# How far back the checks look (`comments.checks`): for the same words, for rejections.
SAID_WITHIN, REJECTED_WITHIN = timedelta(hours=24), timedelta(days=30)
# Who has so many published comments is no new reader any more (`comments.pacing`).
REGULAR_FROM = 3
# So many are counted, unless the desk holds back more of a new reader.
MOST_COUNTED = 20

_OWN = "FROM comments_comment c WHERE c.author_id = %s"
_SANCTION = (
    "EXISTS (SELECT 1 FROM comments_sanction s WHERE s.reader_id = %s"
    " AND s.lifted_at IS NULL AND (s.until IS NULL OR s.until > %s) AND s.kind IN ({}))"
)
_OF_AUTHOR = ", ".join(
    [
        _SANCTION.format(f"'{Sanction.Kind.SUSPENDED}', '{Sanction.Kind.BANNED}'"),
        _SANCTION.format(f"'{Sanction.Kind.PRE_MODERATED}'"),
        f"(SELECT count(*) FROM (SELECT 1 {_OWN} AND c.status = '{Status.PUBLISHED}'"  # noqa: S608
        " LIMIT %s) published)",
        f"EXISTS (SELECT 1 {_OWN} AND c.created_at > %s)",
        "EXISTS (SELECT 1 FROM comments_comment c JOIN comments_moderationaction m"  # noqa: S608
        " ON m.comment_id = c.id WHERE c.author_id = %s AND m.at > %s"
        f" AND m.after IN ('{Status.REJECTED}', '{Status.REMOVED}'))",
    ]
)
_SAME_PRESS = (
    f"(SELECT min(c.id) {_OWN} AND c.thread_id = t.id AND c.created_at > %s"
    " AND COALESCE(c.parent_id, -1) = %s AND c.body = %s"
    f" AND c.status <> '{Status.DELETED}')"
)
_NO_PARENT = -1
# Of a thread, what is asked when somebody writes; the rest stays in the table.
_THREAD = ["id", "story_id", "campaign_id", "petition_id", "mode", "closed_words"]
_RULES = [field.attname for field in ForumRules._meta.concrete_fields]


class Author(NamedTuple):
    """What the checks ask of somebody who writes."""

    is_silenced: bool
    is_pre_moderated: bool
    # As many as there are, and no more than was asked about.
    published: int
    # Whether anything of theirs is there to be compared with, or was rejected of late.
    spoke_lately: bool
    was_rejected: bool


class Recalled(NamedTuple):
    """All that is asked before a comment is stored.

    `thread` is None while nobody has said anything; `earlier` is the comment that an
    earlier press of the same form has made.
    """

    author: Author
    rules: ForumRules
    thread: Thread | None
    earlier: int | None


def author(person: User, rules: ForumRules) -> Author:
    """What is known of somebody, wherever they write."""
    row = connections.fetch_one(
        f"SELECT {_OF_AUTHOR}",
        _asked_of(person, now=timezone.now(), most=rules.first_held),
    )
    return _author(row or ())


def before_writing(
    person: User, subject: Subject, body: str, parent_id: int | None
) -> Recalled:
    """The same, with the thread, the forum's rules, and what the press before stored.

    Asked once the author's row is held (`sending.hold`), in a statement of its own: one
    that had waited for the row would not see what was stored meanwhile.
    """
    now = timezone.now()
    parent = _NO_PARENT if parent_id is None else parent_id
    values = [
        *_asked_of(person, now=now),
        *(person.pk, now - SAME_PRESS, parent, body),
        *(subject.pk, ForumRules.ONLY),
    ]
    row = connections.fetch_one(_before_writing(threads.column(subject)), values) or ()
    about, (earlier, *rest) = row[:5], row[5:]
    rules = _instance(ForumRules, _RULES, rest[len(_THREAD) :]) or threads.USUAL
    thread = _instance(Thread, _THREAD, rest[: len(_THREAD)])
    if thread is not None:
        setattr(thread, threads.column(subject), subject)
    found = _author(about)
    if rules.first_held > MOST_COUNTED:
        found = author(person, rules)
    return Recalled(found, rules, thread, earlier)


@cache
def _before_writing(column: str) -> str:
    thread = ", ".join(f"t.{name}" for name in _THREAD)
    rules = ", ".join(f"r.{name}" for name in _RULES)
    return (
        f"SELECT {_OF_AUTHOR}, {_SAME_PRESS}, {thread}, {rules} FROM (SELECT 1) one"  # noqa: S608
        f" LEFT JOIN comments_thread t ON t.{column}_id = %s"
        " LEFT JOIN comments_forumrules r ON r.id = %s"
    )


def _asked_of(person: User, *, now: datetime, most: int = 0) -> list[Any]:
    held, lately = [person.pk, now], [person.pk, now - SAID_WITHIN]
    rejected = [person.pk, now - REJECTED_WITHIN]
    counted = [person.pk, max(MOST_COUNTED, most)]
    return [*held, *held, *counted, *lately, *rejected]


def _author(row: Any) -> Author:
    silenced, pre_moderated, published, spoke, rejected = row
    return Author(
        bool(silenced), bool(pre_moderated), published, bool(spoke), bool(rejected)
    )


def _instance(model: Any, names: list[str], values: Any) -> Any:
    """A row as an instance; None of one that is not there."""
    return model.from_db("default", names, values) if values[0] is not None else None
