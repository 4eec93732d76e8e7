"""The demo's thread, below the first story: readers, names and words are invented."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from campaigns.models import Campaign, Story
from comments import counting, folding, moving, text, threads
from comments.checking import Verdict
from comments.models import Comment, Notice, Respect, Telling, Thread
from comments.models.comment import place_under
from petitions.demo import stories

Status = Comment.Status


class Said(NamedTuple):
    """One comment of the demo; `to` is the key of the one that it answers.

    `respects` is how many of the other readers have pressed.
    """

    key: str
    author: str
    hours_ago: float
    words: str
    to: str = ""
    respects: int = 0
    is_featured: bool = False
    is_deleted: bool = False


# In the order of time.
SAID = [
    Said(
        "room",
        "Marit Ollerenshaw",
        46,
        "We have had the box room ready since Tuesday: a bed, a lamp, a drawer that"
        " locks. What we do not have is anybody who can tell us which form makes it"
        " useful.\n\nThe woman in this piece has a key ring with three"
        " keys on it and no door. I cannot stop thinking about that.",
        respects=9,
        is_featured=True,
    ),
    Said(
        "form",
        "Desmond Achterlay",
        45.2,
        "Ask your council for the housing team by name, not the switchboard. Ours had a"
        " list within a day, once somebody thought of starting one.",
        to="room",
        respects=5,
    ),
    Said(
        "which",
        "Marit Ollerenshaw",
        44.6,
        "Thank you. I rang this morning and they took our names, the size of the room"
        " and whether we have a cat.",
        to="form",
        respects=3,
    ),
    Said(
        "cat",
        "Ifor Pencraig",
        43.9,
        "And do you? It is a serious question. My parents were taken in by a couple in"
        " 1956, and what my mother remembered for sixty years was the cat.",
        to="which",
        respects=8,
    ),
    Said(
        "two",
        "Marit Ollerenshaw",
        43.5,
        "Two. Both idle. I shall tell the council they come with the room.",
        to="cat",
        respects=6,
    ),
    Said(
        "vet",
        "Yevheniia Sadova",
        41,
        "Please do tell them. Many people have brought their animals in their coats,"
        " and are afraid that somebody will ask them to choose.",
        to="two",
        respects=7,
    ),
    Said(
        "doubt",
        "Conrad Whitlam-Oyelaran",
        38,
        "I signed, and I have a doubt all the same. A spare room for three weeks is"
        " generous. A spare room for two years is something else, and nobody who"
        " answers these appeals in the first week is asked about the second winter."
        " Could the paper report on what happens then?",
        respects=8,
    ),
    Said(
        "host",
        "Bettany Rook",
        36.5,
        "We hosted a family from Aleppo in 2016. The first month was easy, the sixth"
        " was hard, and by the second winter they had their own flat and we had a"
        " standing invitation to Sunday lunch. The hard part was the paperwork, not the"
        " people.",
        to="doubt",
        respects=9,
    ),
    Said(
        "winter",
        "Conrad Whitlam-Oyelaran",
        35.8,
        "That is the first account of a second winter that I have read. Thank you for"
        " writing it down.",
        to="host",
        respects=4,
    ),
    Said(
        "gone",
        "Tamsin Ferriday",
        30,
        "I wrote this in anger and have taken it back.",
        is_deleted=True,
    ),
    Said(
        "calm",
        "Ruaridh Kestle",
        29.4,
        "I do not agree with all of it either, but I would rather we argued about the"
        " numbers than about each other. Which ones are these?",
        to="gone",
        respects=3,
    ),
    Said(
        "figures",
        "Ngozi Trelawney",
        28,
        "Applied for, granted and arrived are three numbers, and each is a week behind"
        " the one before. It matters which of them a headline picks.",
        to="calm",
        respects=5,
    ),
    Said(
        "station",
        "Yevheniia Sadova",
        20,
        "I came through that station eleven days ago with my mother and one bag. The"
        " volunteer who met us did write the time on her hand, as it says here. She"
        " asked my mother whether she wanted tea before she asked her for anything"
        " else.\n\nSomebody will read this and wonder whether it is worth sending"
        " blankets. It is. Send the tea as well.",
        respects=10,
    ),
    Said(
        "tea",
        "Halima Brackenbury",
        19.1,
        "I am so glad that you are here, and that your mother had her tea.",
        to="station",
        respects=4,
    ),
    Said(
        "bus",
        "Ottoline Varga",
        9,
        "A practical thing for those who want to help and have no room: our church hall"
        " needs people who can drive a minibus. The list of what is needed changes each"
        " day, and “somebody with a licence” has been on it every time.",
        respects=4,
    ),
    Said(
        "licence",
        "Ifor Pencraig",
        8.2,
        "Does it have to be the old licence, with the minibus on it? I passed in 1989,"
        " and my knees have not.",
        to="bus",
        respects=2,
    ),
    Said(
        "knees",
        "Ottoline Varga",
        7.9,
        "The old one is exactly right. We lift the bags.",
        to="licence",
        respects=3,
    ),
    Said(
        "minister",
        "Percival Nakamura-Dunne",
        2.4,
        "Whoever says that a scheme has no limit should read the part about the forms"
        " again. One that asks for a paper which the town you left can no longer print"
        " has a limit, whatever it is called.",
        respects=6,
    ),
    Said(
        "thanks",
        "Halima Brackenbury",
        0.8,
        "Signed, and sent to my three sisters, who never sign anything. Two have.",
        respects=1,
    ),
]


def load(campaign: Campaign) -> None:
    """The thread of the campaign's first story."""
    story = Story.objects.filter(campaign=campaign, slug=stories.FIRST["slug"]).first()
    if story is None:
        return
    thread, now = threads.of(story), timezone.now()
    people = _people()
    told: dict[str, Comment] = {}
    for said in SAID:
        at = now - timedelta(hours=said.hours_ago)
        told[said.key] = _say(said, people, thread, told.get(said.to), at)
    for said in SAID:
        _finish(said, told[said.key], people)
    counting.drain()
    # Nobody is told: these readers are invented, and their letters would be, too.
    Notice.objects.filter(recipient__in=people.values()).delete()
    Telling.objects.filter(comment__in=told.values()).delete()
    folding.fold_due()


def _people() -> dict[str, User]:
    names = dict.fromkeys(said.author for said in SAID)
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
