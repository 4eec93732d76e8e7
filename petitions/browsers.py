"""The signed cookies of a signing: this browser signed, this browser confirmed.

They are set by posts only, so public pages stay the same bytes for everybody. A browser
that posts with an address gets the same cookie whether or not the address had signed
before; it says what the browser did, not what the site knows.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts import personal
from petitions.models import Petition, Signature

MOST_REMEMBERED = 8
LIFE = timedelta(hours=48)
THANKS_LIFE = timedelta(minutes=10)
_PREFIX = "__Host-" if settings.IS_HTTPS else ""
SIGNED, THANKED = f"{_PREFIX}signed", f"{_PREFIX}thanked"


def remember_signing(
    request: HttpRequest,
    response: HttpResponse,
    petition: Petition,
    *,
    signer_key: bytes,
    masked: str,
) -> None:
    """Let this browser confirm by itself, and know which address to look for a code."""
    mine = {"petition": petition.slug, "key": signer_key.hex(), "masked": masked}
    earlier = [item for item in _signings(request) if item["key"] != mine["key"]]
    _set(response, SIGNED, [mine, *earlier][:MOST_REMEMBERED], LIFE)
    personal.invite(response)


def has_signed(request: HttpRequest, signature: Signature) -> bool:
    """Whether this browser sent this signature's form."""
    key = bytes(signature.signer_key).hex()
    return any(item["key"] == key for item in _signings(request))


def last_signing(request: HttpRequest, petition: Petition) -> tuple[bytes, str] | None:
    """The signer's key and masked address that this browser last used here."""
    for item in _signings(request):
        if item["petition"] == petition.slug:
            return bytes.fromhex(item["key"]), item["masked"]
    return None


def signed(request: HttpRequest) -> list[dict[str, str]]:
    """What this browser sent lately, for the petitions' pages; newest first.

    Says that a form was sent from here, not that its signature counts.
    """
    return [
        {"petition": item["petition"], "masked": item["masked"]}
        for item in _signings(request)
    ]


def remember_thanks(
    response: HttpResponse, signature: Signature, **more: bool | int
) -> None:
    """Let the next page thank by name; a link to it, passed on, names nobody."""
    about = {
        "petition": signature.petition.slug,
        "first_name": signature.first_name,
        **({"gave_reason": signature.pk} if signature.reason else {}),
        **more,
    }
    _set(response, THANKED, about, THANKS_LIFE)


def thanks(request: HttpRequest, petition: Petition) -> dict[str, Any]:
    """What `remember_thanks` kept for this petition; empty for anybody else."""
    kept = _get(request, THANKED, THANKS_LIFE)
    if isinstance(kept, dict) and kept.get("petition") == petition.slug:
        return kept
    return {}


def _signings(request: HttpRequest) -> list[dict[str, str]]:
    kept = _get(request, SIGNED, LIFE)
    return kept if isinstance(kept, list) else []


def _set(response: HttpResponse, name: str, value: object, life: timedelta) -> None:
    response.set_cookie(
        name,
        signing.dumps(value, salt=name),
        max_age=life,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _get(request: HttpRequest, name: str, life: timedelta) -> object:
    written = request.COOKIES.get(name)
    if not written:
        return None
    try:
        return signing.loads(written, salt=name, max_age=life)
    except signing.BadSignature:
        return None


personal.tell("signed", signed)
