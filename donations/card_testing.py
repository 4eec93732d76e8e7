"""Thieves try stolen cards on small gifts; what is refused is counted, and stops them.

Refused cards are rows, one for each charge of Stripe's that failed at a checkout, and
checkouts that ran out unpaid are donations that ended. So the counts are the same
however often, late or seldom events come.

A mailbox or a network with too many of both waits. Where cards are refused on the whole
site, nobody is shut out: gifts then come by way of the account, whose code proves a
mailbox. That a checkout runs out unpaid is ordinary, so it counts for less than a
refused card, and for nothing on the whole site.
"""

import logging
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone

from donations import own, stripe_api, writing_to
from donations.models import CardAlarm, Donation, PaymentDecision, RefusedCard
from mailroom.addresses import Address, keyed_hash

logger = logging.getLogger(__name__)

KIND = "donations.card_alarm"
WINDOW = timedelta(hours=3)
# A card mistyped, a bank that asks twice: five refusals are one person's bad day.
MOST_OF_MAILBOX = 6
MOST_OF_NETWORK = 12
# So many of those that ran out weigh as one that was refused.
RAN_OUT_PER_REFUSED = 3
# Of stolen cards nearly all are refused, of readers' own few.
SITE_WINDOW = timedelta(hours=1)
MOST_OF_SITE = 60
ALARM_LASTS = timedelta(hours=1)
# A long night of it is one letter.
QUIET = timedelta(hours=6)
# On one checkout; then it closes, since Stripe's page lets anybody go on.
MOST_OF_CHECKOUT = 10
# A card of a monthly gift may be refused each month; that is no try at a checkout.
CHECKOUT_LASTS = timedelta(hours=2)
NETWORK_KEPT = timedelta(days=1)
KEPT = timedelta(days=30)


class Verdict(Enum):
    """About a gift that somebody wants to begin."""

    FREE = "free"
    # Not from this mailbox or network, for a while.
    WAIT = "wait"
    # By somebody who proves a mailbox.
    PROVE = "prove"


class Tally(NamedTuple):
    refused: int
    ran_out: int
    paid: int

    def is_over(self, most: int) -> bool:
        """Whether more failed than may; where more were paid, it is a busy office."""
        failed = self.refused + self.ran_out // RAN_OUT_PER_REFUSED
        return failed >= most and failed > self.paid


# Before a gift


def network_key(network: str) -> bytes | None:
    """As a donation keeps the network that it was begun in; None of an unknown one."""
    return keyed_hash("donations.network", network) if network else None


def judge(address: Address, network: str, *, is_proved: bool) -> Verdict:
    """`is_proved` where the reader's account knows the address."""
    if of_mailbox(address).is_over(MOST_OF_MAILBOX):
        return Verdict.WAIT
    if network and of_network(network).is_over(MOST_OF_NETWORK):
        return Verdict.WAIT
    if alarm() and not is_proved:
        return Verdict.PROVE
    return Verdict.FREE


def of_mailbox(address: Address) -> Tally:
    return _tally(Q(donor_key=own.key(address)))


def of_network(network: str) -> Tally:
    return _tally(Q(network_key=network_key(network)))


def _tally(whose: Q) -> Tally:
    since = timezone.now() - WINDOW
    theirs = Donation.objects.filter(whose, started_at__gte=since - CHECKOUT_LASTS)
    recent = theirs.filter(started_at__gte=since)
    refused = RefusedCard.objects.filter(donation__in=theirs, refused_at__gte=since)
    ended = recent.filter(status=Donation.Status.ENDED, refused_cards=None)
    paid = recent.filter(status=Donation.Status.PAID)
    return Tally(refused.count(), ended.count(), paid.count())


def alarm() -> CardAlarm | None:
    """What is shown at the desk and asks for an account, while it lasts."""
    return CardAlarm.objects.filter(until__gt=timezone.now()).order_by("-until").first()


# After a card was refused


def note(donation: Donation, charge_id: str, refused_at: datetime) -> None:
    """Keep that a card was refused, once. Call it in the donation's transaction."""
    if refused_at > donation.started_at + CHECKOUT_LASTS:
        return
    _row, is_new = RefusedCard.objects.get_or_create(
        charge_id=charge_id, defaults={"donation": donation, "refused_at": refused_at}
    )
    if is_new:
        _look_at_site()


def _look_at_site() -> None:
    now = timezone.now()
    since = now - SITE_WINDOW
    refused = RefusedCard.objects.filter(refused_at__gte=since).count()
    if refused < MOST_OF_SITE:
        return
    begun = Donation.objects.filter(started_at__gte=since)
    paid = begun.filter(status=Donation.Status.PAID).count()
    if Tally(refused, 0, paid).is_over(MOST_OF_SITE):
        _raise_alarm(now, refused, paid)


def _raise_alarm(now: datetime, refused: int, paid: int) -> None:
    """Make it last from now on; a letter, unless one was sent lately."""
    is_quiet = CardAlarm.objects.filter(until__gt=now - QUIET).exists()
    counts = {
        "until": now + ALARM_LASTS,
        "refused_count": refused,
        "paid_count": paid,
    }
    made, is_new = CardAlarm.objects.update_or_create(
        hour=now.replace(minute=0, second=0, microsecond=0), defaults=counts
    )
    if is_new and not is_quiet:
        logger.warning("Cards are tried: %d refused, %d paid", refused, paid)
        _write_to_finance(made)


def _write_to_finance(made: CardAlarm) -> None:
    about = {
        "refused": made.refused_count,
        "paid": made.paid_count,
        "hours": int(QUIET.total_seconds() // 3600),
        "desk_url": f"{settings.SITE_URL}{_warned()}",
    }
    writing_to.finance(KIND, "donations/card_alarm", about)


def _warned() -> str:
    """Where the desk lists payments that are warned of as fraud."""
    about = PaymentDecision.About.WARNED
    return reverse("admin:donations_payment_changelist") + f"?waits={about}"


def lasts_until(made: CardAlarm) -> str:
    """The time of day at which it ends, unless cards go on being refused."""
    return formats.time_format(timezone.localtime(made.until))


def close_checkout(donation: Donation) -> bool:
    """Close it at Stripe where too many cards were refused on it; whether it did.

    Raises nothing: the next card that is refused asks again.
    """
    is_open = donation.status == Donation.Status.OPEN and donation.session_id
    if not is_open or donation.refused_cards.count() < MOST_OF_CHECKOUT:
        return False
    try:
        stripe_api.expire_checkout(str(donation.session_id))
    except (stripe_api.Away, stripe_api.Refused):
        logger.warning("The checkout of gift %s is not closed yet", donation.pk)
        return False
    return True


# The end


@transaction.atomic
def purge() -> int:
    """Let go of networks after a day, of what was refused after a month."""
    now = timezone.now()
    known = Donation.objects.filter(network_key__isnull=False)
    emptied = known.filter(started_at__lt=now - NETWORK_KEPT).update(network_key=None)
    old = RefusedCard.objects.filter(refused_at__lt=now - KEPT).delete()[0]
    CardAlarm.objects.filter(until__lt=now - KEPT).delete()
    return emptied + old
