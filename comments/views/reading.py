"""A thread's page, and the way from a comment's number to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from comments import addresses, threads
from comments.models import Comment
from config.public_pages import public_page


@require_safe
@public_page()
def thread(request: HttpRequest, kind: str, **slugs: str) -> HttpResponse:
    subject = addresses.find(kind, **slugs)
    found = threads.find(subject)
    comments = Comment.objects.none()
    if found:
        comments = found.comments.shown().select_related("author").order_by("path")
    context = {
        "subject": subject,
        "comments": comments,
        "write_url": f"{threads.url(subject)}write/",
        "closed": threads.why_closed(subject, found),
    }
    return render(request, "comments/thread.html", context)


@require_safe
@public_page()
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Comment.objects.select_related("thread"), pk=pk)
    return redirect(f"{threads.url(found.thread.subject)}#comment-{found.pk}")
