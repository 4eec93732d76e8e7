"""A reader's gifts: in their home and beside their signatures, to take home, to end.

Registered with hooks of apps that know no gift. What shows gifts beside signatures is
drawn for the owner of a mailbox alone; no page of the desk does.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from accounts.home import belongings, leaving, sections
from accounts.models import User
from donations import gifts, own
from donations.models import Donation, Subscription
from mailroom.addresses import Address
from petitions import mine

SHOWN = 3


def register() -> None:
    sections.add("gifts", 22, _section)
    belongings.register("gifts", _download, _erase, _merge)
    leaving.consequences(_when_leaving)
    mine.register(_beside_signatures)


def _section(request: HttpRequest, user: User) -> str:
    return _draw(own.of_reader(user), reverse("donations:my_gifts"), is_account=True)


def _beside_signatures(mailbox: Address) -> str:
    """What the same mailbox gave: its receipts' link opens as much."""
    return _draw(own.of_address(mailbox), "", is_account=False)


def _draw(donations: QuerySet[Donation], url: str, *, is_account: bool) -> str:
    found = gifts.of(donations)
    if not found:
        return ""
    about = {
        "gifts": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "url": url or own.path(found[0].paid[0].payment),
        "is_account": is_account,
    }
    return render_to_string("donations/_my_gifts.html", about)


def _download(user: User) -> list[dict[str, Any]]:
    about = ("channel__campaign", "wall_name", "subscription")
    rows = own.of_reader(user).select_related(*about).order_by("started_at")
    rows = rows.prefetch_related("payments__refunds", "payments__disputes")
    return [gifts.kept(donation) for donation in rows]


def _erase(user: User) -> None:
    """The rows stay for the books, and lead to nobody any more (docs/privacy.md)."""
    own.forget(own.of_reader(user).values_list("pk", flat=True))


def _when_leaving(user: User) -> str:
    running = Subscription.objects.running().filter(donation__in=own.of_reader(user))
    if not running.exists():
        return ""
    return gettext(
        "Your monthly and yearly gifts end when the account is deleted for good. Until"
        " then they are charged, unless you stop them before."
    )


def _merge(into: User, other: User) -> None:
    """They point at the account, or follow their addresses; `merging` moves both."""
