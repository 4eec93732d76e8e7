"""One policy for every page, worked out once, unless an answer has its own."""

import pytest
from csp.constants import HEADER
from csp.decorators import csp_exempt, csp_update
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from config.policy import UsualPolicy


def answer(rf, view, middleware):
    return middleware(view)(rf.get("/")).headers.get(HEADER)


def plain(request):
    return HttpResponse()


def with_nonce(request):
    return HttpResponse(str(request.csp_nonce))


def with_its_own_header(request):
    return HttpResponse(headers={HEADER: "default-src 'none'"})


@csp_exempt()
def exempt(request):
    return HttpResponse()


@csp_update({"img-src": "pictures.example"})
def updated(request):
    return HttpResponse()


@pytest.mark.parametrize(
    "view", [plain, with_nonce, with_its_own_header, exempt, updated]
)
def test_the_policy_is_the_one_that_the_library_makes(rf, view):
    assert answer(rf, view, UsualPolicy) == answer(rf, view, CSPMiddleware)


def test_every_page_has_one(client, db):
    for path in ("/", "/accounts/login/", "/no/such/page/"):
        assert "default-src 'self'" in client.get(path)[HEADER]
