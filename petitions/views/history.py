"""The count's history as JSON and as CSV, for data desks; the same for every reader."""

import csv
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.public_pages import public_page
from petitions import figures, history
from petitions.history import Asked, History
from petitions.models import Petition

A_TIME = "as 2026-03-01T09:30:00Z, or as 2026-03-01 for its first minute in UTC"
WHAT_TO_SEND = {
    "by": "Send `by` as minute, hour or day; or leave it out.",
    "from": f"Send `from` {A_TIME}.",
    "to": f"Send `to` {A_TIME}; not before `from`.",
}


def _form(request: HttpRequest) -> str | None:
    try:
        return history.form(history.asked(request.GET.dict()))
    except history.NotUnderstood:
        return None


@require_safe
@public_page(open_to_other_sites=True, form=_form)
def points(request: HttpRequest, slug: str) -> HttpResponse:
    return _answer(request, slug, name="petitions:history", write=_json)


@require_safe
@public_page(open_to_other_sites=True, form=_form)
def table(request: HttpRequest, slug: str) -> HttpResponse:
    return _answer(request, slug, name="petitions:history_csv", write=_csv)


def _answer(
    request: HttpRequest,
    slug: str,
    *,
    name: str,
    write: Callable[[Petition, History, str | None], HttpResponse],
) -> HttpResponse:
    petition = get_object_or_404(Petition.objects.public(), slug=slug)
    try:
        asked = history.asked(request.GET.dict())
    except history.NotUnderstood as why:
        return _say_what_to_send(str(why))
    told = history.of(petition, asked)
    next_url = _next_url(petition, name, asked, told)
    response = write(petition, told, next_url)
    if next_url:
        response["Link"] = f'<{next_url}>; rel="next"'
    return response


def _say_what_to_send(parameter: str) -> HttpResponse:
    """Readable from another site's page too, like the answer that was hoped for."""
    return JsonResponse(
        {"error": WHAT_TO_SEND[parameter], "parameter": parameter},
        status=400,
        headers={"Access-Control-Allow-Origin": "*"},
    )


def _next_url(petition: Petition, name: str, asked: Asked, told: History) -> str | None:
    """Where the rest is, when there were too many points for one answer."""
    if not told.next_start:
        return None
    parameters = {"by": told.by.value, "from": figures.stamp(told.next_start)}
    if asked.end:
        parameters["to"] = figures.stamp(told.by.end(asked.end))
    path = reverse(name, args=[petition.slug])
    return f"{settings.SITE_URL}{path}?{urlencode(parameters, safe=':')}"


def _json(petition: Petition, told: History, next_url: str | None) -> HttpResponse:
    return JsonResponse(
        {
            "slug": petition.slug,
            "by": told.by.value,
            "time_zone": "UTC",
            "from": figures.stamp(told.start),
            "to": figures.stamp(told.end),
            "points": [
                {
                    "at": figures.stamp(point.at),
                    "change": point.change,
                    "count": point.count,
                }
                for point in told.points
            ],
            "next": next_url,
            "updated_at": figures.stamp(figures.of(petition).counted_at),
        }
    )


def _csv(petition: Petition, told: History, next_url: str | None) -> HttpResponse:
    """RFC 4180, with a line of headings; the rest is where the `Link` header says."""
    name = f"{petition.slug}-by-{told.by}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    lines = csv.writer(response)
    lines.writerow(["at", "change", "count"])
    for point in told.points:
        lines.writerow([figures.stamp(point.at), point.change, point.count])
    return response
