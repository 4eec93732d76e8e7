"""A reader's wishes for letters about campaigns: shown, stopped, downloaded, erased.

They belong to the addresses that a reader proved (`accounts.owning`), so a merger has
nothing to move.
"""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts import owning
from accounts.home import belongings, sections
from accounts.models import User
from campaigns import newsletter
from campaigns.models.subscription import SubscriptionQuerySet


def register() -> None:
    sections.add("newsletters", 31, _section)
    belongings.register("newsletters", _download, _erase, _merge)


def of_reader(user: User) -> SubscriptionQuerySet:
    return newsletter.of_addresses(owning.proved(user))


def _section(request: HttpRequest, user: User) -> str:
    """The campaigns that write to this reader; "" when none does."""
    own = of_reader(user).wanted()
    subscriptions = [
        {"campaign": it.campaign, "token": newsletter.token(newsletter.STOP, it)}
        for it in own
    ]
    if not subscriptions:
        return ""
    about = {"subscriptions": subscriptions}
    return render_to_string("campaigns/_my_newsletters.html", about, request)


def _download(user: User) -> list[dict[str, Any]]:
    return [
        {
            "campaign": it.campaign.title,
            "email": it.email,
            "source": it.source,
            "given_at": it.given_at,
            "confirmed_at": it.confirmed_at,
            "withdrawn_at": it.withdrawn_at,
            "agreed_to": {"language": it.wording.language, "text": it.wording.text},
        }
        for it in of_reader(user)
    ]


def _erase(user: User) -> None:
    newsletter.erase(of_reader(user))


def _merge(into: User, other: User) -> None:
    """They follow their addresses."""
