"""The receipt: one letter for a payment, once."""

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone

from donations import money, own
from donations.models import Payment
from mailroom import outbox
from mailroom.models import Lane
from mailroom.printing import from_templates
from mailroom.writing import NothingToWrite, Written, writes

(KIND,) = own.LETTERS


def post(payment: Payment) -> None:
    """Called with the payment's first row, in its transaction; and to send it again."""
    if payment.donation.email:
        letter = outbox.draft(
            KIND,
            subject_id=payment.pk,
            mail_to=payment.donation.email,
            lane=Lane.TRANSACTIONAL,
            is_capped=False,
        )
        outbox.post([letter])


def number(payment: Payment) -> str:
    """As it stands on the receipt and in the books."""
    return str(payment.donation_id)


@writes(KIND)
def write(payment_id: int) -> Written:
    rows = Payment.objects.select_related("donation__channel__campaign")
    payment = rows.filter(pk=payment_id).first()
    if payment is None:
        raise NothingToWrite
    channel = payment.donation.channel
    return from_templates(
        "donations/receipt",
        {
            "channel_title": channel.title,
            "campaign_title": channel.campaign.title,
            "books_url": settings.SITE_URL
            + reverse("donations:give", args=[channel.campaign.slug]),
        },
        blanks={
            "name": payment.donation.name,
            "amount": money.shown(payment.amount_minor, payment.currency),
            "day": formats.date_format(timezone.localtime(payment.paid_at)),
            "number": number(payment),
            "gifts_url": settings.SITE_URL + own.path(payment),
        },
    )
