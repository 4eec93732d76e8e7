"""Finance's desk: monthly and yearly gifts as Stripe says they stand, read only."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from donations import recurring, stripe_api
from donations.admin.pages import ReadOnly
from donations.models import Subscription


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly):
    list_display = [
        *("gift", "channel", "status", "next_charge", "stops", "ended_at", "at_stripe"),
    ]
    list_filter = ["status", "donation__interval", "donation__channel"]
    list_select_related = ["donation__channel"]
    search_fields = ["subscription_id", "donation__email", "donation__id"]
    fields = [
        *("gift", "channel", "donor", "status", "next_charge", "stops"),
        *("ended_at", "ended_because", "at_stripe"),
    ]

    @admin.display(description=_("gift"), ordering="donation__amount_minor")
    def gift(self, row: Subscription) -> str:
        donation = row.donation
        return recurring.told(
            donation.total_minor, donation.currency, donation.interval
        )

    @admin.display(description=_("way to give"))
    def channel(self, row: Subscription) -> str:
        return row.donation.channel.title

    @admin.display(description=_("donor"))
    def donor(self, row: Subscription) -> str:
        return f"{row.donation.name} <{row.donation.email}>".strip()

    @admin.display(description=_("next charge"), ordering="current_period_end")
    def next_charge(self, row: Subscription) -> str:
        return row.next_day or "-"

    @admin.display(description=_("stopped"), boolean=True)
    def stops(self, row: Subscription) -> bool:
        return row.is_stopped

    @admin.display(description=_("at Stripe"))
    def at_stripe(self, row: Subscription) -> SafeString:
        address = stripe_api.shown_at_stripe(
            "subscriptions", row.subscription_id, is_live=row.donation.is_live
        )
        return format_html(
            '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>',
            address,
            row.subscription_id,
        )
