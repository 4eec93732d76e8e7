"""Letters about a monthly or yearly gift itself: card refused, stopped, due soon.

Receipts of its charges are `receipts`'. Each of these is asked for once, in the
transaction that writes its mark on the row.
"""

from typing import Any

from donations import recurring, writing_to
from donations.models import Subscription
from mailroom.printing import from_templates
from mailroom.writing import NothingToWrite, Written, writes

REFUSED = "donations.card_refused"
ENDED = "donations.gift_ended"
DUE = "donations.yearly_due"
KINDS = (REFUSED, ENDED, DUE)


def post_due(subscription: Subscription, newest_invoice: dict[str, Any]) -> None:
    """What its donor has to hear of how it stands now, if anything.

    Whoever has heard that it stopped hears no more, unless it runs again.
    """
    if subscription.is_stopped:
        if not subscription.is_farewell_sent:
            _mark(subscription, is_farewell_sent=True)
            post(ENDED, subscription)
        return
    if subscription.is_farewell_sent:
        _mark(subscription, is_farewell_sent=False)
    if subscription.is_refused and _is_news(subscription, newest_invoice):
        _mark(subscription, warned_for=newest_invoice["id"])
        post(REFUSED, subscription)


def _is_news(subscription: Subscription, invoice: dict[str, Any]) -> bool:
    """Whether it failed for an invoice that its donor was not told of."""
    return bool(
        invoice.get("status") == "open"
        and invoice.get("attempt_count")
        and invoice["id"] != subscription.warned_for
    )


def _mark(subscription: Subscription, **marks: Any) -> None:
    for name, value in marks.items():
        setattr(subscription, name, value)
    subscription.save(update_fields=list(marks))


def post(kind: str, subscription: Subscription) -> None:
    writing_to.donor(subscription.donation, kind, subscription.pk)


@writes(REFUSED)
def write_refused(subscription_id: int) -> Written:
    """Not written once the card was charged after all, or the gift has ended."""
    subscription = _found(subscription_id)
    if not subscription.is_refused:
        raise NothingToWrite
    return _letter("donations/card_refused", subscription)


@writes(ENDED)
def write_ended(subscription_id: int) -> Written:
    """Not written if its donor took it up again meanwhile."""
    subscription = _found(subscription_id)
    if not subscription.is_stopped:
        raise NothingToWrite
    return _letter("donations/gift_ended", subscription)


@writes(DUE)
def write_due(subscription_id: int) -> Written:
    """Not written once it was stopped, or the charge it tells of has come."""
    subscription = _found(subscription_id)
    is_ahead = subscription.current_period_end == subscription.reminded_for
    if not subscription.is_running or not is_ahead:
        raise NothingToWrite
    return _letter("donations/yearly_due", subscription)


def _found(subscription_id: int) -> Subscription:
    rows = Subscription.objects.select_related("donation__channel__campaign")
    subscription = rows.filter(pk=subscription_id).first()
    if subscription is None:
        raise NothingToWrite
    return subscription


def _letter(name: str, subscription: Subscription) -> Written:
    donation, channel = subscription.donation, subscription.donation.channel
    return from_templates(
        name,
        {
            "channel_title": channel.title,
            "campaign_title": channel.campaign.title,
            "interval": donation.interval,
            "because": subscription.ended_because,
        },
        blanks={
            "name": donation.name,
            "amount": recurring.told(
                donation.total_minor, donation.currency, donation.interval
            ),
            "next_day": subscription.next_day,
            "number": str(donation.pk),
            "manage_url": recurring.link(subscription),
        },
    )
