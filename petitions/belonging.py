"""The signatures of a reader with an account: shown, downloaded, merged, erased.

Registered with the reader's home (`accounts.home`), which knows no petition.
"""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import owning
from accounts.home import belongings, leaving, sections
from accounts.models import User
from petitions import figures, tokens, withdrawing
from petitions.models import Signature
from petitions.models.signature import SignatureQuerySet


def register() -> None:
    sections.add("signatures", 20, _signatures)
    sections.add("letters", 30, _letters)
    belongings.register("signatures", _download, _erase, _merge)


def of_reader(user: User) -> SignatureQuerySet:
    """What is attached to this reader, and what their addresses signed since.

    The one place that says so: nothing of an address is theirs before it is proved.
    """
    found = Signature.objects.filter(reader=user)
    for address in owning.proved(user):
        found |= Signature.objects.of_person(address.canonical).filter(reader=None)
    return found


def _shown(user: User) -> SignatureQuerySet:
    return of_reader(user).select_related("petition", "text", "wording").order_by("-pk")


# In the home


def _signatures(request: HttpRequest, user: User) -> str:
    signatures = [
        {
            "signature": signature,
            "petition": signature.petition,
            "url": reverse("petitions:my", args=[tokens.make(tokens.MY, signature)]),
        }
        for signature in _shown(user)
    ]
    about = {"signatures": signatures}
    return render_to_string("petitions/_my_signatures.html", about, request)


def _letters(request: HttpRequest, user: User) -> str:
    """For which petitions this reader wants letters; "" for who signed none."""
    signatures = list(about_which_we_may_write(user))
    if not signatures:
        return ""
    about = {"signatures": signatures}
    return render_to_string("petitions/_my_letters.html", about, request)


def about_which_we_may_write(user: User) -> SignatureQuerySet:
    ended = [Signature.Status.WITHDRAWN, Signature.Status.REMOVED]
    return _shown(user).exclude(status__in=ended)


def choose_letters(user: User, wanted: set[str]) -> None:
    """Want letters for these signatures, by number, and for none of the others."""
    for signature in about_which_we_may_write(user):
        withdrawing.choose(
            signature,
            show_name=signature.show_name,
            newsletter=str(signature.pk) in wanted,
        )


# To take home, to end, to merge


def _download(user: User) -> list[dict[str, Any]]:
    return [kept(signature) for signature in _shown(user)]


def _erase(user: User) -> None:
    """As the reader chose: counted on without a name, or out of the count."""
    end = withdrawing.anonymise if leaving.keeps_signatures(user) else withdrawing.erase
    for signature in of_reader(user):
        end(signature)


def _merge(into: User, other: User) -> None:
    """They follow their addresses. One person has one name on a petition.

    So where both accounts have one that counts, that of the account which is closed is
    withdrawn, and the number falls by the line of all who withdraw.
    """
    theirs = of_reader(other).confirmed()
    both = defaultdict(list)
    for signature in [*of_reader(into).confirmed(), *theirs]:
        both[signature.petition_id].append(signature)
    for _first, *doubles in both.values():
        for double in doubles:
            withdrawing.withdraw(double)


def kept(signature: Signature) -> dict[str, Any]:
    """Everything that is kept about a signature, for its signer."""
    return {
        "petition": signature.petition.title,
        "text_version": signature.text.number,
        "name": signature.name,
        "email": signature.email,
        "country": signature.country,
        "postcode": signature.postcode,
        "constituency": signature.constituency or "",
        "reason": signature.reason,
        "show_name": signature.show_name,
        "newsletter": signature.newsletter,
        "open_account": signature.open_account,
        "status": signature.shown_status,
        "signed_at": figures.stamp(signature.signed_at),
        "confirmed_at": figures.stamp(signature.confirmed_at),
        "ended_at": figures.stamp(signature.ended_at),
        "network": signature.network,
        "came_by": signature.came_by,
        "agreed_to": {
            "language": signature.wording.language,
            "consent": signature.wording.consent,
            "show_name": signature.wording.show_name,
            "newsletter": signature.wording.newsletter,
            "open_account": signature.wording.open_account,
            "privacy": signature.wording.privacy,
        },
    }
