"""An author says whether the newsroom may print a comment of theirs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from accounts.home.guarding import reader, readers_only
from comments import appealing, shortlisting
from comments.forms import PrintForm


@readers_only
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, with two buttons; the answer can be changed."""
    own = shortlisting.listed().filter(comment__author=reader(request))
    picked = get_object_or_404(own, comment=pk)
    is_sent = request.method == "POST"
    form = PrintForm(request.POST if is_sent else None, initial={"place": picked.place})
    if not is_sent or not form.is_valid():
        context = {"picked": picked, "comment": picked.comment, "form": form}
        status = 422 if is_sent else 200
        return render(request, "comments/print.html", context, status=status)
    agreed = request.POST.get("answer") == "yes"
    shortlisting.answer(picked, agreed=agreed, place=form.cleaned_data["place"])
    messages.success(request, gettext("Thank you. Your answer is noted."))
    return redirect(appealing.mine_url(picked.comment))
