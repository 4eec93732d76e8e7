"""Notices as lines to be read: those about one thing, on one day, are one line.

"Ada Field and 3 others answered you on …", on the page of news and in letters.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments import threads
from comments.models import Comment, Notice, NoticeKind

# As many people are named, and as many words of theirs quoted, as one takes in.
MOST_NAMED = 2
MOST_QUOTED = 3
MOST_WORDS, MOST_LETTERS = 45, 400
# What a line is made of, in one statement.
RELATED = (
    "actor",
    *("comment__author", "comment__parent__author", "comment__thread__campaign"),
    *("comment__thread__story__campaign", "comment__thread__petition__campaign"),
    *("thread__story__campaign", "thread__campaign", "thread__petition__campaign"),
    *("story__campaign", "correction"),
)
Status = Comment.Status
_WORDS: dict[str, str | Promise] = {
    NoticeKind.REPLY: _("%(who)s answered you on"),
    NoticeKind.FOLLOWED: _("%(who)s said something on"),
    NoticeKind.FOLLOWER: _("%(who)s follows you"),
    NoticeKind.THREAD: _("There are new comments on"),
    NoticeKind.CORRECTED: _("There is a correction to"),
    NoticeKind.FEATURED: _("The newsroom featured your comment on"),
}
_OF_MANY: dict[str, str | Promise] = {
    NoticeKind.FOLLOWER: _("%(who)s follow you"),
}
# What became of a comment, as it stands now.
_DECIDED: dict[str, str | Promise] = {
    Status.PUBLISHED: _("Your comment is published on"),
    Status.HELD: _("A moderator looks once more at your comment on"),
    Status.REJECTED: _("Your comment was not published on"),
    Status.REMOVED: _("Your comment was removed from"),
}
_OTHERWISE = _("Something was decided about your comment on")


class Quote(NamedTuple):
    """What somebody said, in plain words; the newsroom's own have no name."""

    name: str
    words: str
    url: str


@dataclass
class Line:
    """What is told together. `place` and `url` are where it leads; "" of a follower."""

    kind: str
    at: datetime
    place: str = ""
    url: str = ""
    status: str = ""
    campaign: str = ""
    is_new: bool = False
    names: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The line up to its place, as plain text."""
        return str(self._template % self._filled(str))

    @property
    def html(self) -> SafeString:
        """The same for a page, where each name is apart from the words around it."""
        template = conditional_escape(self._template)
        return SafeString(template % self._filled(_isolated))

    @property
    def _template(self) -> str:
        if self.kind == NoticeKind.MODERATED:
            return str(_DECIDED.get(self.status, _OTHERWISE))
        if self.kind == NoticeKind.STORY:
            return gettext("A new story in %(campaign)s:")
        of_many = _OF_MANY.get(self.kind) if len(self.names) > 1 else None
        return str(of_many or _WORDS[self.kind])

    def _filled(self, shown: Callable[[str], str]) -> dict[str, str]:
        return {"who": self._who(shown), "campaign": shown(self.campaign)}

    def _who(self, shown: Callable[[str], str]) -> str:
        """One, two, or one and so many others."""
        if not self.names:
            return shown(gettext("Somebody"))
        first, others = shown(self.names[0]), len(self.names) - 1
        if len(self.names) <= MOST_NAMED:
            second = shown(self.names[-1])
            both = gettext("%(first)s and %(second)s")
            return first if not others else both % {"first": first, "second": second}
        many = ngettext(
            "%(first)s and %(others)s other", "%(first)s and %(others)s others", others
        )
        return many % {"first": first, "others": others}


def lines(notices: Iterable[Notice]) -> list[Line]:
    """Notices with all that is RELATED, the newest first, as lines in their order."""
    found: dict[tuple[Any, ...], Line] = {}
    for notice in notices:
        line = found.setdefault(_key(notice), _begin(notice))
        line.is_new = line.is_new or notice.seen_at is None
        name = _name(notice)
        if name and name not in line.names:
            line.names.append(name)
        quote = _quote(notice) if len(line.quotes) < MOST_QUOTED else None
        if quote:
            line.quotes.append(quote)
    return list(found.values())


_SAID = (NoticeKind.REPLY, NoticeKind.FOLLOWED)


def _key(notice: Notice) -> tuple[Any, ...]:
    """Of which line it is: answers to one comment, what was said in one thread."""
    comment = notice.comment
    about: dict[str, Any] = {
        NoticeKind.REPLY: comment and comment.parent_id,
        NoticeKind.FOLLOWED: comment and comment.thread_id,
        NoticeKind.THREAD: notice.thread_id,
        NoticeKind.STORY: notice.story_id,
        NoticeKind.CORRECTED: notice.story_id,
        NoticeKind.FOLLOWER: None,
    }
    thing = about.get(notice.kind, notice.comment_id)
    return notice.kind, timezone.localdate(notice.at), thing


def _begin(notice: Notice) -> Line:
    line = Line(notice.kind, notice.at)
    if notice.story:
        line.place, line.url = str(notice.story), notice.story.url
        line.campaign = str(notice.story.campaign)
    elif notice.thread:
        line.place = str(notice.thread)
        line.url = threads.url(notice.thread.subject)
    elif notice.comment:
        line.place = str(notice.comment.thread)
        line.url = _url(notice, notice.comment)
        line.status = notice.comment.status
    return line


def _url(notice: Notice, comment: Comment) -> str:
    """A comment that is not published is seen by its author alone, in their list."""
    if notice.kind == NoticeKind.MODERATED and not comment.is_published:
        return f"{reverse('comments:mine')}#comment-{comment.pk}"
    return comment.get_absolute_url()


def _name(notice: Notice) -> str:
    if notice.kind in _SAID and notice.comment:
        return notice.comment.author_name
    return notice.actor.display_name if notice.actor else ""


def _quote(notice: Notice) -> Quote | None:
    """What a comment says, or a correction; None of what is told without its words."""
    comment, correction = notice.comment, notice.correction
    if notice.kind in _SAID and comment:
        words = _first_words(comment.body_html)
        return Quote(comment.author_name, words, comment.get_absolute_url())
    if correction and notice.story:
        return Quote("", _first_words(correction.text_html), notice.story.url)
    return None


def _first_words(html: str) -> str:
    plain = " ".join(unescape(strip_tags(html)).split())
    return Truncator(Truncator(plain).words(MOST_WORDS)).chars(MOST_LETTERS)


def _isolated(name: str) -> str:
    return format_html("<bdi>{}</bdi>", name)
