"""Which letters of the forum a reader gets: chosen at home, stopped from a letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.home.guarding import reader, readers_only
from comments import choosing
from comments.forms import ChoicesForm
from config.guards import at_secret_address, post_from_own_site
from mailroom import addresses
from mailroom.tokens import BadToken


@readers_only
def choose(request: HttpRequest) -> HttpResponse:
    """How soon a letter tells of each kind of news, and what others may see."""
    is_sent = request.method == "POST"
    if is_sent:
        form = ChoicesForm(request.POST, instance=choosing.own(reader(request)))
    else:
        form = ChoicesForm(instance=choosing.of(reader(request)))
    if not form.is_bound or not form.is_valid():
        context = {"form": form}
        status = 422 if is_sent else 200
        return render(request, "comments/letters.html", context, status=status)
    choosing.set_paces(form.instance, form.paces)
    messages.success(request, gettext("Your choices are saved."))
    return redirect("comments:letters")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_secret_address
def stop(request: HttpRequest, kinds: str, token: str) -> HttpResponse:
    """One button; a mail program presses it by itself (RFC 8058)."""
    try:
        choices, stopped = choosing.read(kinds, token)
    except BadToken:
        return render(request, "comments/letters_ended.html", status=404)
    context = {
        "kinds": [kind.label for kind in stopped],
        "masked": addresses.masked(choices.reader.email),
    }
    if request.method != "POST":
        return render(request, "comments/letters_stop.html", context)

    def done(request: HttpRequest) -> HttpResponse:
        choosing.stop(choices, stopped)
        return render(request, "comments/letters_stopped.html", context)

    return post_from_own_site(done)(request)
