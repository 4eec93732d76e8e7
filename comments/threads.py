"""Threads: where each is, and whether anybody can write there."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from campaigns.models import Campaign, Story
from comments.models import ForumRules, Mode, Thread, ThreadTally
from comments.models.threads import Subject
from petitions.models import Petition

# The end of a thread's address, behind that of what it is about.
TAIL = "comments/"
_COLUMNS = {Story: "story", Campaign: "campaign", Petition: "petition"}


# What holds while nobody has set anything at the desk.
USUAL = ForumRules()


def rules() -> ForumRules:
    """What holds for every thread; the usual ones while nobody has set them."""
    return ForumRules.objects.filter(pk=ForumRules.ONLY).first() or USUAL


def find(subject: Subject) -> Thread | None:
    """The thread about this; None while nobody has said anything."""
    return rows(subject).first()


def rows(subject: Subject) -> QuerySet[Thread]:
    """The same as a query: of one thread, or none."""
    return Thread.objects.filter(**_about(subject))


def of(subject: Subject) -> Thread:
    """The thread about this, made when it is new."""
    found = find(subject)
    if found is not None:
        return found
    thread, _is_new = Thread.objects.get_or_create(**_about(subject))
    ThreadTally.objects.get_or_create(thread=thread)
    return thread


def url(subject: Subject) -> str:
    """The page of its thread."""
    return subject.url + TAIL


def campaign_of(subject: Subject) -> Campaign:
    """The campaign to which it belongs, or which it is."""
    return subject if isinstance(subject, Campaign) else subject.campaign


def public(prefix: str = "") -> Q:
    """The threads whose subject readers may see; `prefix` leads to them from a row."""
    now = timezone.now()

    def is_true(**terms: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in terms.items()})

    story = is_true(
        story__is_published=True,
        story__published_at__lte=now,
        story__campaign__is_published=True,
    )
    petition = is_true(petition__isnull=False) & ~is_true(
        petition__status=Petition.Status.DRAFT
    )
    return story | is_true(campaign__is_published=True) | petition


def why_closed(
    subject: Subject, thread: Thread | None, general: ForumRules | None = None
) -> str:
    """Why nobody can write here now, in words for readers; "" when they can.

    What was said of this thread by hand wins over its age, and over the whole forum's
    rule (`general`, looked up unless it is at hand) except where that closes it.
    """
    general = general or rules()
    own = thread.mode if thread else ""
    words = (thread.closed_words if thread else "") or general.closed_words
    if not subject.is_public:
        return gettext("This page is not public, so nobody can comment on it.")
    if Mode.CLOSED in (own, general.mode):
        return words or gettext("Comments are closed here.")
    if not own and _is_old(subject, general):
        return words or gettext(
            "Comments are closed here, because the page is some time old."
        )
    return ""


def _is_old(subject: Subject, general: ForumRules) -> bool:
    """Campaigns and petitions have an end of their own; only stories age."""
    if general.close_after_days is None or not isinstance(subject, Story):
        return False
    if subject.published_at is None:
        return False
    age = timezone.now() - subject.published_at
    return age > timedelta(days=general.close_after_days)


def column(subject: Subject) -> str:
    """What a thread calls the like of this."""
    return _COLUMNS[type(subject)]


def _about(subject: Subject) -> dict[str, Any]:
    return {column(subject): subject}
