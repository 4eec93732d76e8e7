"""What moderators know of an author, for many authors in two statements."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from comments.models import Comment, Sanction

Status = Comment.Status
SANCTIONS_SHOWN = 3


class Facts(NamedTuple):
    """How much of an author's was published, waits, was refused; what was decided."""

    published: int
    waiting: int
    refused: int
    deleted: int
    sanctions: list[Sanction]
    since: datetime | None

    @property
    def said(self) -> int:
        return self.published + self.waiting + self.refused + self.deleted


NOTHING = Facts(0, 0, 0, 0, [], None)
OUTCOMES = {
    "published": Q(status=Status.PUBLISHED),
    "waiting": Q(status__in=[Status.PENDING, Status.HELD, Status.UNNAMED]),
    "refused": Q(status__in=[Status.REJECTED, Status.REMOVED]),
    "deleted": Q(status=Status.DELETED),
}


def facts(authors: Collection[User]) -> dict[int, Facts]:
    """By the number of each author; two statements, however many there are."""
    pks = {author.pk for author in authors}
    counts = _counts(pks)
    sanctions = _sanctions(pks)
    return {
        author.pk: NOTHING._replace(
            **counts.get(author.pk, {}),
            sanctions=sanctions.get(author.pk, []),
            since=author.date_joined,
        )
        for author in authors
    }


def _counts(pks: set[int]) -> dict[int, dict[str, Any]]:
    own: QuerySet[Any, Any] = Comment.objects.filter(author__in=pks).values("author")
    sums = {name: Count("pk", filter=these) for name, these in OUTCOMES.items()}
    return {
        row["author"]: {name: row[name] for name in sums}
        for row in own.annotate(**sums).order_by()
    }


def _sanctions(pks: set[int]) -> dict[int, list[Sanction]]:
    """The newest of each, those that hold and those that are over."""
    found: dict[int, list[Sanction]] = {}
    for sanction in Sanction.objects.filter(reader__in=pks).order_by("-pk"):
        own = found.setdefault(sanction.reader_id, [])
        if len(own) < SANCTIONS_SHOWN:
            own.append(sanction)
    return found
