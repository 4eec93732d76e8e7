"""Which comments a page of a thread shows, and how much of each conversation.

A page is some roots, the comments that began a conversation, and the first replies
below each. It costs the same few statements, over a bounded number of rows, in a thread
of ten comments and in one of fifty thousand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery, TextChoices
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Story
from comments import threads
from comments.models import Comment, Thread
from comments.models.comment import CommentQuerySet
from comments.models.threads import Subject
from petitions.models import Petition

# As far as anybody pages in one order; the other one begins at the other end.
MOST_PAGES = 1000


# All that a comment needs to stand outside its thread, with what it is about.
WITH_PLACE = (
    *("author__profile", "parent__author", "thread__story__campaign"),
    *("thread__campaign", "thread__petition__campaign"),
)


class Order(TextChoices):
    """In which order the conversations of a thread are read."""

    NEWEST = "newest", _("Newest")
    OLDEST = "oldest", _("Oldest")
    RESPECTED = "respected", _("Most respected")
    FEATURED = "featured", _("Featured")


_BY: dict[str, tuple[str, ...]] = {
    Order.NEWEST: ("-path",),
    Order.OLDEST: ("path",),
    Order.RESPECTED: ("-respect_count", "-path"),
}


class Extent(NamedTuple):
    """How many conversations a page shows, and how many replies of each."""

    roots: int
    replies: int


THREAD = Extent(20, 10)
BELOW_A_STORY = Extent(10, 3)
# How many replies a page of one conversation shows.
REPLIES_PER_PAGE = 50


@dataclass(frozen=True)
class Conversation:
    """A root with the replies that are shown below it, in the order of drawing."""

    root: Comment
    replies: Sequence[Comment] = ()
    has_more: bool = False


@dataclass(frozen=True)
class Page:
    """One page of a thread, or of one conversation in it.

    `thread` is None while nobody has said anything; `closed` says why nobody can write,
    and is "" where they can.
    """

    subject: Subject
    thread: Thread | None
    closed: str
    conversations: list[Conversation]
    order: Order = Order.NEWEST
    number: int = 1
    has_next: bool = False

    @property
    def url(self) -> str:
        return threads.url(self.subject)

    @property
    def count(self) -> int:
        """How many comments the thread has, as it was counted last."""
        return count(self.thread)

    @property
    def newest_at(self) -> datetime | None:
        """When the thread's last comment was published."""
        return getattr(self.thread, "newest_at", None)

    @property
    def has_featured(self) -> bool:
        return bool(getattr(self.thread, "has_featured", False))


def page(
    subject: Subject,
    *,
    order: Order = Order.NEWEST,
    number: int = 1,
    extent: Extent | None = None,
) -> Page:
    """A page of the thread; without conversations where there is no such page."""
    thread, extent = find(subject), extent or THREAD
    conversations: list[Conversation] = []
    has_next = False
    if thread is not None:
        begin = (number - 1) * extent.roots
        rows = list(_drawn(_in_order(thread, order))[begin : begin + extent.roots + 1])
        has_next = len(rows) > extent.roots and number < MOST_PAGES
        conversations = _conversations(
            rows[: extent.roots], 0 if order == Order.FEATURED else extent.replies
        )
    return Page(
        subject=subject,
        thread=thread,
        closed=threads.why_closed(subject, thread),
        conversations=conversations,
        order=order,
        number=number,
        has_next=has_next,
    )


def conversation(subject: Subject, root_id: int, *, number: int = 1) -> Page | None:
    """A page of all replies to one comment that began a conversation.

    None where there is none, or nothing of it is shown.
    """
    thread = find(subject)
    own = Comment.objects.filter(thread=thread, pk=root_id, depth=0)
    root = _drawn(own).first() if thread else None
    if root is None:
        return None
    begin = (number - 1) * REPLIES_PER_PAGE
    rows = list(_drawn(below(root))[begin : begin + REPLIES_PER_PAGE + 1])
    if not (rows or root.is_published):
        return None
    has_next = len(rows) > REPLIES_PER_PAGE
    shown = Conversation(root, rows[:REPLIES_PER_PAGE], has_more=has_next)
    return Page(
        subject=subject,
        thread=thread,
        closed=threads.why_closed(subject, thread),
        conversations=[shown],
        number=number,
        has_next=has_next,
    )


def count(thread: Thread | None) -> int:
    """How many comments a thread has; 0 of one that the desk has just made."""
    tally = getattr(thread, "tally", None)
    return max(tally.comments, 0) if tally else 0


