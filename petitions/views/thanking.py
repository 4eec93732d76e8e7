"""After a confirmation: the account that was asked for with it, and the thanks."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import opening
from config import long_way
from config.short_way import rests_on_no_session
from mailroom import addresses
from petitions import browsers, figures, next_steps, pages, reasons
from petitions.models import Petition, Signature

# A letter that is older may lie in a mailbox that others read.
ACCOUNT_LIFE = timedelta(hours=24)


def thank(
    request: HttpRequest, signature: Signature, *, is_first: bool
) -> HttpResponse:
    """Lead to the thanks, and into the account if one was asked for with the signature.

    Without that wish a letter opens no session, whoever presses its button (T4).
    """
    if signature.open_account:
        with_account = partial(_open, signature=signature, is_first=is_first)
        return long_way.take(request, with_account)
    response = _to_thanks(signature)
    browsers.remember_thanks(response, signature)
    return response


def _open(
    request: HttpRequest, *, signature: Signature, is_first: bool
) -> HttpResponse:
    """Sign in who proved the mailbox just now; everybody else is shown the door."""
    response = _sign_in(request, signature) if is_first else None
    about: dict[str, bool | int] = {"wants_account": True}
    if is_first and response is None:
        about["for_door"] = signature.pk
    response = response or _to_thanks(signature)
    browsers.remember_thanks(response, signature, **about)
    return response


def _sign_in(request: HttpRequest, signature: Signature) -> HttpResponse | None:
    """None: the rules of `opening` say no, or the signature is of yesterday."""
    signature.refresh_from_db(fields=["email", "signed_at"])
    if timezone.now() - signature.signed_at > ACCOUNT_LIFE:
        return None
    user = opening.open_account(addresses.parse(signature.email))
    where = pages.after_confirming(signature.petition.slug)
    return opening.sign_in(request, user, where) if user else None


def _to_thanks(signature: Signature) -> HttpResponse:
    return HttpResponseRedirect(pages.after_confirming(signature.petition.slug))


@rests_on_no_session
@require_safe
@never_cache
def signed(request: HttpRequest, slug: str) -> HttpResponse:
    petition = get_object_or_404(
        Petition.objects.public().select_related("campaign"), slug=slug
    )
    thanks = browsers.thanks(request, petition)
    if long_way.has_session(request) or thanks.get("wants_account"):
        return long_way.take(request, partial(_signed, petition=petition))
    return _page(
        request,
        petition,
        first_name=thanks.get("first_name"),
        signature=_with_reason(thanks),
    )


def _signed(request: HttpRequest, *, petition: Petition) -> HttpResponse:
    """For a browser that may be signed in, or asked for an account."""
    thanks = browsers.thanks(request, petition)
    if request.user.is_authenticated:
        own = Signature.objects.filter(petition=petition, reader=request.user)
        signature = own.filter(verified_at__isnull=False).first()
        first_name = signature.first_name if signature else thanks.get("first_name")
        return _page(
            request,
            petition,
            first_name=first_name,
            signature=signature or _with_reason(thanks),
            is_reader=True,
        )
    return _page(
        request,
        petition,
        first_name=thanks.get("first_name"),
        signature=_with_reason(thanks),
        is_offered_account=thanks.get("wants_account", False),
        mail_to=_mail_to(thanks.get("for_door")),
    )


def _mail_to(signature_id: int | None) -> str:
    """The address to send a code to, for the browser that proved it a moment ago."""
    if signature_id is None:
        return ""
    kept = Signature.objects.filter(pk=signature_id).values_list("email", flat=True)
    return kept.first() or ""


def _with_reason(thanks: dict[str, Any]) -> Signature | None:
    """The signature of this browser's signer, who said why; few do."""
    pk = thanks.get("gave_reason")
    return Signature.objects.filter(pk=pk).first() if pk else None


def _page(
    request: HttpRequest,
    petition: Petition,
    *,
    first_name: str | None,
    signature: Signature | None = None,
    is_reader: bool = False,
    is_offered_account: bool = False,
    mail_to: str = "",
) -> HttpResponse:
    context = {
        "petition": petition,
        "figures": figures.of(petition),
        "steps": next_steps.of_a_moment_ago(petition),
        "has_signed": first_name is not None,
        "first_name": first_name or "",
        "reasons": reasons.offers(signature) if signature else [],
        "is_reader": is_reader,
        "is_offered_account": is_offered_account,
        "mail_to": mail_to,
        "masked": addresses.masked(mail_to) if mail_to else "",
    }
    return render(request, "petitions/signed.html", context)
