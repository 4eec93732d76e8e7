"""The queues of the desk: which comments stand in each, and in what order."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments.models import Appeal, Comment, ModerationAction, Report
from comments.models.comment import CommentQuerySet
from config.paging import MOST_COUNTED

Status = Comment.Status
ON_A_PAGE = 25
OPEN_REPORT = Report.objects.filter(comment=OuterRef("pk"), decided_at=None)
BY_A_PERSON = ModerationAction.objects.by_people().filter(comment=OuterRef("pk"))
OPEN_APPEAL = Appeal.objects.filter(comment=OuterRef("pk"), outcome=Appeal.Outcome.OPEN)
WITH_PLACES = (
    *("author", "thread__story__campaign", "thread__campaign", "thread__petition"),
    *("parent__author", "appeal"),
)


class Queue(NamedTuple):
    """What stands in a queue; what waits for somebody has the oldest first."""

    label: str | Promise
    rows: Callable[[], Q]
    is_oldest_first: bool = False


ALL: dict[str, Queue] = {
    "reported": Queue(
        _("reported"), lambda: Q(Exists(OPEN_REPORT)), is_oldest_first=True
    ),
    "waiting": Queue(
        _("waiting for a moderator"),
        lambda: Q(status__in=[Status.PENDING, Status.HELD]),
        is_oldest_first=True,
    ),
    "appealed": Queue(
        _("appealed"), lambda: Q(Exists(OPEN_APPEAL)), is_oldest_first=True
    ),
    "unread": Queue(
        _("published, and read by no moderator"),
        lambda: Q(status=Status.PUBLISHED) & ~Q(Exists(BY_A_PERSON)),
    ),
    "approved": Queue(
        _("approved"),
        lambda: Q(status=Status.PUBLISHED) & Q(Exists(BY_A_PERSON)),
    ),
    "refused": Queue(
        _("rejected or removed"),
        lambda: Q(status__in=[Status.REJECTED, Status.REMOVED]),
    ),
    "featured": Queue(_("featured"), lambda: Q(featured_at__isnull=False)),
}
# What waits for somebody, and is counted beside its name.
WAITING = [name for name, queue in ALL.items() if queue.is_oldest_first]


class Page(NamedTuple):
    """A part of a queue, and the number behind which the next one begins."""

    comments: list[Comment]
    more_from: int | None


def rows(name: str) -> CommentQuerySet:
    """Everything that stands in a queue, in its order."""
    queue = ALL[name]
    found = Comment.objects.filter(queue.rows())
    return found.order_by("pk" if queue.is_oldest_first else "-pk")


def page(name: str, after: int | None = None) -> Page:
    """The comments behind the one with this number, with all that the desk shows."""
    found = rows(name)
    if after is not None:
        is_up = ALL[name].is_oldest_first
        found = found.filter(pk__gt=after) if is_up else found.filter(pk__lt=after)
    with_all = found.select_related(*WITH_PLACES).prefetch_related(
        "reports", "actions__actor"
    )
    comments = list(with_all[: ON_A_PAGE + 1])
    has_more = len(comments) > ON_A_PAGE
    comments = comments[:ON_A_PAGE]
    return Page(comments, comments[-1].pk if has_more else None)


def sizes() -> dict[str, int]:
    """How many wait in each queue that somebody should empty; bounded."""
    return {
        name: rows(name).order_by()[:MOST_COUNTED].aggregate(n=Count("pk"))["n"]
        for name in WAITING
    }