def newest_roots(thread: Thread, how_many: int) -> list[Comment]:
    """What began the last conversations, without what is gone."""
    begun = roots(thread).published().order_by("-path")
    return list(_drawn(begun)[:how_many])


def featured_about(subject: Subject, how_many: int) -> list[Comment]:
    """What was featured last, each with the thread that it stands in.

    Of a campaign also what readers say about its stories and petitions.
    """
    found = Q(thread__in=threads.rows(subject))
    if isinstance(subject, Campaign):
        stories = Story.objects.published().filter(campaign=subject)
        petitions = Petition.objects.public().filter(campaign=subject)
        found |= Q(thread__story__in=stories) | Q(thread__petition__in=petitions)
    chosen = Comment.objects.filter(found, featured_at__isnull=False).published()
    return list(_placed(chosen.order_by("-featured_at", "-pk"))[:how_many])


def newest(thread: Thread, how_many: int) -> list[Comment]:
    """What was published last, of any depth."""
    own = Comment.objects.filter(thread=thread).published()
    return list(_drawn(own.order_by("-published_at"))[:how_many])


# Which rows


def find(subject: Subject) -> Thread | None:
    """The thread with its tally, and what its pages say of it, by one statement."""
    own = Comment.objects.filter(thread=OuterRef("pk")).published()
    newest = own.order_by("-published_at").values("published_at")[:1]
    described = threads.rows(subject).annotate(
        newest_at=Subquery(newest),
        has_featured=Exists(own.filter(featured_at__isnull=False)),
    )
    return described.select_related("tally").first()


def roots(thread: Thread) -> CommentQuerySet:
    """The beginnings of its conversations that are shown."""
    return Comment.objects.filter(thread=thread, depth=0).shown()


def below(root: Comment) -> CommentQuerySet:
    """The replies of a conversation that are shown, as they are drawn."""
    return Comment.objects.filter(root=root.pk).shown().order_by("path")


def featured(thread: Thread) -> CommentQuerySet:
    """Of any depth: a reply is featured for what it says itself."""
    own = Comment.objects.filter(thread=thread, featured_at__isnull=False)
    return own.published().order_by("-featured_at", "-pk")


def _in_order(thread: Thread, order: Order) -> CommentQuerySet:
    if order == Order.FEATURED:
        return featured(thread)
    return roots(thread).order_by(*_BY[order])


def _drawn(comments: CommentQuerySet) -> CommentQuerySet:
    """With whom it is by and whom it answers, and of people the names alone."""
    return comments.select_related("author__profile", "parent__author").only(*_SHOWN)


def _placed(comments: CommentQuerySet) -> CommentQuerySet:
    """The same, with what each is said about."""
    places = ("story__campaign", "campaign", "petition")
    joined = _drawn(comments).select_related(
        *("author__profile", "parent__author"),
        *(f"thread__{place}" for place in places),
    )
    return joined.only(*_SHOWN, *(f"thread__{name}" for name in _OF_A_PLACE))


_SHOWN = (
    "thread_id",
    "root_id",
    "path",
    "depth",
    "body_html",
    "status",
    "published_at",
    "edited_at",
    "featured_at",
    "signature_id",
    "reply_count",
    "respect_count",
    "author__display_name",
    "author__profile__is_public",
    "author__profile__public_id",
    "parent__status",
    "parent__author__display_name",
)
_OF_A_PLACE = (
    "story__headline",
    "story__slug",
    "story__campaign__slug",
    "campaign__title",
    "campaign__slug",
    "petition__title",
    "petition__slug",
)


def _conversations(begun: list[Comment], most_replies: int) -> list[Conversation]:
    replies = _first_replies(begun, most_replies) if begun and most_replies else {}
    return [
        Conversation(
            root,
            replies.get(root.pk, [])[:most_replies],
            has_more=len(replies.get(root.pk, [])) > most_replies,
        )
        for root in begun
    ]


def _first_replies(begun: list[Comment], most: int) -> dict[int, list[Comment]]:
    """The first replies of each conversation, and one more where there are more.

    Each conversation is cut off by itself, so that one of ten thousand replies costs no
    more than one of thirty. Django has no words for that which SQLite understands.
    """
    parts: list[str] = []
    values: list[object] = []
    for root in begun:
        sql, params = below(root).values("pk")[: most + 1].query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS part")  # noqa: S608 (Django's own SQL)
        values += params
    chosen = RawSQL(" UNION ALL ".join(parts), values)  # noqa: S611 (the same)
    rows: dict[int, list[Comment]] = {}
    for reply in _drawn(Comment.objects.filter(pk__in=chosen).order_by("path")):
        rows.setdefault(reply.root_id or 0, []).append(reply)
    return rows
