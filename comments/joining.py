"""A press beside a comment or a thread, as a reader's own function for each.

Pressed while signed out it waits at the door (`accounts.pending`).
"""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import pending
from accounts.models import User
from campaigns.models import Campaign
from comments import (
    addresses,
    following,
    notices,
    posting,
    profiles,
    respecting,
    threads,
)
from comments.models import Comment

KIND = "comments.join"


def offer() -> None:
    """Let readers press these before they are signed in."""
    pending.register(KIND, perform, words=lambda _payload: [], button=_("Do it now"))


def perform(user: User, payload: dict[str, Any]) -> str:
    """As a signed-in press; where it was pressed. Raises pending.Refused."""
    try:
        do(user, payload)
    except posting.Refused as error:
        raise pending.Refused(str(error)) from error
    return ""


def do(user: User, pressed: dict[str, Any]) -> None:
    """Respect, follow or mute, or stop it. Raises posting.Refused."""
    if "about" in pressed:
        _follow(user, _followed(pressed["about"]), stops=pressed["stop"])
        return
    if "reader" in pressed:
        _press(user, pressed["verb"], _reader(pressed["reader"]), stops=pressed["stop"])
        return
    public = Comment.objects.filter(threads.public("thread__"))
    found = public.select_related("author").filter(pk=pressed["comment"]).first()
    if found is None:
        raise posting.Refused(gettext("That comment is not here any more."))
    if pressed["verb"] == "respect":
        press = respecting.take_back if pressed["stop"] else respecting.give
        press(user, found)
        return
    if found.author is None or not found.is_published:
        raise posting.Refused(gettext("That comment is not here any more."))
    _press(user, pressed["verb"], found.author, stops=pressed["stop"])


def _press(user: User, verb: str, person: User, *, stops: bool) -> None:
    if verb == "follow":
        _follow(user, person, stops=stops)
    elif stops:
        following.unmute(user, person)
    else:
        following.mute(user, person)


def _reader(public_id: str) -> User:
    """Who has a public page at this address."""
    found = profiles.public().filter(public_id=public_id).first()
    if found is None:
        raise posting.Refused(gettext("That page is gone."))
    return found.user


def _follow(user: User, what: following.Followed, *, stops: bool) -> None:
    if stops:
        following.unfollow(user, what)
        return
    notices.tell_follow(following.follow(user, what))


def _followed(about: dict[str, str]) -> following.Followed:
    subject = addresses.about(about)
    if subject is None:
        raise posting.Refused(gettext("That page is gone."))
    return subject if isinstance(subject, Campaign) else threads.of(subject)
