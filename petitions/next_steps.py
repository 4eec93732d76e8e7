"""What a signer is asked next: the step that the editor chose, then quietly the others.

A step that has nothing to lead to is not drawn. Money and the forum belong to higher
apps, which bring steps of their own by `register`.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns import qr, sharing, sources
from campaigns.models import Story
from campaigns.models.story import StoryQuerySet
from campaigns.sharing import Sharing
from petitions import destinations
from petitions.models import Petition

Kind = Petition.NextStep
# Draws a step of a petition, large if it comes first; "" when there is none.
Draw = Callable[[Petition, bool], SafeString]
NOTHING = mark_safe("")
QR_ON_PAGE = "thanks"
KEPT_SECONDS = 1
MOST_KEPT = 256
_kept: dict[tuple[int, str | None], tuple[float, list[SafeString]]] = {}


def of(petition: Petition) -> list[SafeString]:
    """The steps as they are drawn, the chosen one first; passing on is always there."""
    chosen = Kind(petition.next_step)
    first = _draw(petition, chosen, is_first=True)
    if not first:
        chosen = Kind.SHARE
        first = _draw(petition, chosen, is_first=True)
    others = [_draw(petition, kind) for kind in Kind if kind != chosen]
    return [first, *filter(None, others)]


def of_a_moment_ago(petition: Petition) -> list[SafeString]:
    """The same, drawn once a second: every signer of a rush gets the same steps."""
    key = petition.pk, get_language()
    until, steps = _kept.get(key, (0.0, []))
    if time.monotonic() < until:
        return steps
    if len(_kept) >= MOST_KEPT:
        forget()
    steps = of(petition)
    _kept[key] = time.monotonic() + KEPT_SECONDS, steps
    return steps


def forget() -> None:
    """Draw all steps anew; for a process that has just changed what they show."""
    _kept.clear()


def register(kind: str, draw: Draw) -> None:
    """Let a higher app draw a kind of step in its own way."""
    _draws[Kind(kind)] = draw
    _brought.add(Kind(kind))


def needs_address(kind: str) -> bool:
    """Whether an editor who chooses this step must say where it leads."""
    return kind in (Kind.DONATE, Kind.WRITE, Kind.FORUM) and kind not in _brought


def share_of(petition: Petition) -> Sharing:
    usual = _("“%(title)s”: will you add your name?") % {"title": petition.title}
    text = petition.share_text or usual
    return sharing.of(petition.get_absolute_url(), title=petition.title, text=text)


def qr_link(petition: Petition, name: str) -> str:
    """What the code of this name says. Raises ValueError when it is no name."""
    address = settings.SITE_URL + petition.get_absolute_url()
    return sources.link(address, "qr", name)


def _draw(petition: Petition, kind: Kind, *, is_first: bool = False) -> SafeString:
    return _draws[kind](petition, is_first)


def _rendered(name: str, petition: Petition, **about: Any) -> SafeString:
    context = {"petition": petition, **about}
    return render_to_string(f"petitions/next_steps/{name}.html", context)


def _share(petition: Petition, is_first: bool) -> SafeString:
    return _rendered(
        "share",
        petition,
        is_first=is_first,
        sharing=share_of(petition),
        qr=qr.svg(qr_link(petition, QR_ON_PAGE)),
    )


def chosen_address(petition: Petition, kind: Kind) -> str:
    """Only the chosen step has an address of the editor's."""
    return petition.next_step_url if petition.next_step == kind else ""


def _donate(petition: Petition, is_first: bool) -> SafeString:
    return _plain_link(petition, Kind.DONATE, is_first)


def _forum(petition: Petition, is_first: bool) -> SafeString:
    return _plain_link(petition, Kind.FORUM, is_first)


def _plain_link(petition: Petition, kind: Kind, is_first: bool) -> SafeString:
    return draw_link(petition, kind, chosen_address(petition, kind), is_first)


def draw_link(
    petition: Petition, kind: Kind, address: str, is_first: bool
) -> SafeString:
    """A step that leads somewhere; "" where it leads nowhere, or to a mailbox."""
    if not address or destinations.mailbox(address):
        return NOTHING
    host = destinations.host(address)
    return _rendered(
        kind.value, petition, is_first=is_first, address=address, host=host
    )


def _write(petition: Petition, is_first: bool) -> SafeString:
    address = chosen_address(petition, Kind.WRITE)
    if not address:
        return NOTHING
    return _rendered(
        "write",
        petition,
        is_first=is_first,
        address=address,
        mailbox=destinations.mailbox(address),
        host=destinations.host(address),
        letter=_letter(petition),
    )


def _letter(petition: Petition) -> str:
    """True of whoever reads the page, also of somebody who has not signed."""
    words = {
        "title": petition.title,
        "target": petition.target,
        "address": settings.SITE_URL + petition.get_absolute_url(),
    }
    return (
        _(
            "To %(target)s\n\nI support the petition “%(title)s” and ask you to act on"
            " it. You can read it here:\n%(address)s\n\nYours faithfully,\n"
        )
        % words
    )


def _read(petition: Petition, is_first: bool) -> SafeString:
    """The story or other page that was chosen; else the campaign's newest story."""
    address = chosen_address(petition, Kind.READ)
    named = _story_named(address)
    if address and named is None and not destinations.mailbox(address):
        host = destinations.host(address)
        return _rendered(
            "read", petition, is_first=is_first, address=address, host=host
        )
    story = (named and named.first()) or _newest_story(petition)
    if story is None:
        return NOTHING
    return _rendered(
        "read", petition, is_first=is_first, address=story.url, story=story
    )


def _stories() -> StoryQuerySet:
    return Story.objects.published().select_related("campaign")


def _newest_story(petition: Petition) -> Story | None:
    return _stories().filter(campaign_id=petition.campaign_id).first()


def _story_named(address: str) -> StoryQuerySet | None:
    """Which story that is, if readers see it; None when it is no story's address."""
    path = address.removeprefix(settings.SITE_URL).partition("?")[0]
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.view_name != "campaigns:story":
        return None
    campaign, slug = match.kwargs["campaign"], match.kwargs["slug"]
    return _stories().filter(campaign__slug=campaign, slug=slug)


_draws: dict[Kind, Draw] = {
    Kind.SHARE: _share,
    Kind.DONATE: _donate,
    Kind.WRITE: _write,
    Kind.READ: _read,
    Kind.FORUM: _forum,
}
_brought: set[Kind] = set()
