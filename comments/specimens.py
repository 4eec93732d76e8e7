"""What `/design/` shows of the forum (branding/design); all made up."""

from datetime import timedelta
from types import SimpleNamespace as Thing
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from branding.design.specimens import Chapter, Specimen
from campaigns.specimens import CAMPAIGN, STORY
from comments import text
from comments.forms import WritingForm
from comments.models import Comment, Thread
from comments.models.comment import KEY_LENGTH
from comments.reading import Conversation, Page

Status = Comment.Status
WORDS = (
    "We have had the box room ready since Tuesday: a bed, a lamp, a drawer that locks."
    "\n\nWhat we do not have is anybody who can tell us which form makes it useful."
)
ANSWER = "Ask your council for the housing team by name, not the switchboard."
# What js/design.js tells its reader: the first they respected, the third they wrote, of
# the fifth they muted the author.
FIRST = 901


def comment(pk: int, author: str, **changes: Any) -> Comment:
    told: dict[str, Any] = {
        "pk": pk,
        "thread": Thread(pk=9001, story=STORY),
        "author": User(display_name=author) if author else None,
        "body": WORDS,
        "status": Status.PUBLISHED,
        "published_at": timezone.now() - timedelta(hours=3),
        "path": "a" * KEY_LENGTH,
    } | changes
    return Comment(body_html=text.to_html(told["body"]), **told)


def chapters() -> list[Chapter]:
    return [
        Chapter("comments", "Comments", _comments()),
        Chapter("threads", "Threads", _threads()),
        Chapter("writing", "Writing and following", _writing()),
        Chapter("own", "What a reader sees of their own", _own()),
    ]


def _root(pk: int = FIRST) -> Comment:
    return comment(pk, "Marit Ollerenshaw", respect_count=9, reply_count=3)


def _reply(pk: int, root: Comment, author: str, *, level: int = 2) -> Comment:
    return comment(
        pk,
        author,
        body=ANSWER,
        parent=root,
        root=root,
        depth=level - 1,
        path="a" * KEY_LENGTH * min(level, 4),
    )


def _comments() -> list[Specimen]:
    one = "comments/_comment.html"
    root = _root(911)
    states = {
        "published": root,
        "featured": comment(912, "Desmond Achterlay", featured_at=timezone.now()),
        "edited": comment(913, "Ifor Pencraig", edited_at=timezone.now()),
        "of a reader who left": comment(914, ""),
        "a tombstone: deleted by its author": comment(915, "", status=Status.DELETED),
        "removed by the newsroom": comment(916, "", status=Status.REMOVED),
        "held, as others see it": comment(917, "", status=Status.HELD),
    }
    deep = _reply(918, root, "Ifor Pencraig", level=6)
    return [
        *(Specimen(one, state, {"comment": each}) for state, each in states.items()),
        Specimen(one, "so deep that it says whom it answers", {"comment": deep}),
        Specimen(one, "closed thread: no answer", {"comment": root, "is_closed": True}),
        Specimen(one, "its words alone", {"comment": root, "is_bare": True}),
        Specimen(
            "comments/_place.html",
            "outside its thread",
            {"comment": _reply(919, root, "Ifor Pencraig")},
        ),
    ]


def _threads() -> list[Specimen]:
    root = _root()
    replies = [
        _reply(902, root, "Desmond Achterlay"),
        _reply(903, root, "Ada Field"),
        _reply(904, root, "Ifor Pencraig", level=3),
        _reply(905, root, "A. Loud"),
    ]
    gone = comment(906, "", status=Status.REMOVED, reply_count=1)
    page = Thing(
        subject=STORY,
        url=f"{STORY.url}comments/",
        count=7,
        closed="",
        newest_at=timezone.now(),
        conversations=[Conversation(root, replies, has_more=True), Conversation(gone)],
        order="newest",
        number=1,
        has_next=True,
    )
    panel: dict[str, Any] = {"subject": STORY, "url": page.url, "count": 7}
    pages = {"page": Thing(number=2, has_next=True), "query": ""}
    return [
        Specimen(
            "comments/_below_story.html",
            "below a story, to somebody who wrote, respected, followed and muted",
            {"page": page},
        ),
        Specimen(
            "comments/_panel.html",
            "on a petition's page",
            panel | {"comments": [(_root(921), STORY)]},
        ),
        Specimen(
            "comments/_panel.html",
            "nothing said yet",
            panel | {"comments": [], "count": 0},
        ),
        Specimen("comments/_pages.html", "in the middle", pages),
    ]


