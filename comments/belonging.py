"""What the forum keeps about a reader: shown, downloaded, erased, merged.

Registered with the reader's home (`accounts.home`), which knows no comment.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts import owning
from accounts.home import belongings, sections
from accounts.models import User
from comments import choosing, complaining, counting, deleting, following, letters
from comments.models import (
    Appeal,
    Comment,
    Follow,
    ForumChoices,
    LegalComplaint,
    ModerationAction,
    Mute,
    Notice,
    NoticeKind,
    NoticeLetter,
    Pace,
    Report,
    Respect,
)
from comments.views import own
from petitions import figures

Rows = list[dict[str, Any]]
Status = Comment.Status
SHOWN_AT_HOME = 3
FOLLOWS_AT_HOME = 10
# What can be followed, by its column.
APPEAL_TOLD = ("comment", "words", "at", "outcome", "answer", "decided_at")
COMPLAINT_TOLD = (
    *("reference", "place", "grounds", "name", "email", "at"),
    *("outcome", "answer", "decided_at"),
)
FOLLOWED = ("reader", "thread", "campaign")


def register() -> None:
    sections.add("comments", 25, _section)
    sections.add("follows", 26, _followed_section)
    sections.add("forum letters", 33, _letters_section)
    belongings.register("comments", _comments, _erase_comments, _merge_nothing)
    belongings.register("respects", _respects, _erase_respects, _merge_respects)
    belongings.register("follows", _follows, _nothing, _merge_follows)
    belongings.register("mutes", _mutes, _nothing, _merge_mutes)
    belongings.register("notices", _notices, _forget_letters, _merge_notices)
    belongings.register("forum choices", _choices, _nothing, _merge_choices)
    belongings.register("reports", _reports, _nothing, _merge_reports)
    belongings.register("appeals", _appeals, _nothing, _merge_nothing)
    belongings.register(
        "notices_of_illegal_content", _complaints, _erase_complaints, _merge_nothing
    )


def _nothing(user: User) -> None:
    """It ends with the account, by its foreign key."""


def _merge_nothing(into: User, other: User) -> None:
    """`merging` moves what points at an account and has no rule of its own."""


# In the home


def _section(request: HttpRequest, user: User) -> str:
    about = {"newest": own.of(user)[:SHOWN_AT_HOME], "state": own.state_template()}
    return render_to_string("comments/_my_comments.html", about, request)


def _followed_section(request: HttpRequest, user: User) -> str:
    """Whom and what this reader follows, and whom they muted; "" for nobody."""
    follows = following.of(user)
    mutes = Mute.objects.filter(owner=user).select_related("reader").order_by("-pk")
    if not follows and not mutes:
        return ""
    about = {
        "follows": follows[:FOLLOWS_AT_HOME],
        "mutes": mutes[:FOLLOWS_AT_HOME],
        "is_home": True,
    }
    return render_to_string("comments/_follows.html", about, request)


def _letters_section(request: HttpRequest, user: User) -> str:
    """How soon letters come, for who has something to be told of, or chose."""
    choices = choosing.of(user)
    if choices.pk is None and not _takes_part(user):
        return ""
    kinds: dict[str, list[str]] = {}
    for kind in NoticeKind:
        pace = Pace(getattr(choices, kind))
        kinds.setdefault(str(pace.label), []).append(str(kind.label))
    about = {"paces": list(kinds.items())}
    return render_to_string("comments/_my_letters.html", about, request)


def _takes_part(user: User) -> bool:
    own = Comment.objects.filter(author=user), Follow.objects.filter(follower=user)
    return any(rows.exists() for rows in own)


# Comments


def _comments(user: User) -> Rows:
    found = Comment.objects.filter(author=user).order_by("pk")
    about = ("story__campaign", "campaign", "petition")
    found = found.select_related(*(f"thread__{what}" for what in about))
    return [_kept(comment) for comment in found.prefetch_related("revisions")]


def _kept(comment: Comment) -> dict[str, Any]:
    return {
        "number": comment.pk,
        "about": str(comment.thread.subject),
        "answers": comment.parent_id,
        "text": comment.body,
        "state": comment.status,
        "written_at": figures.stamp(comment.created_at),
        "published_at": figures.stamp(comment.published_at),
        "changed_at": figures.stamp(comment.edited_at),
        "came_by": comment.came_by,
        "was_a_reason_for_signing": comment.signature_id is not None,
        "earlier_texts": [
            f"{figures.stamp(it.written_at)}: {it.body}"
            for it in comment.revisions.all()
        ],
    }


def _erase_comments(user: User) -> None:
    """Author and text go. A place stays where somebody answered, or decided."""
    for comment in Comment.objects.filter(author=user).order_by("pk"):
        _erase_comment(comment, user)


def _erase_comment(comment: Comment, user: User) -> None:
    if deleting.may_delete(comment):
        deleting.delete(comment, by=user)
    if _is_needed(comment, user):
        deleting.blank([comment.pk])
        Comment.objects.filter(pk=comment.pk).update(author=None, came_by="")
    else:
        comment.delete()


def _is_needed(comment: Comment, user: User) -> bool:
    """By who answered it, and by the figures of what moderators did."""
    decided = ModerationAction.objects.filter(comment=comment)
    by_others = decided.exclude(actor=user, after=Status.DELETED)
    return comment.replies.exists() or by_others.exists()


# Respects, which are counted


def _respects(user: User) -> Rows:
    rows = Respect.objects.filter(reader=user).order_by("pk")
    return [{**row} for row in rows.values("comment", "given_at")]


def _erase_respects(user: User) -> None:
    _take_back(Respect.objects.filter(reader=user))


def _take_back(respects: QuerySet[Respect]) -> None:
    for respect in respects.select_related("comment").order_by("pk"):
        counting.queue(respect.comment, respects=-1)
        respect.delete()


def _merge_respects(into: User, other: User) -> None:
    """One person respects a comment once, and none of their own."""
    own_already = Respect.objects.filter(reader=into).values("comment")
    theirs = Respect.objects.filter(reader=other)
    _take_back(theirs.filter(Q(comment__in=own_already) | Q(comment__author=into)))
    _take_back(Respect.objects.filter(reader=into, comment__author=other))


# Follows and mutes, in both directions


def _follows(user: User) -> Rows:
    found = Follow.objects.filter(follower=user).order_by("pk")
    found = found.select_related(*FOLLOWED)
    return [
        {"what": it.level, "of": _followed(it), "since": figures.stamp(it.since)}
        for it in found
    ]


def _followed(follow: Follow) -> str:
    if follow.reader:
        return follow.reader.display_name
    return str(follow.thread or follow.campaign)


def _merge_follows(into: User, other: User) -> None:
    between = Q(follower=into, reader=other) | Q(follower=other, reader=into)
    Follow.objects.filter(between).delete()
    for what in FOLLOWED:
        _drop_doubles(Follow, "follower", [what], into, other)
    _drop_doubles(Follow, "reader", ["follower"], into, other)


def _mutes(user: User) -> Rows:
    found = Mute.objects.filter(owner=user).select_related("reader").order_by("pk")
    return [
        {"reader": it.reader.display_name, "since": figures.stamp(it.since)}
        for it in found
    ]


def _merge_mutes(into: User, other: User) -> None:
    between = Q(owner=into, reader=other) | Q(owner=other, reader=into)
    Mute.objects.filter(between).delete()
    _drop_doubles(Mute, "owner", ["reader"], into, other)
    _drop_doubles(Mute, "reader", ["owner"], into, other)


# Notices and reports


def _notices(user: User) -> Rows:
    rows = Notice.objects.filter(recipient=user).order_by("pk")
    what = ("kind", "comment", "thread", "story", "at", "seen_at", "letter__at")
    return [{**row} for row in rows.values(*what)]


def _forget_letters(user: User) -> None:
    """The notices end with the account; what waits to be sent is not."""
    letters.forget(NoticeLetter.objects.filter(recipient=user))


def _merge_notices(into: User, other: User) -> None:
    """Letters that wait for the other account's mailbox are not sent."""
    _forget_letters(other)
    _drop_doubles(Notice, "recipient", ["kind", "about"], into, other)


