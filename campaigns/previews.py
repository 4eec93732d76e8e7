"""Who may see what is not published yet: staff, and whoever holds a preview link."""

from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse

PREVIEW_DAYS = 14
_signer = signing.TimestampSigner(salt="campaigns.preview")


def link(url: str) -> str:
    """`url` with a key that shows the draft for a fortnight."""
    return f"{url}?{urlencode({'preview': _signer.sign(url)})}"


def may_see_draft(request: HttpRequest) -> bool:
    """Whether this request shows staff, or a preview key made for this very page."""
    return _has_key(request) or bool(request.user.is_active and request.user.is_staff)


def _has_key(request: HttpRequest) -> bool:
    try:
        seen = _signer.unsign(
            request.GET.get("preview", ""), max_age=PREVIEW_DAYS * 24 * 60 * 60
        )
    except signing.BadSignature:
        return False
    return seen == request.path


def private(response: HttpResponse) -> HttpResponse:
    """A draft is nobody's to keep or to index."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
