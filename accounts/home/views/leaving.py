"""Taking everything home, leaving, and changing one's mind."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.home import downloading, leaving, proofs
from accounts.home.forms import LeaveForm
from accounts.home.guarding import DOOR, not_for_staff, reader, readers_only
from accounts.models import Leaving
from config.guards import at_secret_address, post_from_own_site


@require_POST
@readers_only
def download(request: HttpRequest) -> HttpResponse:
    """A file of everything. A post, since the time of it is written down."""
    try:
        kept = downloading.take(reader(request))
    except downloading.TooSoon:
        response = render(request, "accounts/home/download_too_soon.html", status=429)
        response["Retry-After"] = str(int(downloading.GAP.total_seconds()))
        return response
    if request.POST.get("form") == "page":
        return _file(downloading.as_page(kept), "text/html", "my-account.html")
    return _file(downloading.as_json(kept), "application/json", "my-account.json")


def _file(text: str, content_type: str, filename: str) -> HttpResponse:
    disposition = f'attachment; filename="{filename}"'
    return HttpResponse(
        text,
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


@not_for_staff
def leave(request: HttpRequest) -> HttpResponse:
    """Says what goes, asks about the signatures, and closes the account."""
    form = LeaveForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {
            "form": form,
            "days": Leaving.UNDO_LIFE.days,
            "consequences": leaving.all_consequences(reader(request)),
        }
        return render(request, "accounts/home/leave.html", context, status=status)
    keeps = form.cleaned_data["signatures"] == "keep"
    row = leaving.leave(reader(request), keeps_signatures=keeps)
    logout(request)
    return render(request, "accounts/home/left.html", {"leaving": row})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """For who came through the door to an account that ends: keep it, or let it go."""
    row = leaving.waiting_at_the_door(request)
    if row is None:
        return redirect(DOOR)
    if request.method != "POST":
        return render(request, "accounts/home/keep.html", {"leaving": row})
    del request.session[leaving.SESSION_KEY]
    if _lets_it_go(request):
        return redirect("campaigns:home")
    user = row.user
    leaving.stay(row)
    answer: HttpResponse = perform_login(
        request, user, redirect_url=reverse("home:index")
    )
    return answer


@never_cache
@at_secret_address
def keep_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """From the letter: a button that keeps the account, and signs nobody in."""
    row = proofs.row_of(Leaving, token)
    if row is None:
        return render(request, "accounts/home/link_ended.html", status=410)
    if request.method == "POST":
        return post_from_own_site(_keep)(request, row)
    return render(request, "accounts/home/keep.html", {"leaving": row})


def _lets_it_go(request: HttpRequest) -> bool:
    return request.POST.get("answer") == "leave"


def _keep(request: HttpRequest, row: Leaving) -> HttpResponse:
    if _lets_it_go(request):
        return redirect("campaigns:home")
    leaving.stay(row)
    return render(request, "accounts/home/kept.html")
