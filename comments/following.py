"""A reader follows other readers, threads and campaigns, or mutes somebody."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from accounts.models import User
from campaigns.models import Campaign
from comments import threads
from comments.models import Comment, Follow, Mute, Thread
from comments.models.comment import CommentQuerySet
from comments.posting import Refused

Level = Follow.Level
Followed = User | Thread | Campaign
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
    about = ("reader", "campaign", "story__campaign", "thread__petition")
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


def said_by_followed(reader: User) -> CommentQuerySet:
    """What those said whom this reader follows, and what was said where they do."""
    own = Follow.objects.filter(follower=reader)
    places = own.filter(thread=OuterRef("thread"))
    campaigns = own.filter(campaign__isnull=False).values("campaign")
    of_campaigns = (
        Q(thread__campaign__in=campaigns)
        | Q(thread__story__campaign__in=campaigns)
        | Q(thread__petition__campaign__in=campaigns)
    )
    everything = own.filter(reader=OuterRef("author"), level=Level.ALL)
    roots = own.filter(reader=OuterRef("author"), level=Level.ROOTS)
    wanted = (
        Q(Exists(everything))
        | Q(Exists(roots), depth=0)
        | Q(Exists(places))
        | of_campaigns
    )
    found = Comment.objects.published().filter(wanted, threads.public("thread__"))
    return found.exclude(author=reader).exclude(muted_by(reader))


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
