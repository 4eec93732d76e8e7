"""The Content-Security-Policy header, which is the same for nearly every answer."""

from functools import cache

from csp.constants import HEADER, NONE
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse, HttpResponseBase


@cache
def usual() -> str:
    """The policy of the settings, in words; worked out once."""
    return str(build_policy())


@cache
def framed() -> str:
    """The usual policy, but that everybody may frame the page, and it sends no form."""
    return str(build_policy(replace={"frame-ancestors": "*", "form-action": NONE}))


def let_be_framed(response: HttpResponse) -> None:
    """Let other sites show this answer in a frame.

    It must hold nothing to press that changes anything here: whoever frames it can lay
    their own page over it (clickjacking).
    """
    response[HEADER] = framed()
    response.xframe_options_exempt = True


class UsualPolicy(CSPMiddleware):
    """django-csp's middleware, which would work the policy out anew for each answer.

    That is a twentieth of a signature. An answer with a policy or a nonce of its own
    goes the library's way.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if hasattr(request, "_csp_nonce") or _has_its_own(response):
            return super().process_response(request, response)  # type: ignore[no-any-return]
        response.headers.setdefault(HEADER, usual())
        return response


def _has_its_own(response: HttpResponseBase) -> bool:
    return any(name.startswith("_csp") for name in vars(response))
