"""The ledger of a petition's count, for people and for programs."""

from dataclasses import asdict
from datetime import UTC

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from config.page_bytes import Lifetime
from config.public_pages import public_page
from petitions import figures, ledger, proving
from petitions.models import Petition

# Summed from all lines, so made no more often than somebody could read it.
KEPT = Lifetime(in_browsers=60, in_caches=60)


@require_safe
@public_page(lifetime=KEPT)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    petitions = Petition.objects.public().select_related("campaign")
    petition = get_object_or_404(petitions, slug=slug)
    context = {
        "petition": petition,
        "figures": figures.of(petition),
        "ledger": ledger.of(petition),
        "proof": proving.latest(petition),
    }
    return render(request, "petitions/ledger.html", context)


@require_safe
@public_page(open_to_other_sites=True, lifetime=KEPT)
def days(request: HttpRequest, slug: str) -> HttpResponse:
    petition = get_object_or_404(Petition.objects.public(), slug=slug)
    found, proof = ledger.of(petition), proving.latest(petition)
    return JsonResponse(
        {
            "slug": petition.slug,
            "count": found.count,
            "days": [asdict(day) for day in found.days],
            "removals": [
                {
                    "at": told.removal.asked_at.astimezone(UTC),
                    "removed": told.removed,
                    "put_back": told.put_back,
                    "words": told.removal.words,
                }
                for told in found.removals
            ],
            "proof": proof
            and {
                "at": proof.at.astimezone(UTC),
                "count": proof.count,
                "waiting": proof.waiting,
                "confirmed": proof.confirmed,
                "right": proof.is_right,
            },
        }
    )
