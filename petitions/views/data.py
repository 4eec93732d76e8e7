"""A petition's figures as a page, and its places as a table; the same for everybody."""

import csv

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.public_pages import public_page
from petitions import breakdowns, charting, figures, places, ranking, regions
from petitions.models import Petition
from petitions.withholding import Cells


@require_safe
@public_page()
def page(request: HttpRequest, slug: str) -> HttpResponse:
    petitions = Petition.objects.public().select_related("campaign")
    petition = get_object_or_404(petitions, slug=slug)
    context = {
        "petition": petition,
        "figures": figures.of(petition),
        "charts": charting.figures(petition),
        "places": ranking.of(petition),
        "home": places.name(settings.HOME_COUNTRY),
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "petitions/data.html", context)


@require_safe
@public_page(open_to_other_sites=True)
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """All places in one CSV (RFC 4180); each kind sums to its whole."""
    petition = get_object_or_404(Petition.objects.public(), slug=slug)
    name = f"{petition.slug}-by-place.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    lines = csv.writer(response)
    lines.writerow(["kind", "code", "name", "count"])
    for kind, cells in breakdowns.of(petition).kinds():
        names = _names(kind, cells)
        for code, count in cells.shown.items():
            lines.writerow([kind, code, names.get(code, ""), count])
        lines.writerow([kind, "", "not known", cells.not_known])
        lines.writerow([kind, "", "withheld", cells.withheld])
    return response


def _names(kind: str, cells: Cells) -> dict[str, str]:
    if kind == "country":
        return {code: places.name(code) for code in cells.shown}
    if kind == "region":
        return {code: area.name for code, area in regions.areas().items()}
    return ranking.constituency_names(cells)