def _choices(user: User) -> Rows:
    rows = ForumChoices.objects.filter(reader=user)
    shown = (*NoticeKind.values, "is_findable", "shows_followers")
    return [{**row} for row in rows.values(*shown)]


def _merge_choices(into: User, other: User) -> None:
    """Those of the account that stays hold, where it made any."""
    if not ForumChoices.objects.filter(reader=into).exists():
        ForumChoices.objects.filter(reader=other).update(reader=into)


def _reports(user: User) -> Rows:
    rows = Report.objects.filter(reporter=user).order_by("pk")
    return [{**row} for row in rows.values("comment", "reason", "words", "at")]


def _merge_reports(into: User, other: User) -> None:
    _drop_doubles(Report, "reporter", ["comment"], into, other)


# Appeals, and what somebody said is against the law


def _appeals(user: User) -> Rows:
    """They go with the text of the comment (`deleting.blank`)."""
    rows = Appeal.objects.filter(comment__author=user).order_by("pk")
    return [{**row} for row in rows.values(*APPEAL_TOLD)]


def _complaints(user: User) -> Rows:
    rows = _own_complaints(user).order_by("pk")
    return [{**row} for row in rows.values(*COMPLAINT_TOLD)]


def _erase_complaints(user: User) -> None:
    """The notice stays for the figures; who sent it does not."""
    complaining.forget(list(_own_complaints(user).values_list("pk", flat=True)))


def _own_complaints(user: User) -> QuerySet[LegalComplaint]:
    """Nobody needs an account for them: they are found by the addresses proved."""
    proved = [address.mail_to for address in owning.proved(user)]
    return LegalComplaint.objects.filter(email__in=proved)


def _drop_doubles(
    model: type[Model], whose: str, same: Iterable[str], into: User, other: User
) -> None:
    """Of the other account's rows, those that the account has already."""
    rows = model._default_manager
    columns = list(same)
    known = set(rows.filter(**{whose: into}).values_list(*columns))
    doubles = [
        pk
        for pk, *values in rows.filter(**{whose: other}).values_list("pk", *columns)
        if tuple(values) in known and None not in values
    ]
    rows.filter(pk__in=doubles).delete()
