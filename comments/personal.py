"""What of a page of a thread differs for the reader who is signed in."""

import re
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from comments import editing, threads
from comments.models import Comment, Follow, Mute, Respect
from comments.models.threads import Subject
from comments.times import stamp

# More than a page shows; a script asks again for the rest.
MOST_IDS = 250
_NUMBER = re.compile("[0-9]{1,18}")


def ids(text: str) -> list[int]:
    """The numbers of comments as a script writes them, "12,15"; others are left out."""
    parts = text.split(",", MOST_IDS)[:MOST_IDS]
    return [int(part) for part in parts if _NUMBER.fullmatch(part)]


def of(reader: User, ids: list[int], *, now: datetime) -> dict[str, Any]:
    """Of these comments: the reader's own, those they respect, of whom they mute or
    follow; and whether they must say first by which name they go."""
    authors = dict(
        Comment.objects.filter(pk__in=ids, author__isnull=False)
        .published()
        .values_list("pk", "author_id")
    )
    muted = _people(Mute.objects.filter(owner=reader, reader__in=authors.values()))
    followed = _people(
        Follow.objects.filter(follower=reader, reader__in=authors.values())
    )
    respected = Respect.objects.filter(reader=reader, comment__in=ids)
    return {
        "is_reader": True,
        "needs_name": not reader.display_name,
        "own": _own(reader, ids, now),
        "respected": sorted(respected.values_list("comment_id", flat=True)),
        "muted": sorted(pk for pk, author in authors.items() if author in muted),
        "followed": sorted(pk for pk, author in authors.items() if author in followed),
    }


def follows(reader: User, subject: Subject) -> dict[str, bool]:
    """Whether they follow what was said about this, and its campaign."""
    campaign = threads.campaign_of(subject)
    about = Q(thread__in=threads.rows(subject)) | Q(campaign=campaign)
    own = Follow.objects.filter(about, follower=reader)
    followed = list(own.values_list("thread", "campaign"))
    return {
        "thread": any(thread for thread, _campaign in followed),
        "campaign": any(found for _thread, found in followed),
    }


def _people(rows: Any) -> set[int]:
    return set(rows.values_list("reader_id", flat=True))


def _own(reader: User, ids: list[int], now: datetime) -> list[dict[str, Any]]:
    """The reader's comments, each with the time until which it may be changed."""
    own = Comment.objects.filter(pk__in=ids, author=reader).published()
    return [
        {
            "id": comment.pk,
            "editable_until": stamp(editing.until(comment))
            if editing.until(comment) > now
            else None,
        }
        for comment in own.only("pk", "created_at").order_by("pk")
    ]
