"""The comments of a reader with an account: shown, downloaded, merged, erased."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts.home import belongings, sections
from accounts.models import User
from comments import deleting, moving
from comments.models import Comment, Respect, Revision, Sanction
from petitions import figures

SHOWN = 5


def register() -> None:
    sections.add("comments", 40, _comments)
    belongings.register("comments", _download, _erase, _merge)


def of_reader(user: User) -> QuerySet[Comment]:
    return Comment.objects.filter(author=user).order_by("-pk")


def _comments(request: HttpRequest, user: User) -> str:
    """The newest few; "" for who never said anything."""
    comments = list(
        of_reader(user).select_related(
            "thread__story__campaign", "thread__campaign", "thread__petition"
        )[:SHOWN]
    )
    if not comments:
        return ""
    about = {"comments": comments}
    return render_to_string("comments/_my_comments.html", about, request)


def _download(user: User) -> list[dict[str, Any]]:
    comments = of_reader(user).select_related(
        "thread__story__campaign", "thread__campaign", "thread__petition"
    )
    return [_kept(comment) for comment in comments.prefetch_related("revisions")] + [
        {"respected": given.comment_id, "at": figures.stamp(given.given_at)}
        for given in Respect.objects.filter(reader=user)
    ]


def _kept(comment: Comment) -> dict[str, Any]:
    return {
        "about": str(comment.thread.subject),
        "text": comment.body,
        "status": comment.status,
        "written_at": figures.stamp(comment.created_at),
        "published_at": figures.stamp(comment.published_at),
        "edited_at": figures.stamp(comment.edited_at),
        "came_by": comment.came_by,
        "before": [
            {"text": old.body, "written_at": figures.stamp(old.written_at)}
            for old in comment.revisions.all()
        ],
    }


def _erase(user: User) -> None:
    """The texts go, and the name; the place of one that was answered stays."""
    own = of_reader(user)
    for comment in own:
        if comment.status not in deleting.ENDED:
            moving.move(comment, Comment.Status.DELETED, by=user)
    Revision.objects.filter(comment__author=user).delete()
    own.update(body="", body_html="", author=None, signature=None, came_by="")


def _merge(into: User, other: User) -> None:
    """One respect for one comment; comments and sanctions go to who stays."""
    both = Respect.objects.filter(reader=into).values("comment")
    Respect.objects.filter(reader=other, comment__in=both).delete()
    Respect.objects.filter(reader=other).update(reader=into)
    Comment.objects.filter(author=other).update(author=into)
    Sanction.objects.filter(reader=other).update(reader=into)
