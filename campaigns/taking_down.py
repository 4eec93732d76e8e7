"""Taking a page down: its address, and all below it, answer "gone" and not "not found".

Only an address that leads nowhere is ever looked up, so pages that are there pay
nothing for it. How a kind of page is hidden and put back is registered here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from campaigns import search
from campaigns.models import Campaign, Story, TakenDown
from config import public_pages

logger = logging.getLogger(__name__)


class NotPublic(Exception):
    """There is nothing to take down."""


class NothingToPutBack(Exception):
    """The page's row was deleted, or somebody has moved it on since."""


class Kind(NamedTuple):
    """How one kind of page is taken down.

    `hide` says what the page was and raises NotPublic; `show` takes that and says
    whether it could be put back. `roots` finds the pages to which an address belongs.
    """

    name: str
    model: type[Model]
    hide: Callable[[Any], str]
    show: Callable[[Any, str], bool]
    roots: Callable[[str], Iterable[str]]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(shown: Model) -> Kind:
    return next(kind for kind in _kinds.values() if kind.model is type(shown))


def find(name: str, pk: int) -> Model | None:
    """The object of a kind by its name; None when there is neither."""
    kind = _kinds.get(name)
    return kind.model._default_manager.filter(pk=pk).first() if kind else None


@transaction.atomic
def take_down(shown: Any, *, reason: str, note: str, by: User) -> TakenDown:
    """Hide what is public. Raises NotPublic."""
    kind = kind_of(shown)
    was = kind.hide(shown)
    taken = _record(
        shown, kind, object_id=shown.pk, was=was, reason=reason, note=note, by=by
    )
    _show_everywhere(kind, shown)
    logger.info("Took down %s %s", kind.name, shown.pk)
    return taken


@transaction.atomic
def put_back(taken: TakenDown) -> None:
    """Show it again as it was. Raises NothingToPutBack."""
    shown = find(taken.kind, taken.object_id or 0)
    if shown is None or not _kinds[taken.kind].show(shown, taken.was):
        raise NothingToPutBack
    taken.delete()
    _show_everywhere(_kinds[taken.kind], shown)
    logger.info("Put back %s %s", taken.kind, shown.pk)


def note_deleted(shown: Any, *, by: User) -> None:
    """Keep the address of something public, or taken down, that is being deleted."""
    kind = kind_of(shown)
    path = shown.get_absolute_url()
    if not shown.is_public and not TakenDown.objects.filter(path=path).exists():
        return
    _record(shown, kind, object_id=None, was="", reason="Deleted at the desk.", by=by)
    search.forget(kind.name, shown.pk)
    transaction.on_commit(lambda: public_pages.forget(path, "/"))


def came_back(shown: Any) -> None:
    """Forget that it was taken down, once an editor published it again."""
    TakenDown.objects.filter(path=shown.get_absolute_url()).delete()


def _record(shown: Any, kind: Kind, **fields: Any) -> TakenDown:
    details = {"kind": kind.name, "title": str(shown)[:200], "at": timezone.now()}
    taken, _is_new = TakenDown.objects.update_or_create(
        path=shown.get_absolute_url(), defaults=details | fields
    )
    return taken


def _show_everywhere(kind: Kind, shown: Any) -> None:
    search.refresh(kind.name, shown.pk)
    paths = [shown.get_absolute_url(), "/"]
    if isinstance(shown, Campaign):
        stories = Story.objects.filter(campaign=shown)
        search.refresh("story", *stories.values_list("pk", flat=True))
        paths += [story.url for story in stories.select_related("campaign")]
    if campaign := getattr(shown, "campaign", None):
        paths.append(campaign.get_absolute_url())
    transaction.on_commit(lambda: public_pages.forget(*paths))


def gone(path: str) -> TakenDown | None:
    """What was taken down at this address, or above it.

    An address that cannot be one of ours has no roots, and then nothing is asked.
    """
    roots = {root for kind in _kinds.values() for root in kind.roots(path)}
    return TakenDown.objects.filter(path__in=roots).order_by("-path").first()


# Campaigns and stories

_CAMPAIGN = re.compile(r"(/campaigns/[-\w]+/)")
_STORY = re.compile(r"(/campaigns/[-\w]+/stories/[-\w]+/)")


def register_our_own() -> None:
    register(Kind("campaign", Campaign, _hide_campaign, _show_row, _beside(_CAMPAIGN)))
    register(Kind("story", Story, _hide_story, _show_row, _beside(_STORY)))


def _beside(pattern: re.Pattern[str]) -> Callable[[str], Iterable[str]]:
    def roots(path: str) -> Iterable[str]:
        match = pattern.match(path)
        return [match[1]] if match else []

    return roots


def _hide_campaign(campaign: Campaign) -> str:
    own = Campaign.objects.filter(pk=campaign.pk, is_published=True)
    return _hidden(own, campaign)


def _hide_story(story: Story) -> str:
    own = Story.objects.published().filter(pk=story.pk)
    return _hidden(Story.objects.filter(pk__in=own.values("pk")), story)


def _hidden(own: Any, shown: Model) -> str:
    """One conditional update: of two editors who press at once, one wins."""
    if not own.update(is_published=False):
        raise NotPublic
    shown.refresh_from_db()
    return "published"


def _show_row(shown: Any, was: str) -> bool:
    rows = type(shown).objects.filter(pk=shown.pk, is_published=False)
    return bool(rows.update(is_published=True))
