"""A donor's declarations among what a reader may download and erase.

They belong to the addresses that a reader proved (`accounts.owning`), so a merger has
nothing to move. What was claimed is kept by law, also when the account goes.
"""

from typing import Any

from accounts import owning
from accounts.home import belongings
from accounts.models import User
from donations.gift_aid import declaring, keeping
from donations.models import GiftAidDeclaration


def register() -> None:
    belongings.register("gift_aid_declarations", _download, _erase, _merge)


def _download(user: User) -> list[dict[str, Any]]:
    own = declaring.of_addresses(owning.proved(user)).select_related("wording")
    claimed = set(keeping.claimed().filter(pk__in=own).values_list("pk", flat=True))
    return [_told(each, is_claimed=each.pk in claimed) for each in own]


def _told(declaration: GiftAidDeclaration, *, is_claimed: bool) -> dict[str, Any]:
    fields = ("title", "first_name", "last_name", "house", "address", "postcode")
    return {name: getattr(declaration, name) for name in fields} | {
        "lives_outside_uk": declaration.is_abroad,
        "donation": str(declaration.donation_id),
        "charity_number": declaration.charity_number,
        "declared_at": declaration.declared_at,
        "cancelled_at": declaration.cancelled_at,
        "agreed_to": declaration.wording.text,
        "kept_by_law": is_claimed,
    }


def _erase(user: User) -> None:
    keeping.erase_unclaimed(declaring.of_addresses(owning.proved(user)))


def _merge(into: User, other: User) -> None:
    """They follow their addresses."""
