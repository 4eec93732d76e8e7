"""A queue as a page: texts to read, presses beside each, and all of it by the keyboard.

A press on a few comments goes at once: it harms nobody for good, is on record and can
be undone. One that touches more than `FEW` waits for a fresh second step
(docs/adr/0038).
"""

from typing import Any, NamedTuple, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.models import User
from accounts.staff import rechecking
from comments import authors, batching, queues, shortlisting
from comments.models import Batch, Comment
from comments.reasons import Reason

Kind = Batch.Kind
FEW = 10
MODERATE, FEATURE = "comments.moderate_comment", "comments.feature_comment"
PERMISSIONS = {
    Kind.APPROVE: MODERATE,
    Kind.REFUSE: MODERATE,
    Kind.FEATURE: FEATURE,
    Kind.UNFEATURE: FEATURE,
}
CHOSEN = "chosen"


class Press(NamedTuple):
    """What a button of the page says: what to do, to which comments, and why."""

    kind: Kind
    pks: list[int]
    reason: str


def show(request: HttpRequest, name: str) -> HttpResponseBase:
    """The page; a post is a press of one of its buttons."""
    if name not in queues.ALL:
        raise Http404
    if not request.user.has_perm("comments.view_comment"):
        raise PermissionDenied
    if request.method == "POST":
        return _press(request, name)
    page = queues.page(name, _number(request.GET.get("after", "")))
    facts = authors.facts([it.author for it in page.comments if it.author])
    context = admin.site.each_context(request) | {
        "title": queues.ALL[name].label,
        "name": name,
        "queues": _links(),
        "items": [_item(comment, facts) for comment in page.comments],
        "more_from": page.more_from,
        "reasons": Reason.choices,
        "last": batching.last_of(cast(User, request.user)),
        "few": FEW,
        "opts": Comment._meta,
        "may_moderate": request.user.has_perm(MODERATE),
        "may_feature": request.user.has_perm(FEATURE),
        "may_shortlist": request.user.has_perm(shortlisting.PERMISSION),
    }
    return render(request, "admin/comments/queue.html", context)


def _links() -> list[dict[str, Any]]:
    sizes = queues.sizes()
    return [
        {"name": name, "label": queue.label, "size": sizes.get(name)}
        for name, queue in queues.ALL.items()
    ]


def _item(comment: Comment, facts: dict[int, authors.Facts]) -> dict[str, Any]:
    open_ones = [it for it in comment.reports.all() if it.decided_at is None]
    return {
        "comment": comment,
        "subject": comment.thread.subject,
        "facts": facts.get(comment.author_id or 0, authors.NOTHING),
        "reports": [(it, _label(it.reason)) for it in open_ones],
        "steps": [(it, _label(it.reason)) for it in comment.actions.all()],
        "appeal": getattr(comment, "appeal", None),
    }


def _label(reason: str) -> str:
    return str(Reason(reason).label) if reason in Reason.values else ""


# Pressing


def _press(request: HttpRequest, name: str) -> HttpResponseBase:
    press = _read(request)
    back = _back(request, name)
    if press is None or not press.pks:
        messages.warning(request, gettext("Choose comments first, and what to do."))
        return redirect(back)
    if not request.user.has_perm(PERMISSIONS[press.kind]):
        raise PermissionDenied
    if press.kind == Kind.REFUSE and press.reason not in Reason.values:
        messages.warning(request, gettext("Choose the reason first."))
        return redirect(back)
    if len(press.pks) > FEW and (check := rechecking.ask(request)):
        return check
    by = cast(User, request.user)
    batch = batching.carry_out(press.kind, press.pks, by=by, reason=press.reason)
    _say(request, batch)
    return redirect(back)


def _read(request: HttpRequest) -> Press | None:
    """A button says "refuse 12 spam", or "refuse chosen" where several are ticked."""
    kind, whom, *reason = [*request.POST.get("press", "").split(" ", 2), "", ""][:3]
    if kind not in Kind.values:
        return None
    several = request.POST.getlist(CHOSEN) if whom == CHOSEN else [whom]
    numbers = [_number(text) for text in several]
    pks = [number for number in numbers if number is not None]
    given = reason[0] or request.POST.get("reason", "")
    return Press(Kind(kind), pks, given if kind == Kind.REFUSE else "")


def _say(request: HttpRequest, batch: Batch | None) -> None:
    if batch is None:
        messages.info(request, gettext("Nothing to do: somebody was here before you."))
        return
    count = batch.items.count()
    words = ngettext(
        "%(count)d comment: %(what)s.", "%(count)d comments: %(what)s.", count
    )
    told = {"count": count, "what": batch.get_kind_display()}
    messages.success(request, words % told)


def _back(request: HttpRequest, name: str) -> str:
    """The same part of the queue, at the comment behind the one that was pressed."""
    path = reverse("admin:comments_queue", args=[name])
    after, following = _number(request.GET.get("after", "")), request.POST.get("next")
    query = f"?after={after}" if after is not None else ""
    number = _number(following or "")
    return f"{path}{query}#comment-{number}" if number is not None else path + query


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if is_number else None


# Undoing


def undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Bring back all that a press did. Takes a post."""
    batch = get_object_or_404(Batch, pk=pk)
    if not request.user.has_perm(PERMISSIONS[Kind(batch.kind)]):
        raise PermissionDenied
    name = request.POST.get("queue", "")
    back = redirect(
        "admin:comments_queue", name if name in queues.ALL else next(iter(queues.ALL))
    )
    if request.method != "POST":
        return back
    if batch.items.count() > FEW and (check := rechecking.ask(request)):
        return check
    try:
        undone = batching.undo(batch, cast(User, request.user))
    except batching.AlreadyUndone:
        messages.info(request, gettext("It was undone already."))
        return back
    _say_undone(request, undone)
    return back


def _say_undone(request: HttpRequest, undone: batching.Undone) -> None:
    words = ngettext(
        "%(count)d comment is as it was before.",
        "%(count)d comments are as they were before.",
        undone.done,
    )
    messages.success(request, words % {"count": undone.done})
    if undone.left:
        left = ngettext(
            "%(count)d was moved meanwhile and stays as it is.",
            "%(count)d were moved meanwhile and stay as they are.",
            undone.left,
        )
        messages.warning(request, left % {"count": undone.left})
