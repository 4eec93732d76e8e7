"""What was said in a thread last, for readers' programs: Atom (RFC 4287)."""

from typing import NamedTuple

from django.utils.translation import gettext

from campaigns import feeds, links
from campaigns.feeds import LONG_AGO, MOST_ENTRIES, Entry
from comments import reading, threads
from comments.models import Comment
from comments.models.threads import Subject


class Named(NamedTuple):
    """Who said something, as an entry names them."""

    name: str
    url: str = ""


def of_thread(subject: Subject) -> str:
    """The newest comments of any depth, each with its permalink."""
    thread = threads.find(subject)
    entries = []
    if thread is not None:
        entries = [_entry(it) for it in reading.newest(thread, MOST_ENTRIES)]
    url = threads.url(subject)
    return feeds.write(
        title=gettext("Comments on “%(title)s”") % {"title": subject},
        subtitle="",
        id=f"thread/{type(subject).__name__.lower()}/{subject.pk}",
        url=url,
        feed_url=f"{url}feed/",
        entries=entries,
    )


def _entry(comment: Comment) -> Entry:
    published_at = comment.published_at or LONG_AGO
    return Entry(
        id=links.tag(f"comment/{comment.pk}"),
        url=links.absolute(comment.get_absolute_url()),
        title=_title(comment),
        summary="",
        content=links.all_absolute(comment.body_html),
        published_at=published_at,
        updated_at=comment.edited_at or published_at,
        authors=[Named(comment.author_name)],
        topics=[],
    )


def _title(comment: Comment) -> str:
    names = {"name": comment.author_name, "other": comment.answers_name}
    if names["other"]:
        return gettext("%(name)s, in answer to %(other)s") % names
    return names["name"]
