"""The signer's page, from the link in any letter: see, change, take back, erase."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from config.guards import at_secret_address, post_from_own_site
from mailroom import addresses
from petitions import belonging, mine, reasons, tokens, withdrawing
from petitions.forms import ChoicesForm
from petitions.models import Signature
from petitions.views import confirming

SAVED = ("choices", "withdrawn")


def signers_only(
    view: Callable[[HttpRequest, Signature], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Find the signature that a letter's token opens, or show that it opens nothing."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @at_secret_address
    @wraps(view)
    def wrapper(request: HttpRequest, token: str) -> HttpResponse:
        try:
            signature = tokens.read_whole(tokens.MY, token)
        except tokens.BadToken:
            return confirming.ended(request)
        return view(request, signature)

    return wrapper


@require_safe
@signers_only
def page(request: HttpRequest, signature: Signature) -> HttpResponse:
    saved = request.GET.get("saved", "")
    context = _context(signature) | {
        "saved": saved if saved in SAVED else "",
        "form": ChoicesForm(
            initial={
                "show_name": signature.show_name,
                "newsletter": signature.newsletter,
            }
        ),
        "others": _others(signature),
        "reasons": reasons.offers(signature),
        "more": mine.drawn(signature),
    }
    return render(request, "petitions/my.html", context)


def _others(signature: Signature) -> list[dict[str, Any]]:
    """What the same mailbox signed elsewhere: who reads one letter reads them all."""
    canonical = addresses.parse(signature.email).canonical
    own = Signature.objects.of_person(canonical).exclude(pk=signature.pk)
    return [
        {
            "petition": other.petition,
            "url": reverse("petitions:my", args=[tokens.make(tokens.MY, other)]),
        }
        for other in own.select_related("petition").order_by("-pk")
    ]


@signers_only
@post_from_own_site
def choices(request: HttpRequest, signature: Signature) -> HttpResponse:
    form = ChoicesForm(request.POST)
    form.is_valid()  # Two boxes: whatever is posted, each is ticked or not.
    withdrawing.choose(signature, **form.cleaned_data)
    return _back(signature, saved="choices")


@signers_only
def withdraw(request: HttpRequest, signature: Signature) -> HttpResponse:
    def done(request: HttpRequest) -> HttpResponse:
        withdrawing.withdraw(signature)
        return _back(signature, saved="withdrawn")

    return _ask_first(request, signature, "petitions/my_withdraw.html", done)


@signers_only
def erase(request: HttpRequest, signature: Signature) -> HttpResponse:
    def done(request: HttpRequest) -> HttpResponse:
        withdrawing.erase(signature)
        return render(
            request, "petitions/my_gone.html", {"petition": signature.petition}
        )

    return _ask_first(request, signature, "petitions/my_erase.html", done)


@signers_only
def not_me(request: HttpRequest, signature: Signature) -> HttpResponse:
    def done(request: HttpRequest) -> HttpResponse:
        never_write = request.POST.get("never_write") == "on"
        withdrawing.disown(signature, never_write=never_write)
        return render(
            request, "petitions/my_gone.html", {"petition": signature.petition}
        )

    return _ask_first(request, signature, "petitions/my_not_me.html", done)


@require_safe
@signers_only
def download(request: HttpRequest, signature: Signature) -> HttpResponse:
    """Everything that is kept about this signature, for its signer."""
    return JsonResponse(
        belonging.kept(signature),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="my-signature.json"'},
    )


def _ask_first(
    request: HttpRequest,
    signature: Signature,
    template: str,
    done: Callable[[HttpRequest], HttpResponse],
) -> HttpResponse:
    """A page with one button; only pressing it does anything (promise 4)."""
    if request.method == "POST":
        return post_from_own_site(done)(request)
    return render(request, template, _context(signature))


def _back(signature: Signature, *, saved: str) -> HttpResponse:
    response = redirect("petitions:my", tokens.make(tokens.MY, signature))
    response["Location"] += f"?saved={saved}"
    return response


def _context(signature: Signature) -> dict[str, Any]:
    return {
        "signature": signature,
        "petition": signature.petition,
        "masked": addresses.masked(signature.email),
        "token": tokens.make(tokens.MY, signature),
    }
