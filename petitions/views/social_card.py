"""The picture of a petition beside a link on another site, as a worker drew it."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.short_way import rests_on_no_session
from petitions import social_cards
from petitions.models import Petition, SocialCard

FOR_EVER = "public, max-age=31536000, immutable"
A_MINUTE = "public, max-age=60"


@rests_on_no_session
@require_safe
def card(request: HttpRequest, name: str) -> HttpResponse:
    """One that was drawn; an address of before leads to the card of today."""
    public = Petition.objects.public()
    if SocialCard.objects.filter(name=name, petition__in=public).exists():
        return _file(name)
    newest = social_cards.current(name)
    if newest is None:
        raise Http404
    response = HttpResponseRedirect(
        reverse("petitions:social_card", args=[newest.name])
    )
    response["Cache-Control"] = A_MINUTE
    return response


def _file(name: str) -> HttpResponse:
    try:
        with default_storage.open(social_cards.path_of(name)) as file:
            response = HttpResponse(file.read(), content_type="image/png")
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = FOR_EVER
    return response
