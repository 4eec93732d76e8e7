"""Search over what the newsroom has published."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import limits
from accounts.limits import Limit
from campaigns import search as searching
from config.public_pages import public_page


def _form(request: HttpRequest) -> str | None:
    """The empty page is kept; of what is asked there are too many forms."""
    return None if request.GET else ""


@require_safe
@public_page(form=_form)
def search(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())
    context: dict[str, object] = {
        "query": query,
        "most_letters": searching.MOST_LETTERS,
    }
    if len(query) > searching.MOST_LETTERS:
        return _page(request, context | {"is_too_long": True}, status=422)
    if not query:
        return _page(request, context)
    if seconds := _wait_seconds(request):
        response = _page(request, context | {"is_too_often": True}, status=429)
        response["Retry-After"] = str(seconds)
        return response
    found = searching.ask(query, page=_number(request.GET.get("page", "")))
    again = f"{urlencode({'q': query})}&"
    return _page(request, context | {"found": found, "again": again})


def _page(
    request: HttpRequest, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    return render(request, "campaigns/search.html", context, status=status)


def _wait_seconds(request: HttpRequest) -> int:
    """Nobody's network shall keep the database busy with questions."""
    network = limits.network(request)
    if not network:
        return 0
    allowed = [Limit(*limit) for limit in settings.SEARCH_LIMITS]
    return limits.wait_seconds("search", network, allowed)


def _number(text: str) -> int:
    """The number of a page; the first for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
