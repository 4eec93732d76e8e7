"""A reader with an account signs: the address is proved, so no letter is needed.

The same rules as for everybody: one statement decides whether the petition is open,
whether this mailbox has signed and whether it must be reviewed (`signing.sign`), and
one confirms it (`confirming.confirm`). Pressed while signed out, it waits as a pending
action until the reader came through the door.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import owning, pending
from accounts.models import User
from accounts.pending import Payload
from mailroom import addresses
from mailroom.addresses import Address
from petitions import confirming, consents, entries, known, pages, signing
from petitions.entries import Details
from petitions.models import Petition, Signature

KIND = "petitions.sign"
# What is kept of the form. The account is there, and its address counts.
FIELDS = ("name", "country", "postcode", "reason", "show_name", "newsletter", "consent")


def offer() -> None:
    """Let readers press "sign with my account" before they are signed in."""
    pending.register(KIND, perform, words=words, button=_("Sign the petition"))


def pressed(
    slug: str, posted: Mapping[str, str], *, network: str, came_by: str = ""
) -> Payload:
    """What was pressed, as it can wait for its reader."""
    version = entries.read(posted).version
    fields = {name: posted.get(name, "") for name in FIELDS}
    return {
        "petition": slug,
        "fields": fields | {"version": str(version or "")},
        "network": network,
        "came_by": came_by,
    }


def words(payload: Payload) -> list[tuple[str, str]]:
    """What the reader typed, for them to copy."""
    fields = payload.get("fields", {})
    typed = [
        (gettext("Name"), fields.get("name", "")),
        (gettext("Your reason"), fields.get("reason", "")),
    ]
    return [(label, text) for label, text in typed if text]


def perform(user: User, payload: Payload) -> str:
    """Sign as this reader; where they are thanked. Raises pending.Refused."""
    own = address(user)
    fields = payload["fields"]
    entry = entries.read(fields | {"email": own.mail_to if own else ""})
    found = known.by_slug(payload["petition"], version=entry.version)
    if found is None or entry.details is None:
        raise pending.Refused(
            gettext("Your name was not added. Please go back and sign once more.")
        )
    try:
        signature = sign_as_reader(
            found.petition,
            entry.details,
            text_id=found.text_id(entry.version),
            network=payload["network"],
            # One that was pressed before this was kept has none.
            came_by=payload.get("came_by", ""),
            reader=user,
        )
    except signing.PetitionClosed as error:
        raise pending.Refused(_why_closed(payload["petition"])) from error
    if signature.status == Signature.Status.REMOVED:
        # The letter says what became of it; no page does.
        return pages.after_signing(payload["petition"])
    return pages.after_confirming(payload["petition"])


def address(user: User) -> Address | None:
    """Where this reader's letters go, if that was proved; else what was proved."""
    proved = owning.proved(user)
    spelt = addresses.parse(user.email)
    if any(proof.canonical == spelt.canonical for proof in proved):
        return spelt
    return proved[0] if proved else None


def _why_closed(slug: str) -> str:
    petition = Petition.objects.get(slug=slug)
    if petition.shown_status == Petition.Status.PAUSED:
        return gettext("Signing is paused just now, so your name was not added.")
    return gettext("This petition has closed by now, so your name was not added.")


@transaction.atomic
def sign_as_reader(
    petition: Petition,
    details: Details,
    *,
    text_id: int,
    network: str,
    reader: User,
    came_by: str = "",
) -> Signature:
    """Sign and confirm at once, for an account. Raises signing.PetitionClosed."""
    signature, _is_first = sign_as_proved(
        petition, details, text_id=text_id, network=network, came_by=came_by
    )
    own = Signature.objects.filter(pk=signature.pk, reader=None)
    own.update(reader=reader)
    return signature


@transaction.atomic(savepoint=False)
def sign_as_proved(
    petition: Petition,
    details: Details,
    *,
    text_id: int,
    network: str,
    came_by: str = "",
) -> tuple[Signature, bool]:
    """Sign and confirm at once, for somebody who proved to hold this mailbox.

    Returns the signature, and whether it was proved just now. Raises
    signing.PetitionClosed. Signing twice is safe. Where somebody typed this address
    before and nobody confirmed it, what its owner gives now takes the place of that;
    the source stays the first.
    """
    signing.sign(petition, details, text_id=text_id, network=network, came_by=came_by)
    key = petition.signer_key(details.address.canonical)
    own = Signature.objects.filter(petition=petition, signer_key=key)
    unproved = own.filter(verified_at=None).exclude(status__in=confirming.ENDED)
    unproved.update(**_given(details), text_id=text_id)
    signature = own.select_related("petition").get()
    is_first = confirming.confirm(signature)
    # The thanks tell this reader what a letter would; of a removal only the letter.
    own.exclude(status=Signature.Status.REMOVED).update(letter_due_at=None)
    return signature, is_first


def _given(details: Details) -> dict[str, Any]:
    return {
        "name": details.name,
        "email": details.address.mail_to,
        "country": details.country,
        "postcode": details.postcode,
        "region": details.region,
        "reason": details.reason,
        "show_name": details.show_name,
        "newsletter": details.newsletter,
        "open_account": False,
        "wording_id": consents.wording_id(),
    }
