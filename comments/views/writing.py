"""Writing in a thread: new, in answer, changed, taken back; and one's own comments."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import pending
from accounts.door.forms import too_often
from accounts.home.guarding import reader, readers_only
from campaigns import sources
from comments import addresses, deleting, editing, naming, posting, saying, threads
from comments.forms import CommentForm, NameForm, TextForm
from comments.models import Comment
from comments.models.threads import Subject
from config import client
from config.guards import post_of_whoever_is_in

MINE_SHOWN = 50
Status = Comment.Status


@never_cache
@post_of_whoever_is_in
def write(request: HttpRequest, kind: str, **slugs: str) -> HttpResponse:
    """Signed in, it is said at once; signed out, it waits at the door."""
    subject = addresses.find(kind, **slugs)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _form_page(request, subject, form, status=422)
    if words := threads.why_closed(subject, threads.find(subject)):
        return _form_page(request, subject, form, status=409, closed=words)
    about = {"kind": kind, **slugs}
    pressed = saying.pressed(
        about,
        form.cleaned_data,
        network=client.network(request),
        came_by=sources.of(request),
    )
    try:
        if request.user.is_authenticated:
            return HttpResponseRedirect(saying.say(request.user, pressed))
        back = f"{threads.url(subject)}#write"
        action = pending.save(request, saying.KIND, pressed, back)
        return HttpResponseRedirect(pending.door(action))
    except (saying.TooOften, pending.TooMany) as error:
        form.add_error(None, too_often(error.seconds))
        response = _form_page(request, subject, form, status=429)
        response["Retry-After"] = str(error.seconds)
        return response
    except pending.TooLong:
        form.add_error("text", _too_long_to_wait())
        return _form_page(request, subject, form, status=422)
    except posting.Refused as error:
        form.add_error(None, str(error))
        return _form_page(request, subject, form, status=409)


def _too_long_to_wait() -> str:
    return gettext("Please sign in first, then send it: this is a long text.")


@never_cache
@require_safe
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The form below the comment that is answered."""
    parent = _shown(pk)
    form = CommentForm(initial={"parent": parent.pk})
    return _form_page(request, parent.thread.subject, form, parent=parent)


def _shown(pk: int) -> Comment:
    found: Comment = get_object_or_404(_with_threads().published(), pk=pk)
    if not found.thread.subject.is_public:
        raise Http404
    return found


def _with_threads() -> Any:
    return Comment.objects.select_related(
        "author",
        "thread__story__campaign",
        "thread__campaign",
        "thread__petition__campaign",
    )


def _form_page(
    request: HttpRequest,
    subject: Subject,
    form: CommentForm,
    *,
    status: int = 200,
    parent: Comment | None = None,
    closed: str = "",
) -> HttpResponse:
    """The form on a page of its own, with what it answers; all that was typed stays."""
    if parent is None and form.is_bound:
        number = form.cleaned_data.get("parent") or 0
        own = Comment.objects.filter(thread=threads.find(subject)).published()
        parent = own.select_related("author").filter(pk=number).first()
    context = {
        "subject": subject,
        "form": form,
        "parent": parent,
        "closed": closed or threads.why_closed(subject, threads.find(subject)),
        "thread_url": threads.url(subject),
        "write_url": f"{threads.url(subject)}write/",
    }
    return render(request, "comments/write.html", context, status=status)


# By its author


@readers_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _own(request, pk)
    if not editing.may_edit(comment, reader(request)):
        return _too_late(request, comment)
    form = TextForm(request.POST or None, initial={"text": comment.body})
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            comment = editing.edit(comment, reader(request), text)
        except editing.TooLate:
            return _too_late(request, comment)
        return redirect(saying.where(comment))
    context = {"comment": comment, "form": form, "until": editing.until(comment)}
    status = 422 if form.is_bound else 200
    return render(request, "comments/edit.html", context, status=status)


def _too_late(request: HttpRequest, comment: Comment) -> HttpResponse:
    """With what was typed, if it was: nothing of it is kept here."""
    context = {"comment": comment, "text": request.POST.get("text", "")}
    return render(request, "comments/too_late.html", context, status=409)


@readers_only
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _own(request, pk)
    if request.method == "POST":
        deleting.delete(comment, reader(request))
        return redirect("comments:mine")
    return render(request, "comments/delete.html", {"comment": comment})


def _own(request: HttpRequest, pk: int) -> Comment:
    found: Comment = get_object_or_404(_with_threads(), pk=pk, author=reader(request))
    return found


@readers_only
def name(request: HttpRequest) -> HttpResponse:
    """By which name somebody's comments are shown; asked at the first of them."""
    author = reader(request)
    waiting = Comment.objects.filter(author=author, status=Status.UNNAMED)
    if author.display_name and not waiting.exists():
        return redirect("comments:mine")
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        comments = naming.name(author, form.cleaned_data["name"])
        return redirect(saying.where(comments[-1]) if comments else "comments:mine")
    context = {"form": form, "waiting": list(waiting.order_by("-pk")[:5])}
    status = 422 if form.is_bound else 200
    return render(request, "comments/name.html", context, status=status)


@readers_only
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody said, newest first, and how each of it stands."""
    own = _with_threads().filter(author=reader(request)).order_by("-pk")
    comments = list(own[:MINE_SHOWN])
    shown = [(it, editing.may_edit(it, reader(request))) for it in comments]
    return render(request, "comments/mine.html", {"comments": shown})
