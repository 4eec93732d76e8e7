"""A reader follows other readers, threads and campaigns, or mutes somebody."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from accounts.models import User
from campaigns.models import Campaign
from comments import threads
from comments.models import Comment, Follow, Mute, Thread
from comments.models.comment import CommentQuerySet
from comments.posting import Refused

Level = Follow.Level
Followed = User | Thread | Campaign
# Among so many of the forum's comments what those say is looked for, until there is
# enough of it; and then among all.
REACHES = (1_000, 20_000)
_COLUMNS = {User: "reader", Thread: "thread", Campaign: "campaign"}


def follow(follower: User, what: Followed, level: str = Level.ALL) -> Follow:
    """Hear of it from now on; pressed again, at another level. Raises Refused."""
    with transaction.atomic():
        if isinstance(what, User):
            _hold(follower, what)
            _refuse_person(follower, what)
        else:
            _hold(follower)
        about: dict[str, Any] = {"follower": follower, _column(what): what}
        found, _is_new = Follow.objects.update_or_create(
            **about, defaults={"level": level}
        )
    return found


def of(follower: User) -> QuerySet[Follow]:
    """All that this reader follows, newest first, with what names it."""
    about = ("reader__profile", "campaign", "thread__petition")
    subjects = ("thread__story__campaign", "thread__campaign")
    return Follow.objects.filter(follower=follower).select_related(*about, *subjects)


def unfollow(follower: User, what: Followed) -> bool:
    own = Follow.objects.filter(follower=follower, **{_column(what): what})
    return bool(own.delete()[0])


@transaction.atomic
def mute(owner: User, person: User) -> None:
    """See nothing of somebody any more, who is not told. Raises Refused.

    Neither follows the other afterwards.
    """
    if owner.pk == person.pk:
        raise Refused(gettext("This is you."))
    _hold(owner, person)
    Mute.objects.get_or_create(owner=owner, reader=person)
    both = Q(follower=owner, reader=person) | Q(follower=person, reader=owner)
    Follow.objects.filter(both).delete()


def unmute(owner: User, person: User) -> bool:
    return bool(Mute.objects.filter(owner=owner, reader=person).delete()[0])


def muted_by(reader: User) -> Q:
    """The comments of people whom this reader mutes."""
    return Q(author__in=Mute.objects.filter(owner=reader).values("reader"))


def newest_said(
    reader: User, how_many: int, *, before: int | None = None
) -> CommentQuerySet:
    """What those said whom this reader follows, and what was said where they do: the
    newest first, or those before a comment.

    Looked for among the forum's last comments first, and further back only where there
    were too few: who follows thousands costs what they said lately.
    """
    if before is None:
        last = Comment.objects.order_by("-pk").values_list("pk", flat=True).first()
        before = (last or 0) + 1
    said = Comment.objects.published().filter(threads.public("thread__"))
    said = said.exclude(author=reader).exclude(muted_by(reader)).order_by()
    found: list[int] = []
    for reach in (*REACHES, before):
        after = max(before - 1 - reach, 0)
        looked_at = said.filter(pk__gt=after, pk__lt=before)
        found = _newest(_ways_to_follow(reader, looked_at), how_many)
        if len(found) == how_many or not after:
            break
    return Comment.objects.filter(pk__in=found).order_by("-pk")


def _newest(ways: list[CommentQuerySet], how_many: int) -> list[int]:
    if not ways:
        return []
    first, *others = (rows.values_list("pk", flat=True) for rows in ways)
    return list(first.union(*others).order_by("-pk")[:how_many])


def _ways_to_follow(reader: User, said: CommentQuerySet) -> list[CommentQuerySet]:
    """Of these comments: those of people, beginnings of people, those in places.

    Each kind of follow that there is becomes a query of its own, so that each can go by
    an index.
    """
    own = Follow.objects.filter(follower=reader)
    people = own.filter(reader__isnull=False)
    in_all = people.filter(level=Level.ALL).values("reader")
    in_some = people.filter(level=Level.ROOTS).values("reader")
    campaigns = own.filter(campaign__isnull=False).values("campaign")
    places = Thread.objects.filter(
        Q(pk__in=own.filter(thread__isnull=False).values("thread"))
        | Q(campaign__in=campaigns)
        | Q(story__campaign__in=campaigns)
        | Q(petition__campaign__in=campaigns)
    )
    ways = [
        (in_all, said.filter(author__in=in_all)),
        (in_some, said.filter(author__in=in_some, depth=0)),
        (own.filter(reader=None), said.filter(thread__in=places)),
    ]
    return [rows for followed, rows in ways if followed.exists()]


def answers_to(reader: User) -> CommentQuerySet:
    """What others said in answer to this reader."""
    answers = Comment.objects.published().filter(parent__author=reader)
    answers = answers.filter(threads.public("thread__"))
    return answers.exclude(author=reader).exclude(muted_by(reader))


def _hold(*people: User) -> None:
    """What these press waits for each other, so that a mute misses no follow."""
    pks = [person.pk for person in people]
    held = User.objects.select_for_update(no_key=True).filter(pk__in=pks)
    list(held.order_by("pk").values_list("pk"))


def _refuse_person(follower: User, person: User) -> None:
    if follower.pk == person.pk:
        raise Refused(gettext("This is you."))
    between = Q(owner=follower, reader=person) | Q(owner=person, reader=follower)
    profile = getattr(person, "profile", None)
    refuses = profile is not None and profile.refuses_followers
    if not person.is_active or refuses or Mute.objects.filter(between).exists():
        raise Refused(gettext("This reader cannot be followed."))


def _column(what: Followed) -> str:
    return next(name for kind, name in _COLUMNS.items() if isinstance(what, kind))
