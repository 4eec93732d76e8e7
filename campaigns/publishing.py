"""A story's way to its readers: held back, released, announced once."""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from campaigns import timeline
from campaigns.models import Story
from config import public_pages
from webhooks import kinds, outbox

logger = logging.getLogger(__name__)

# Of a site that was down over many hours; the next call goes on.
MOST_AT_ONCE = 100
# What higher apps do when a story comes out.
Heard = Callable[[Story], None]
_hearers: list[Heard] = []


def hear(hearer: Heard) -> None:
    """Have an app told of each story that is out, in the transaction that says so."""
    _hearers.append(hearer)


def publish(story: Story, *, at: datetime | None = None) -> None:
    """Release a story, now or at an hour to come.

    One that was out before comes back with the time of its first hour.
    """
    now = timezone.now()
    if at is not None:
        story.published_at = at
    elif not story.published_at or story.published_at > now:
        story.published_at = now
    story.is_published = True
    story.save(update_fields=["is_published", "published_at"])
    show(story)


def keep_back(story: Story) -> None:
    """Make a story a draft again that nobody has read yet."""
    story.is_published = False
    story.save(update_fields=["is_published"])
    show(story)


def publish_due() -> int:
    """Announce each story whose hour has come and that was not; returns how many."""
    due = Story.objects.due_to_announce().select_related("campaign")
    return sum(_announce(story) for story in due.order_by("pk")[:MOST_AT_ONCE])


@transaction.atomic
def _announce(story: Story) -> bool:
    """One conditional update: of two workers who find a story, one announces it."""
    now = timezone.now()
    silent = Story.objects.filter(
        pk=story.pk, is_published=True, published_at__lte=now, announced_at=None
    )
    if not silent.update(announced_at=now):
        return False
    story.announced_at = now
    announced(story)
    show(story)
    logger.info("Announced story %s", story.pk)
    return True


def announced(story: Story) -> None:
    """Tell the rest of the site that a story is out; in the transaction that says so.

    Called once in a story's life, also when it is taken down and released again.
    """
    timeline.draft_story(story)
    outbox.tell(
        kinds.STORY,
        subject=story.url,
        data={
            "story": story.slug,
            "headline": story.headline,
            "campaign": story.campaign.slug,
            "published_at": _stamp(story.published_at or timezone.now()),
        },
    )
    for hearer in _hearers:
        hearer(story)


def _stamp(moment: datetime) -> str:
    """In UTC, as webhooks write it (RFC 3339)."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def update(story: Story) -> None:
    """Tell readers that the story changed now, in something that matters to them."""
    story.revised_at = timezone.now()
    story.save(update_fields=["revised_at"])


def show(story: Story, *, also: Iterable[str] = ()) -> None:
    """Have every page that names the story made anew, once this is committed.

    `also`: those that named it before.
    """
    paths = {*pages_of(story), *also}
    transaction.on_commit(lambda: public_pages.forget(*paths))


def pages_of(story: Story) -> list[str]:
    """Where readers meet it. Others that list it are at most a second behind."""
    return [
        story.url,
        story.campaign.url,
        *(topic.get_absolute_url() for topic in story.topics.all()),
        reverse("campaigns:home"),
    ]
