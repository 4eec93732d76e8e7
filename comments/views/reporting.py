"""A reader says that a comment breaks the rules; and the rules."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts import limits
from accounts.door.forms import too_often
from accounts.home.guarding import reader, readers_only
from comments import posting, reporting
from comments.forms import ReportForm
from comments.models import Comment
from comments.reasons import Reason
from config.public_pages import public_page


@readers_only
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever is signed out comes through the door first, and back to the form."""
    comment = get_object_or_404(
        Comment.objects.select_related(
            *("author", "thread__story__campaign", "thread__campaign"),
            "thread__petition",
        ),
        pk=pk,
    )
    # The report that one is thanked for may have been the one that hid it.
    is_thanked = request.method != "POST" and "thanks" in request.GET
    if not (comment.is_published or is_thanked) or not comment.thread.subject.is_public:
        raise Http404
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = [("reports of a reader", str(reader(request).pk))]
            if seconds := limits.first_wait(asked):
                form.add_error(None, too_often(seconds))
                status = 429
            else:
                try:
                    reporting.report(comment, reader(request), **form.cleaned_data)
                except posting.Refused as error:
                    form.add_error(None, str(error))
                    status = 409
                else:
                    return redirect(f"{request.path}?thanks")
    context = {
        "comment": comment,
        "form": form,
        "is_thanked": is_thanked,
    }
    return render(request, "comments/report.html", context, status=status)


@require_safe
@public_page()
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of the house, and how they are kept."""
    return render(request, "comments/rules.html", {"reasons": Reason.choices})
