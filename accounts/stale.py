"""A form whose token is no longer good, as in a tab open while another came in.

It is offered back with what was typed and a fresh token: one press, and nothing is
lost. Only to our own pages; a form that another site sent is never passed on.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from config import client
from config.kept_forms import Fields, fields_of

# What is longer is shown, so that its writer sees that it is there.
LONGEST_HIDDEN = 40
SECRET = "password"  # noqa: S105 (the word in such a field's name)


@never_cache
def offer_again(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    if not client.is_surely_own_site(request):
        return render(request, "403.html", status=403)
    hidden, shown, secret = _sorted(request)
    context = {
        "hidden": hidden,
        "shown": shown,
        "secret": secret,
        "retry_url": request.get_full_path(),
        "had_files": bool(request.FILES),
        "has_cookies": settings.CSRF_COOKIE_NAME in request.COOKIES,
    }
    return render(request, "403_csrf.html", context, status=403)


def _sorted(request: HttpRequest) -> tuple[Fields, Fields, list[str]]:
    """What can go unseen, what its writer wants to see, and what must be typed anew."""
    posted = fields_of(request)
    secret = [name for name, _value in posted if SECRET in name.lower()]
    told = [(name, value) for name, value in posted if name not in secret]
    shown = [(name, value) for name, value in told if _is_text(value)]
    return [field for field in told if field not in shown], shown, secret


def _is_text(value: str) -> bool:
    return len(value) > LONGEST_HIDDEN or "\n" in value
