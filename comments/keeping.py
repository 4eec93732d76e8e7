"""Telling the browser which half-written text is done with (static/js/keep-text.js).

A comment stands on a page that is the same bytes for everybody, so it is the answer to
the post that says so.
"""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse

from comments import threads
from comments.models import Comment
from comments.models.threads import Subject

# Read by a script, and deleted by it at once.
COOKIE = "kept-no-more"
LIFE_SECONDS = 600


def write_url(subject: Subject) -> str:
    """Where a thread's forms are sent."""
    return f"{threads.url(subject)}write/"


def name(subject: Subject, parent_id: int | None) -> str:
    """Under which the browser keeps the text of one form, as its template says it."""
    return f"{write_url(subject)}{parent_id or ''}"


def let_go(response: HttpResponse, comment: Comment) -> HttpResponse:
    """This comment is stored: its text need not be kept any longer."""
    kept = name(comment.thread.subject, comment.parent_id)
    response.set_cookie(
        COOKIE,
        quote(kept, safe=""),
        max_age=LIFE_SECONDS,
        secure=settings.IS_HTTPS,
        samesite="Lax",
    )
    return response
