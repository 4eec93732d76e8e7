"""Where Gift Aid is offered: own checkout, pounds, and a charity that claims it."""

from typing import NamedTuple

from django.utils import timezone

from donations import money
from donations.models import BeneficiaryPeriod, Channel


class Charity(NamedTuple):
    """Who claims, as donors are told its name."""

    number: str
    name: str


def charity_of(channel: Channel) -> Charity | None:
    """The charity that gets what is given now, if it claims Gift Aid on it."""
    if channel.is_link or channel.currency != money.GBP:
        return None
    period = channel.beneficiary_on(timezone.localdate())
    if period is None or not period.claims_gift_aid:
        return None
    return Charity(period.charity_number, period.name)


def charities() -> list[Charity]:
    """Those that claim, or did; each number once, under its newest name."""
    claiming = BeneficiaryPeriod.objects.filter(claims_gift_aid=True)
    rows = claiming.order_by("starts_on").values_list("charity_number", "name")
    return [Charity(number, name) for number, name in sorted(dict(rows).items())]
