"""Signing: the form, the page that says to look in the inbox, and the typed code."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns import sources
from config import client
from config.guards import post_from_own_site
from config.short_way import rests_on_no_session
from mailroom import addresses
from petitions import browsers, confirming, entries, known, letters, pages
from petitions import signing as signing_service
from petitions.forms import CodeForm, SignatureForm
from petitions.models import Petition
from petitions.views import public, thanking


@post_from_own_site
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    entry = entries.read(request.POST)
    found = known.by_slug(slug, version=entry.version)
    if found is None:
        raise Http404
    petition = found.petition
    if not petition.is_open:
        return _closed(request, slug)
    details, came_by = entry.details, sources.of(request)
    if details is None:
        form = SignatureForm(request.POST.dict() | {"via": came_by})
        return public.page(request, petition, form=form, status=422)
    try:
        signing_service.sign(
            petition,
            details,
            text_id=found.text_id(entry.version),
            network=client.network(request),
            came_by=came_by,
        )
    except signing_service.PetitionClosed:
        return _closed(request, slug)
    response = HttpResponseRedirect(pages.after_signing(slug))
    browsers.remember_signing(
        request,
        response,
        petition,
        signer_key=petition.signer_key(details.address.canonical),
        masked=addresses.masked(details.address.mail_to),
    )
    return response


def _closed(request: HttpRequest, slug: str) -> HttpResponse:
    petition = get_object_or_404(Petition.objects.public(), slug=slug)
    return public.page(request, petition, not_added=True, status=409)


@rests_on_no_session
@require_safe
@never_cache
def check_inbox(request: HttpRequest, slug: str) -> HttpResponse:
    petition = get_object_or_404(Petition.objects.public(), slug=slug)
    known = browsers.last_signing(request, petition)
    context = {
        "petition": petition,
        "masked": known[1] if known else "",
        "code_form": CodeForm(knows_address=bool(known)),
        "delay_minutes": letters.delay_minutes(),
    }
    return render(request, "petitions/check_inbox.html", context)


@never_cache
@post_from_own_site
def code(request: HttpRequest, slug: str) -> HttpResponse:
    petition = get_object_or_404(Petition.objects.public(), slug=slug)
    known = browsers.last_signing(request, petition)
    # The petition page asks for the address; the inbox page knows it.
    knows_address = known is not None and "email" not in request.POST
    form = CodeForm(request.POST, knows_address=knows_address)
    if not form.is_valid():
        return _code_page(request, petition, form)
    if known and knows_address:
        signer_key = known[0]
    else:
        signer_key = petition.signer_key(form.cleaned_data["email"].canonical)
    try:
        signature, is_first = confirming.with_code(
            petition, signer_key=signer_key, typed=form.cleaned_data["code"]
        )
    except confirming.WrongCode:
        form.refuse_code()
        return _code_page(request, petition, form)
    except confirming.TooLate:
        return public.page(request, petition, not_added=True, status=409)
    return thanking.thank(request, signature, is_first=is_first)


def _code_page(
    request: HttpRequest, petition: Petition, form: CodeForm
) -> HttpResponse:
    context = {"petition": petition, "form": form}
    return render(request, "petitions/code.html", context, status=422)
