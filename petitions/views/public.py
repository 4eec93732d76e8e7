"""The petition's public page and figures: the same bytes for every anonymous reader."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from campaigns import conversations, previews
from config.public_pages import public_page
from petitions import consents, figures, renewing, social_cards
from petitions.forms import CodeForm, SignatureForm
from petitions.models import Petition, Signature

SIGNERS_SHOWN = 12


@require_safe
@public_page(has_previews=True)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    petition = get_object_or_404(_petitions(), slug=slug)
    is_draft = petition.status == Petition.Status.DRAFT
    if not is_draft and "preview" in request.GET:
        return redirect(petition)
    if is_draft and not previews.may_see_draft(request):
        raise Http404
    response = page(request, petition)
    return previews.private(response) if is_draft else response


def page(
    request: HttpRequest,
    petition: Petition,
    *,
    form: SignatureForm | None = None,
    not_added: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The petition page, with a form when there is something to sign."""
    text, is_draft = petition.text, petition.status == Petition.Status.DRAFT
    version = {"version": text.number if text else None}
    context = {
        "petition": petition,
        "text": text,
        "figures": figures.of(petition),
        "form": (form or SignatureForm(initial=version)) if petition.is_open else None,
        "code_form": CodeForm(auto_id="code_%s"),
        "wording": consents.wording(),
        "signers": _signers(petition),
        "said": conversations.of(petition, is_preview=is_draft),
        "is_preview": is_draft,
        "not_added": not_added,
        "renewal": renewing.of_petition(petition),
        # A form that came back is shared by nobody.
        "card": None if form else social_cards.picture(petition),
    }
    return render(request, "petitions/detail.html", context, status=status)


def _petitions() -> QuerySet[Petition]:
    return Petition.objects.select_related("campaign")


def _signers(petition: Petition) -> list[dict[str, object]]:
    """The newest signers who chose to be named; their place is their country."""
    shown = Signature.objects.filter(petition=petition).shown()
    newest = shown.order_by("-confirmed_at")[:SIGNERS_SHOWN]
    return [
        {
            "name": signature.name,
            "place": signature.country_name,
            "at": signature.confirmed_at,
        }
        for signature in newest
    ]


@require_safe
@public_page(open_to_other_sites=True)
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """The live number. `as_of` is when it was read; the page is kept for seconds."""
    petition = get_object_or_404(Petition.objects.public(), slug=slug)
    shown = figures.of(petition)
    return JsonResponse(
        {"count": shown.count, "goal": shown.goal, "as_of": figures.stamp(shown.as_of)}
    )


@require_safe
@public_page(open_to_other_sites=True)
def data(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything public about the petition, for data desks."""
    petition = get_object_or_404(
        _petitions().exclude(status=Petition.Status.DRAFT), slug=slug
    )
    return JsonResponse(figures.public_data(petition))
