"""The sum of a monthly or yearly gift, which its donor may change.

What Stripe charges is the truth: `settle` takes over what it says, whoever asked it and
why. `changing` asks it for another sum.
"""

from typing import Any

from django.db.models import F
from django.utils import timezone

from donations import recurring, writing_to
from donations.models import Donation, SumChange
from mailroom.printing import from_templates
from mailroom.writing import NothingToWrite, Written, writes

KIND = "donations.sum_changed"


def ever_chosen(donation: Donation) -> set[int]:
    """All sums that its donor chose, fees added: whichever of them is charged is right.

    A charge may have been on its way at Stripe when another sum was chosen, and be told
    of afterwards.
    """
    changes = donation.sum_changes.all()
    old = {change.old_total_minor for change in changes}
    new = {change.total_minor for change in changes}
    return {donation.total_minor} | old | new


def settle(donation: Donation, subscription: dict[str, Any]) -> None:
    """Take over the sum that Stripe charges from now on, if its donor chose it.

    Call it in the donation's transaction, with what Stripe said last. A sum that
    somebody else set at Stripe stays what it is: not what was asked for.
    """
    charged = _charged(subscription)
    if charged is None or charged == donation.total_minor:
        return
    chosen = donation.sum_changes.filter(amount_minor=charged - F("fee_minor"))
    if change := chosen.order_by("-pk").first():
        _hold(donation, change)


def _charged(subscription: dict[str, Any]) -> int | None:
    """Ours have one item; None where Stripe does not say."""
    for item in subscription["items"]["data"]:
        price = item.get("price") or {}
        found: int | None = price.get("unit_amount")
        return found
    return None


def _hold(donation: Donation, change: SumChange) -> None:
    change.old_amount_minor = donation.amount_minor
    change.old_fee_minor = donation.fee_minor
    change.held_at = timezone.now()
    change.save(update_fields=["old_amount_minor", "old_fee_minor", "held_at"])
    donation.amount_minor, donation.fee_minor = change.amount_minor, change.fee_minor
    donation.save(update_fields=["amount_minor", "fee_minor"])
    writing_to.donor(donation, KIND, change.pk)


@writes(KIND)
def write(change_id: int) -> Written:
    """Not written once the gift has stopped: the letter about that says all."""
    rows = SumChange.objects.select_related(
        "donation__channel__campaign", "donation__subscription"
    )
    change = rows.filter(pk=change_id).first()
    subscription = recurring.of(change.donation) if change else None
    if change is None or subscription is None or not subscription.is_running:
        raise NothingToWrite
    donation = change.donation
    about = donation.currency, donation.interval
    return from_templates(
        "donations/sum_changed",
        {
            "channel_title": donation.channel.title,
            "campaign_title": donation.channel.campaign.title,
        },
        blanks={
            "name": donation.name,
            "old": recurring.told(change.old_total_minor, *about),
            "new": recurring.told(change.total_minor, *about),
            "next_day": subscription.next_day,
            "number": str(donation.pk),
            "manage_url": recurring.link(subscription),
        },
    )
