"""A petition's QR codes as files, for posters and slides; the same for everybody."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns import qr
from config.short_way import rests_on_no_session
from petitions import known, next_steps

# What it shows never changes: the petition's address is for life.
KEPT = "public, max-age=86400"


@rests_on_no_session
@require_safe
def svg(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    return _file(slug, name, qr.svg_file, "image/svg+xml")


@rests_on_no_session
@require_safe
def png(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    return _file(slug, name, qr.png_file, "image/png")


def _file(
    slug: str, name: str, write: Callable[[str], bytes], content_type: str
) -> HttpResponse:
    found = known.by_slug(slug)
    if found is None:
        raise Http404
    try:
        address = next_steps.qr_link(found.petition, name)
    except ValueError as why:
        raise Http404 from why
    headers = {"Cache-Control": KEPT}
    return HttpResponse(write(address), content_type=content_type, headers=headers)
