"""What a reader's public page shows of the forum, and what may be pressed there.

The page is the account's (`accounts.home.showing`), and is there for readers who chose
to have one. No search engine lists it, and nobody sees there who follows its reader,
unless they chose that too.
"""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.home import showing
from accounts.home.showing import Shown
from accounts.models import Profile, User
from comments import choosing, threads
from comments.models import Comment, Follow, Mute
from comments.reading import WITH_PLACE

SHOWN = 20
FOLLOWERS_SHOWN = 100


def register() -> None:
    showing.add(draw)


def public() -> QuerySet[Profile]:
    """Of readers who have a public page."""
    return showing.public()


def find(public_id: uuid.UUID) -> Profile:
    """The reader whose public page this is. Raises Http404."""
    return get_object_or_404(public(), public_id=public_id)


def url(profile: Profile) -> str:
    return reverse("public_reader", args=[profile.public_id])


def draw(request: HttpRequest, profile: Profile) -> Shown:
    """The reader's comments, a page of them, with the buttons and the followers."""
    user, choices = profile.user, choosing.of(profile.user)
    comments, before = _page(request, user)
    context: dict[str, Any] = {
        "profile": profile,
        "comments": comments,
        "before": before,
        "is_first": "before" not in request.GET,
        "is_own": request.user.pk == user.pk,
        **_pressed(request, user),
    }
    if choices.shows_followers:
        context["followers"] = followers(user)[:FOLLOWERS_SHOWN]
        context["follower_count"] = user.followers.count()
    html = render_to_string("comments/_public_reader.html", context, request)
    return Shown(html, is_findable=choices.is_findable)


def followers(user: User) -> QuerySet[Follow]:
    """Of those who follow this reader, who have a public page of their own."""
    shown = public().values("user")
    found = Follow.objects.filter(reader=user, follower__in=shown)
    return found.select_related("follower__profile")


def _page(request: HttpRequest, user: User) -> tuple[list[Comment], int | None]:
    """The newest, or those before the one that is named, and where to go on."""
    said = Comment.objects.published().filter(threads.public("thread__"), author=user)
    before = request.GET.get("before", "")
    if before:
        if not (before.isascii() and before.isdigit() and len(before) < 19):
            raise Http404
        said = said.filter(pk__lt=int(before))
    rows = list(said.select_related(*WITH_PLACE).order_by("-pk")[: SHOWN + 1])
    has_more = len(rows) > SHOWN
    return rows[:SHOWN], rows[SHOWN - 1].pk if has_more else None


def _pressed(request: HttpRequest, user: User) -> dict[str, bool]:
    """What whoever looks has pressed here before."""
    if not request.user.is_authenticated:
        return {"follows": False, "mutes": False}
    viewer = request.user.pk
    return {
        "follows": Follow.objects.filter(follower=viewer, reader=user).exists(),
        "mutes": Mute.objects.filter(owner=viewer, reader=user).exists(),
    }
