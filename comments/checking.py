"""What becomes of a comment: each check looks at it, the first that objects decides."""

from typing import NamedTuple

from accounts.models import User
from comments import recalling, threads
from comments.models import Comment, ForumRules, Thread
from comments.recalling import Author

Status = Comment.Status


class Draft(NamedTuple):
    """A comment that is not stored yet, or one whose text was changed."""

    author: User
    thread: Thread
    body: str
    parent: Comment | None = None
    # The author's line, as `accounts.limits.network` tells it; "" when it is not known.
    network: str = ""
    # The comment that was changed; None of a new one.
    changed: Comment | None = None


class Known(NamedTuple):
    """What the checks go by: the forum's rules, and what is known of the author."""

    rules: ForumRules
    author: Author


class Verdict(NamedTuple):
    """The status a comment gets, and the rule that says so.

    `reason` is one of `comments.reasons`, for its author; `note` is for moderators.
    """

    status: str
    rule: str = ""
    reason: str = ""
    note: str = ""


def judge(draft: Draft, known: Known | None = None) -> Verdict:
    """What becomes of it: as the first check says that objects."""
    from comments import checks

    known = known or _known(draft.author)
    for check in checks.ALL:
        if verdict := check(draft, known):
            return verdict
    return Verdict(Status.PUBLISHED)


def _known(author: User) -> Known:
    rules = threads.rules()
    return Known(rules, recalling.author(author, rules))
