"""Respect, follow, mute: the presses beside a comment, and where they lead."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from accounts import pending, returning
from accounts.door.forms import too_often
from accounts.home.guarding import reader, readers_only
from comments import (
    addresses,
    following,
    grouping,
    joining,
    notices,
    posting,
    profiles,
    threads,
)
from comments.models import Comment, Follow, Mute
from comments.models.comment import CommentQuerySet
from comments.reading import WITH_PLACE
from config.guards import post_of_whoever_is_in

SHOWN = 50
# So many notices, on fewer lines, are on the page of news.
TOLD = 200


def _press(verb: str) -> Callable[..., HttpResponse]:
    @never_cache
    @post_of_whoever_is_in
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        comment = get_object_or_404(Comment.objects.select_related("author"), pk=pk)
        pressed = {"verb": verb, "comment": pk, "stop": "stop" in request.POST}
        return _carry_out(request, pressed, comment.get_absolute_url())

    return view


respect, follow_author, mute_author = (
    _press("respect"),
    _press("follow"),
    _press("mute"),
)


@never_cache
@post_of_whoever_is_in
def follow_thread(request: HttpRequest, kind: str, **slugs: str) -> HttpResponse:
    """A thread; of a campaign's own, the campaign and all that belongs to it."""
    subject = addresses.find(kind, **slugs)
    about = {"kind": kind, **slugs}
    pressed = {"verb": "follow", "about": about, "stop": "stop" in request.POST}
    asked = request.POST.get("back", "")
    back = asked if returning.is_safe(asked) else threads.url(subject)
    return _carry_out(request, pressed, back)


def _press_on_page(verb: str) -> Callable[..., HttpResponse]:
    @never_cache
    @post_of_whoever_is_in
    def view(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        back = profiles.url(profiles.find(public_id))
        about = {"reader": str(public_id), "stop": "stop" in request.POST}
        return _carry_out(request, {"verb": verb, **about}, back)

    return view


follow_reader, mute_reader = _press_on_page("follow"), _press_on_page("mute")


def _carry_out(
    request: HttpRequest, pressed: dict[str, Any], back: str
) -> HttpResponse:
    if not request.user.is_authenticated:
        try:
            action = pending.save(request, joining.KIND, pressed, back)
        except pending.TooMany as error:
            context = {"words": too_often(error.seconds), "back": back}
            response = render(request, "comments/not_done.html", context, status=429)
            response["Retry-After"] = str(error.seconds)
            return response
        return HttpResponseRedirect(pending.door(action))
    try:
        joining.do(request.user, pressed)
    except posting.Refused as error:
        context = {"words": str(error), "back": back}
        return render(request, "comments/not_done.html", context, status=409)
    return HttpResponseRedirect(back)


# Outside any article


@readers_only
def followed(request: HttpRequest) -> HttpResponse:
    """What those said whom I follow."""
    user, before = reader(request), _before(request)
    found = following.newest_said(user, SHOWN + 1, before=before)
    context = {
        **_page(found),
        "follows": following.of(user),
        "levels": Follow.Level.choices,
        "mutes": Mute.objects.filter(owner=user).select_related("reader"),
    }
    return render(request, "comments/following.html", context)


@readers_only
def replies(request: HttpRequest) -> HttpResponse:
    """What others answered me."""
    found = following.answers_to(reader(request)).order_by("-pk")
    if (before := _before(request)) is not None:
        found = found.filter(pk__lt=before)
    return render(request, "comments/replies.html", _page(found))


def _before(request: HttpRequest) -> int | None:
    """The comment before which a page begins; None of the first one."""
    asked = request.GET.get("before", "")
    number = _number(asked)
    if asked and number is None:
        raise Http404
    return number


def _page(found: CommentQuerySet) -> dict[str, Any]:
    """The first of these, and where the next page begins."""
    rows = list(found.select_related(*WITH_PLACE)[: SHOWN + 1])
    has_more = len(rows) > SHOWN
    return {
        "comments": rows[:SHOWN],
        "before": rows[SHOWN - 1].pk if has_more else None,
    }


def _number(text: str) -> int | None:
    """A row's number as it stands in an address or a form; None of anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_number else None


@readers_only
def told(request: HttpRequest) -> HttpResponse:
    """Notices. Looking changes nothing; a press marks them as seen."""
    if request.method == "POST":
        notices.mark_seen(reader(request), until=_number(request.POST.get("until", "")))
        return redirect("comments:notices")
    own = notices.of_reader(reader(request)).select_related(*grouping.RELATED)
    shown = list(own[:TOLD])
    context = {
        "lines": grouping.lines(shown),
        "until": shown[0].pk if shown else "",
        "unseen": notices.unseen(reader(request)),
    }
    return render(request, "comments/notices.html", context)


@readers_only
def stop(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Stop following or muting, from the list of all of them. Takes a post."""
    if request.method == "POST":
        own: type[Follow | Mute] = Follow if kind == "follow" else Mute
        owner = "follower" if kind == "follow" else "owner"
        own.objects.filter(pk=pk, **{owner: reader(request)}).delete()
    is_home = request.POST.get("at") == "home"
    return redirect("home:index" if is_home else "comments:following")


@readers_only
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """Hear of everything, or of what begins a conversation. Takes a post."""
    wished = request.POST.get("level", "")
    if request.method == "POST" and wished in Follow.Level.values:
        own = Follow.objects.filter(pk=pk, follower=reader(request))
        own.update(level=wished)
    return redirect("comments:following")
