"""Whoever follows a reader, a thread or a campaign is told, however many they are.

A step writes at most three rows here in its own transaction. A worker walks the follows
of each by their numbers, a batch in a transaction with its cursor: one that is killed,
or two at once, tell nobody twice and leave nobody out. Of a thread its followers are
told once an hour at most, so that a busy one costs no more than a quiet one.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from campaigns import corrections, publishing
from campaigns.models import Correction, Story
from comments import moving, notices, threads
from comments.models import (
    Comment,
    Follow,
    ModerationAction,
    Mute,
    Notice,
    NoticeKind,
    Telling,
    Thread,
)
from config import batches, connections, failpoints

AUTHOR, THREAD, CAMPAIGN = Telling.Following
BATCH_SIZE = 500
_NOTED = "SELECT %s, %s, %s, %s, %s, 0"
NOTE = (
    "INSERT INTO comments_telling (key, following, comment_id, at, noted_at, cursor)"  # noqa: S608
    f" {_NOTED} WHERE EXISTS (SELECT 1 FROM comments_follow WHERE reader_id = %s)"
    f" UNION ALL {_NOTED} UNION ALL {_NOTED} WHERE true ON CONFLICT (key) DO NOTHING"
)
# So long it is known that something was told.
KEPT = timedelta(days=2)


def listen() -> None:
    moving.hear(_hear)
    publishing.hear(note_story)
    corrections.hear(note_correction)


# Noting what is to be told


def _hear(comment: Comment, before: str, action: ModerationAction | None) -> None:
    if comment.is_published:
        note_comment(comment)


def note_comment(comment: Comment) -> None:
    """Have a worker tell who follows its author, its thread or its campaign.

    An author whom nobody follows is left out, as most are: a busy thread would give the
    worker a row for each comment, to find nobody.
    """
    at, now = comment.published_at or timezone.now(), timezone.now()
    depth = "reply" if comment.depth else "root"
    place = f"{comment.thread_id}.{_hour(at)}.{depth}"
    of_place = [(f"thread.{place}", THREAD), (f"campaign.{place}", CAMPAIGN)]
    rest = [comment.pk, at, now]
    connections.run_in_a_hurry(
        NOTE,
        [
            *(f"comment.{comment.pk}", AUTHOR, *rest, comment.author_id),
            *(value for told in of_place for value in (*told, *rest)),
        ],
    )


def note_story(story: Story) -> None:
    """Heard when a story comes out, in the transaction that says so."""
    told = Telling(key=f"story.{story.pk}", following=CAMPAIGN)
    told.story, told.at = story, timezone.now()
    Telling.objects.bulk_create([told], ignore_conflicts=True)


def note_correction(correction: Correction) -> None:
    """Heard when a correction can be read; who follows a story follows its thread."""
    told = Telling(key=f"correction.{correction.pk}", following=THREAD)
    told.correction, told.story = correction, correction.story
    told.at = timezone.now()
    Telling.objects.bulk_create([told], ignore_conflicts=True)


def _hour(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%d%H}"


# Telling it


def tell_all() -> int:
    """Walk on with all that is to be told; how many follows were looked at."""
    return batches.repeat(_tell_batch)


@transaction.atomic
def _tell_batch() -> int:
    """The next followers of something; 0 when nothing is left to tell.

    What nobody was told of yet goes first, so that one reader's hundred thousand
    followers hold up nobody else's ten.
    """
    unfinished = Telling.objects.filter(finished_at=None).order_by("cursor", "pk")
    claimed = unfinished.select_for_update(skip_locked=True, of=("self",))
    telling = claimed.select_related("comment__thread", "story", "correction").first()
    if telling is None:
        return 0
    if _is_gone(telling):
        telling.delete()
        return 1
    followers = _followers(telling).filter(pk__gt=telling.cursor).order_by("pk")
    batch = list(followers.values_list("pk", "follower_id")[:BATCH_SIZE])
    if batch:
        _tell(telling, {follower for _pk, follower in batch})
        telling.cursor = batch[-1][0]
    if len(batch) < BATCH_SIZE:
        telling.finished_at = timezone.now()
    failpoints.reach("followers-told-not-noted", telling.key)
    telling.save(update_fields=["cursor", "finished_at"])
    return max(len(batch), 1)


def _is_gone(telling: Telling) -> bool:
    """What was hidden before anybody was told is noted anew when it is shown again."""
    comment = telling.comment
    return telling.following == AUTHOR and not (comment and comment.is_published)


def _followers(telling: Telling) -> QuerySet[Follow]:
    """Who followed before it came, and wants to hear of what stands so deep."""
    followed = _followed(telling)
    if followed is None:
        return Follow.objects.none()
    follows = Follow.objects.filter(**{_COLUMNS[telling.following]: followed})
    follows = follows.filter(since__lte=telling.at)
    if telling.comment and telling.comment.depth:
        follows = follows.filter(level=Follow.Level.ALL)
    return follows


_COLUMNS: dict[str, str] = {
    AUTHOR: "reader",
    THREAD: "thread",
    CAMPAIGN: "campaign",
}


def _followed(telling: Telling) -> Model | None:
    """Whose followers are told; None of an author who left."""
    comment = telling.comment
    if comment and telling.following == AUTHOR:
        return comment.author
    if telling.following == THREAD:
        return comment.thread if comment else _thread_of(telling.story)
    about = comment.thread.subject if comment else telling.story
    return threads.campaign_of(about) if about else None


def _thread_of(story: Story | None) -> Thread | None:
    return threads.find(story) if story else None


def _tell(telling: Telling, followers: set[int]) -> None:
    """Of a thread, that it goes on; of whom somebody mutes, `notices.visible` asks."""
    comment = telling.comment
    if telling.correction:
        of_both = {"story": telling.story, "correction": telling.correction}
        about = str(telling.correction_id)
        notices.tell(followers, NoticeKind.CORRECTED, about, **of_both)
    elif comment is None:
        about = str(telling.story_id)
        notices.tell(followers, NoticeKind.STORY, about, story=telling.story)
    elif telling.following == AUTHOR:
        _tell_of_author(comment, followers)
    else:
        about = f"{comment.thread_id}.{_hour(telling.at)}"
        of = {"thread": comment.thread, "at": telling.at}
        notices.tell(followers, NoticeKind.THREAD, about, **of)


def _tell_of_author(comment: Comment, followers: set[int]) -> None:
    """But for who knows already, as the one whom it answers, and who mutes."""
    knows = Notice.objects.filter(
        recipient__in=followers, kind=NoticeKind.REPLY, about=str(comment.pk)
    )
    mutes = Mute.objects.filter(owner__in=followers, reader=comment.author_id)
    without = {*knows.values_list("recipient_id", flat=True)}
    without |= {*mutes.values_list("owner_id", flat=True)}
    notices.tell(
        followers - without,
        NoticeKind.FOLLOWED,
        str(comment.pk),
        comment=comment,
        actor_id=comment.author_id,
    )


def oldest_seconds() -> float:
    """How long what is told to nobody yet has waited, in seconds."""
    unfinished = Telling.objects.filter(finished_at=None).order_by("pk")
    oldest = unfinished.values_list("noted_at", flat=True).first()
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0


def purge() -> int:
    """Forget what was told days ago; how many rows."""
    old = Telling.objects.filter(finished_at__lt=timezone.now() - KEPT)
    return old.delete()[0]
