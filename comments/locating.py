"""On which page a comment stands: there its permalink leads, script or none."""

from datetime import timedelta

from django.utils import timezone

from comments import reading, threads
from comments.models import Comment, Thread
from comments.models.comment import CommentQuerySet

# A page of a second ago does not know what was published just now, so who is led to it
# within this time gets one that is made for them.
FRESH = timedelta(seconds=10)


def url(comment: Comment) -> str:
    """The page that shows a published comment, and the comment on it.

    A thread's page, newest first, unless the comment stands behind the first replies of
    its conversation, or further down than anybody pages: then the conversation's own.
    """
    thread_url = threads.url(comment.thread.subject)
    root = comment.root or comment
    number = _page_of_root(comment.thread, root)
    if number is None or _is_beyond(comment, root):
        return _of_conversation(thread_url, comment, root)
    return _with(thread_url, number, comment)


def _page_of_root(thread: Thread, root: Comment) -> int | None:
    before = reading.roots(thread).filter(path__gt=root.path)
    rank = _how_many(before, reading.MOST_PAGES * reading.THREAD.roots)
    return None if rank is None else rank // reading.THREAD.roots + 1


def _is_beyond(comment: Comment, root: Comment) -> bool:
    return (
        comment.pk != root.pk and _above(comment, root, reading.THREAD.replies) is None
    )


def _of_conversation(thread_url: str, comment: Comment, root: Comment) -> str:
    number = 1
    if comment.pk != root.pk:
        rank = _above(comment, root, reading.MOST_PAGES * reading.REPLIES_PER_PAGE) or 0
        number = rank // reading.REPLIES_PER_PAGE + 1
    return _with(f"{thread_url}{root.pk}/", number, comment)


def _above(comment: Comment, root: Comment, most: int) -> int | None:
    """How many replies are drawn above this one; None of `most` or more."""
    return _how_many(reading.below(root).filter(path__lt=comment.path), most)


def _how_many(comments: CommentQuerySet, most: int) -> int | None:
    """Counts no further than it must."""
    found = comments.order_by()[:most].count()
    return found if found < most else None


def _with(page_url: str, number: int, comment: Comment) -> str:
    asked = [f"page={number}"] if number > 1 else []
    if comment.published_at and timezone.now() - comment.published_at < FRESH:
        asked.append(f"new={int(timezone.now().timestamp())}")
    query = f"?{'&'.join(asked)}" if asked else ""
    return f"{page_url}{query}#comment-{comment.pk}"
