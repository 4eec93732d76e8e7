"""Writing a comment or a reply, before or after coming in."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import limits, pending, recognising
from accounts.home.guarding import reader, readers_only
from campaigns import sources
from comments import keeping, known, pacing, posting, sending, threads, waiting
from comments.forms import WritingForm
from comments.models import Comment
from comments.models.threads import Subject
from comments.posting import Written
from comments.sending import Press
from config import long_way
from config.guards import post_from_own_site


@never_cache
@post_from_own_site
def write(request: HttpRequest, kind: str, **slugs: str) -> HttpResponse:
    """Signed in, it is published where the checks say so; signed out, it waits.

    The short way, on which a comment is stored, has no session to write to. All else
    goes the long one: there pages are drawn, and the door keeps what was pressed.
    """
    subject = known.subject(kind, **slugs)
    user = recognising.reader(request)
    posted = request.POST.dict() | {"via": sources.of(request)}
    form = WritingForm(posted, reader=user)
    if user is None or not form.is_valid():
        waits = partial(waiting.pressed, kind, slugs)
        not_stored = partial(_not_stored, subject=subject, form=form, waits=waits)
        return long_way.take(request, not_stored)
    try:
        comment = sending.send(user, subject, _press(request, form))
    except (posting.Refused, pacing.TooFast) as stopped:
        why = partial(_stop, subject=subject, form=form, stopped=stopped)
        return long_way.take(request, why)
    return keeping.let_go(HttpResponseRedirect(waiting.lead_to(comment)), comment)


def _not_stored(
    request: HttpRequest,
    *,
    subject: Subject,
    form: WritingForm,
    waits: Callable[[Press], pending.Payload],
) -> HttpResponse:
    """What cannot be stored as it is, and what nobody is signed in for."""
    closed = threads.why_closed(subject, threads.find(subject))
    if closed or not form.is_valid():
        status = 409 if closed else 422
        return _page(request, subject, form, closed=closed, status=status)
    return _to_the_door(request, subject, form, waits(_press(request, form)))


def _stop(
    request: HttpRequest,
    *,
    subject: Subject,
    form: WritingForm,
    stopped: posting.Refused | pacing.TooFast,
) -> HttpResponse:
    if isinstance(stopped, pacing.TooFast):
        return _wait(request, subject, form, stopped.seconds)
    if isinstance(stopped, posting.Closed):
        return _page(request, subject, form, closed=str(stopped), status=409)
    return _refuse(request, subject, form, str(stopped))


def _press(request: HttpRequest, form: WritingForm) -> Press:
    typed = form.cleaned_data
    written = Written(
        typed["text"], typed["parent"], typed["via"], limits.network(request)
    )
    return Press(written, typed.get("name", ""))


def _to_the_door(
    request: HttpRequest, subject: Subject, form: WritingForm, payload: pending.Payload
) -> HttpResponse:
    back_to = f"{threads.url(subject)}#write"
    try:
        action = pending.save(request, waiting.KIND, payload, back_to)
    except pending.TooMany as error:
        return _wait(request, subject, form, error.seconds)
    except pending.TooLong:
        form.add_error("text", gettext("Sign in first, or write a little less."))
        return _page(request, subject, form, status=422)
    return HttpResponseRedirect(pending.door(action))


@require_safe
@never_cache
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The form beneath the comment that is answered, as a page."""
    comments = Comment.objects.published().select_related("thread", "author")
    parent = get_object_or_404(comments, pk=pk)
    subject = parent.thread.subject
    if not subject.is_public:
        raise Http404
    user = request.user if request.user.is_authenticated else None
    via = sources.clean(request.GET.get("via", ""))
    form = WritingForm(initial={"parent": parent.pk, "via": via}, reader=user)
    closed = threads.why_closed(subject, parent.thread)
    return _page(request, subject, form, parent=parent, closed=closed)


@require_safe
@readers_only
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the door leads who wrote before it: on to the comment."""
    own = Comment.objects.filter(author=reader(request)).select_related("thread")
    comment = get_object_or_404(own, pk=pk)
    return keeping.let_go(HttpResponseRedirect(waiting.lead_to(comment)), comment)


# When it cannot be done now


def _wait(
    request: HttpRequest, subject: Subject, form: WritingForm, seconds: int
) -> HttpResponse:
    form.add_error(None, pacing.words(seconds))
    response = _page(request, subject, form, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _refuse(
    request: HttpRequest, subject: Subject, form: WritingForm, words: str
) -> HttpResponse:
    """What it answered is gone, or its author may not write: the text stays."""
    form.add_error(None, words)
    return _page(request, subject, form, status=409)


def _page(
    request: HttpRequest,
    subject: Subject,
    form: WritingForm,
    *,
    parent: Comment | None = None,
    closed: str = "",
    status: int = 200,
) -> HttpResponse:
    parent = parent or _answered(form)
    context: dict[str, Any] = {
        "subject": subject,
        "thread_url": threads.url(subject),
        "write_url": keeping.write_url(subject),
        "form": form,
        "parent": parent,
        # A comment that cannot be answered any more is answered by none.
        "parent_id": parent.pk if parent else "",
        "closed": closed,
    }
    return render(request, "comments/write.html", context, status=status)


def _answered(form: WritingForm) -> Comment | None:
    """The comment that was to be answered, if it is there to be read."""
    parent_id = getattr(form, "cleaned_data", {}).get("parent")
    if not parent_id:
        return None
    comments = Comment.objects.published().select_related("author")
    return comments.filter(pk=parent_id).first()
