"""Puts the demo's thread below the first story, as if it had been written there."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from campaigns.models import Campaign, Story
from comments import counting, folding, moving, text, threads
from comments.checking import Verdict
from comments.demo import arabic, words
from comments.demo.words import Said
from comments.models import Comment, Notice, Respect, Telling, Thread
from comments.models.comment import place_under
from petitions.demo import speaks_arabic, stories

Status = Comment.Status


def load(campaign: Campaign) -> None:
    """The thread of the campaign's first story."""
    story = Story.objects.filter(campaign=campaign, slug=stories.FIRST["slug"]).first()
    if story is None:
        return
    thread, now = threads.of(story), timezone.now()
    said_there = arabic.SAID if speaks_arabic() else words.SAID
    people = _people(said_there)
    told: dict[str, Comment] = {}
    for said in said_there:
        at = now - timedelta(hours=said.hours_ago)
        told[said.key] = _say(said, people, thread, told.get(said.to), at)
    for said in said_there:
        _finish(said, told[said.key], people)
    counting.drain()
    # Nobody is told: these readers are invented, and their letters would be, too.
    Notice.objects.filter(recipient__in=people.values()).delete()
    Telling.objects.filter(comment__in=told.values()).delete()
    folding.fold_due()


def _people(said_there: list[Said]) -> dict[str, User]:
    names = dict.fromkeys(said.author for said in said_there)
    return {
        name: User.objects.create_user(
            f"reader{number}@readers.example.org", display_name=name
        )
        for number, name in enumerate(names)
    }


def _say(
    said: Said,
    people: dict[str, User],
    thread: Thread,
    parent: Comment | None,
    at: datetime,
) -> Comment:
    """As if it had been published at that time."""
    comment = Comment(
        **place_under(parent)._asdict(),
        thread=thread,
        author=people[said.author],
        body=said.words,
        body_html=text.to_html(said.words),
        created_at=at,
    )
    moving.begin(comment, Verdict(Status.PUBLISHED))
    Comment.objects.filter(pk=comment.pk).update(published_at=at)
    return comment


def _finish(said: Said, comment: Comment, people: dict[str, User]) -> None:
    others = [it for name, it in people.items() if name != said.author]
    for reader in others[: said.respects]:
        Respect.objects.create(comment=comment, reader=reader)
        counting.queue(comment, respects=1)
    if said.is_featured:
        editor = User.objects.filter(email=settings.DEMO_STAFF[0]).first()
        own = Comment.objects.filter(pk=comment.pk)
        own.update(featured_at=timezone.now(), featured_by=editor)
    if said.is_deleted:
        moving.move(comment, Status.DELETED, by=comment.author)
