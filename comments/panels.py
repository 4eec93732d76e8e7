"""What readers say, on the page that they say it about."""

from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.text import Truncator

from campaigns import conversations
from campaigns.conversations import Shown
from campaigns.links import absolute
from campaigns.models import Campaign, Story
from campaigns.structured_data import Thing, stamp, without_gaps
from comments import reading, threads
from comments.models import Comment
from comments.models.threads import Subject
from comments.reading import BELOW_A_STORY
from petitions.models import Petition

# How many comments stand for a thread on a campaign's or a petition's page.
EXCERPT = 3
# As much of a comment as a block of data tells; the page has all of it.
MOST_LETTERS = 280


def register() -> None:
    conversations.register(draw)


def draw(shown: Model) -> Shown:
    """A story's conversations, or a panel on the page of a campaign or petition."""
    if isinstance(shown, Story):
        return _below(shown)
    if isinstance(shown, Campaign | Petition):
        return _panel(shown)
    raise TypeError(shown)


def _below(story: Story) -> Shown:
    page = reading.page(story, extent=BELOW_A_STORY)
    context: dict[str, Any] = {"page": page}
    html = render_to_string("comments/_below_story.html", context)
    comments = [it.root for it in page.conversations if it.root.is_published]
    thing = {
        "commentCount": page.count,
        "discussionUrl": absolute(page.url),
        "comment": [_as_thing(comment) for comment in comments],
    }
    return Shown(html, without_gaps(thing))


def _panel(shown: Campaign | Petition) -> Shown:
    thread = reading.find(shown)
    comments = reading.featured_about(shown, EXCERPT)
    is_featured = bool(comments)
    if thread and not is_featured:
        comments = reading.newest_roots(thread, EXCERPT)
    count = reading.count(thread)
    context = {
        "comments": [(it, _elsewhere(it, shown, is_featured)) for it in comments],
        "count": count,
        "subject": shown,
        "url": threads.url(shown),
    }
    html = render_to_string("comments/_panel.html", context)
    thing = {"commentCount": count, "discussionUrl": absolute(threads.url(shown))}
    return Shown(html, thing)


def _elsewhere(comment: Comment, shown: Model, is_featured: bool) -> Subject | None:
    """What it is about, where that is not this page; the newest are about this page."""
    if not is_featured:
        return None
    about = comment.thread.subject
    return None if about == shown else about


def _as_thing(comment: Comment) -> Thing:
    words = " ".join(strip_tags(comment.body_html).split())
    return without_gaps(
        {
            "@type": "Comment",
            "url": absolute(comment.get_absolute_url()),
            "text": Truncator(words).chars(MOST_LETTERS),
            "author": {"@type": "Person", "name": comment.author_name},
            "datePublished": stamp(comment.published_at),
        }
    )
