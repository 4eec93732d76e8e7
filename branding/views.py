from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from branding import known
from branding import sheet as sheets
from branding.legal import as_html
from branding.models import LegalText
from config.media import FOR_AN_HOUR, FOR_EVER
from config.public_pages import public_page


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The newsroom's look; for ever under its version, for an hour under another."""
    known.refresh()
    is_newest = request.GET.get("v") == known.sheet_version() != ""
    response = HttpResponse(sheets.css(known.brand()), content_type="text/css")
    response["Cache-Control"] = FOR_EVER if is_newest else FOR_AN_HOUR
    # Cards in other sites' pages ask from an origin of their own.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@public_page()
def legal(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the newsroom's own words."""
    text = get_object_or_404(LegalText, slug=slug)
    told = {"text": text, "body": as_html(text.body)}
    return render(request, "branding/legal.html", told)