def _writing() -> list[Specimen]:
    write = {"write_url": "/", "parent": ""}
    sent = WritingForm(QueryDict("text="))
    nothing = Page(subject=STORY, thread=None, closed="", conversations=[])
    closed = Thing(closed="This conversation has ended.", url="/", count=3)
    return [
        Specimen("comments/_say.html", "nothing said yet", {"page": nothing}),
        Specimen("comments/_say.html", "closed", {"page": closed}),
        Specimen("comments/_write.html", "an answer", write | {"parent": FIRST}),
        Specimen("comments/_write.html", "sent back", write | {"form": sent}),
        Specimen(
            "comments/_follow.html",
            "two buttons; the second is pressed",
            {"subject": STORY, "url": "/", "here": "/"},
        ),
        Specimen("comments/_forum.html", "pages of the forum", {"here": "replies"}),
    ]


def _own() -> list[Specimen]:
    own = {
        status: comment(930 + at, "Ada Field", status=status)
        for at, status in enumerate(Status)
    }
    signature = Thing(reason="We have a room that stands empty.")
    reason = {"signature": signature, "url": "/"}
    follow = Thing(pk=1, reader=None, campaign=CAMPAIGN, thread=None)
    mute = Thing(pk=1, reader=User(display_name="A. Loud"))
    lists = {"follows": [follow], "mutes": [mute]}
    profile = Thing(public_id="00000000-0000-0000-0000-000000000000")
    return [
        *(
            Specimen("comments/_state.html", status.value, {"comment": each})
            for status, each in own.items()
        ),
        *(
            Specimen("comments/_plain_state.html", status.value, {"comment": each})
            for status, each in own.items()
        ),
        Specimen(
            "comments/_my_comments.html",
            "at home",
            {"newest": list(own.values()), "state": "comments/_plain_state.html"},
        ),
        Specimen("comments/_my_comments.html", "none", {"newest": []}),
        Specimen("comments/_reason.html", "a reason, not published", reason),
        Specimen(
            "comments/_reason.html",
            "a reason that is a comment",
            reason | {"comment": _root(941)},
        ),
        Specimen(
            "comments/_follows.html",
            "followed and muted",
            lists | {"levels": [("all", "everything")]},
        ),
        Specimen(
            "comments/_follows.html", "the same, at home", lists | {"is_home": True}
        ),
        Specimen(
            "comments/_my_letters.html",
            "letters of the forum",
            {
                "paces": [
                    ("daily", ["answers to you"]),
                    ("never", ["news of campaigns"]),
                ]
            },
        ),
        Specimen(
            "comments/_public_reader.html",
            "a reader's public page",
            {"profile": profile, "comments": [_root(942)], "is_first": True},
        ),
    ]


def letters() -> dict[str, dict[str, Any]]:
    quote = {"name": "Desmond Achterlay", "words": ANSWER, "url": "/"}
    line = {
        "html": "Desmond Achterlay answered you",
        "place": STORY.headline,
        "url": "/",
        "quotes": [quote],
    }
    told: dict[str, Any] = {
        "subject": "Desmond Achterlay answered you",
        "lines": [line, line],
        "more_count": 3,
        "notices_url": "/",
        "choices_url": "/",
        "stops": [("answers", "/")],
        "words": WORDS,
        "answer": "It names a person who did not ask to be named.",
        "reference": "N-7F3K",
        "place": "https://example.org/c/901/",
        "page_url": "/",
        "appeal_url": "/",
    }
    kinds = (
        "notices",
        "print",
        "complaint_received",
        "complaint_decided",
        "statement_of_reasons",
    )
    return {f"comments/{kind}": told for kind in kinds}
