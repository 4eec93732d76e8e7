"""The long way, for the one request in many at which a short view needs an account.

Confirming and thanking rest on no session (`config.short_way`). Who opens an account
with a signature, or is signed in, is brought past the middleware that was left out.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

Answer = Callable[[HttpRequest], HttpResponse]


def take(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Answer with `request.session` and `request.user` at hand.

    No CSRF token is asked for: a post that comes here was guarded by its view
    (`guards.post_from_own_site`).
    """
    last_passed = settings.SHORT_WAY[-1]
    left_out = settings.MIDDLEWARE[settings.MIDDLEWARE.index(last_passed) + 1 :]
    for name in reversed(left_out):
        answer = import_string(name)(answer)
    return answer(request)


def has_session(request: HttpRequest) -> bool:
    """Whether the browser sent the key of one; what is in it nobody has looked at."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES
