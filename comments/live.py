"""What a page asks for while it is read: is there anything new?"""

from typing import Any

from django.utils import timezone

from campaigns import links
from comments import reading, threads
from comments.models import Comment
from comments.models.threads import Subject
from comments.times import stamp

# Of how many comments a page is told the times: it says "50 new comments" of more.
MOST_NEW = 50


def of(subject: Subject) -> dict[str, Any]:
    """The same for every reader: each page counts what it has not shown yet.

    `newest` are the times at which comments were published, the last one first. They
    and not the count say what is new: while one is hidden, another may have come.
    """
    thread = reading.find(subject)
    newest: list[Any] = []
    if thread is not None:
        own = Comment.objects.filter(thread=thread).published()
        times = own.order_by("-published_at").values_list("published_at", flat=True)
        newest = [stamp(time) for time in times[:MOST_NEW]]
    return {
        "count": reading.count(thread),
        "newest": newest,
        "page": links.absolute(threads.url(subject)),
        "as_of": stamp(timezone.now()),
    }
