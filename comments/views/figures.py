"""What was written, held, refused and decided, month by month."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comments import figures
from config.public_pages import public_page


@require_safe
@public_page()
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "comments/figures.html", {"months": figures.months()})


@require_safe
@public_page(open_to_other_sites=True)
def machines(request: HttpRequest) -> HttpResponse:
    return JsonResponse(figures.as_data())
