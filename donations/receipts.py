"""The receipt: one letter for a payment, once.

That of a monthly or yearly gift says when the next charge comes and how to stop it.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone

from donations import money, own, recurring, writing_to
from donations.models import Payment
from mailroom.printing import from_templates
from mailroom.writing import NothingToWrite, Written, writes

(KIND,) = own.LETTERS


def post(payment: Payment) -> None:
    """Called with the payment's first row, in its transaction; and to send it again."""
    writing_to.donor(payment.donation, KIND, payment.pk)


@writes(KIND)
def write(payment_id: int) -> Written:
    rows = Payment.objects.select_related(
        "donation__channel__campaign", "donation__subscription"
    )
    payment = rows.filter(pk=payment_id).first()
    if payment is None:
        raise NothingToWrite
    donation, channel = payment.donation, payment.donation.channel
    subscription = recurring.of(donation)
    return from_templates(
        "donations/receipt",
        {
            "channel_title": channel.title,
            "campaign_title": channel.campaign.title,
            "interval": donation.interval,
            "is_stopped": subscription is not None and subscription.is_stopped,
            "books_url": settings.SITE_URL
            + reverse("donations:give", args=[channel.campaign.slug]),
        },
        blanks={
            "name": donation.name,
            "amount": money.shown(payment.amount_minor, payment.currency),
            "wish": recurring.told(
                donation.total_minor, donation.currency, donation.interval
            ),
            "next_day": subscription.next_day if subscription else "",
            "manage_url": recurring.link(subscription) if subscription else "",
            "day": formats.date_format(timezone.localtime(payment.paid_at)),
            "number": payment.receipt_number,
            "gifts_url": settings.SITE_URL + own.path(payment),
        },
    )
