"""Puts the demo's ways to give beside its campaign."""

from datetime import date

from campaigns.models import Campaign
from donations import money
from donations.demo import arabic, words
from donations.demo.words import Words
from donations.models import (
    BeneficiaryPeriod,
    Channel,
    MatchPledge,
    RaisedFigure,
    TogetherFigure,
)
from petitions.demo import speaks_arabic


def load(campaign: Campaign) -> None:
    """The fundraiser as it was, and an own checkout, which the stand-in makes work."""
    said = arabic.WORDS if speaks_arabic() else words.WORDS
    _load_fundraiser(campaign, said)
    checkout = Channel.objects.create(
        kind=Channel.Kind.CHECKOUT,
        campaign=campaign,
        title=said.reporting,
        note=said.reporting_note,
        suggested_monthly="3, 5, 10, 20",
        suggested_yearly="25, 50, 100, 200",
        is_published=True,
        position=1,
    )
    BeneficiaryPeriod.objects.create(
        channel=checkout,
        name=said.reporting_fund,
        charity_number="0000000",
        claims_gift_aid=True,
        starts_on=date(2022, 3, 1),
    )


def _load_fundraiser(campaign: Campaign, said: Words) -> None:
    channel = Channel.objects.create(
        campaign=campaign,
        title=said.appeal,
        url="https://www.dec.org.uk/appeal/ukraine-humanitarian-appeal",
        note=said.appeal_note,
        target_minor=_pounds("100000"),
        is_published=True,
    )
    RaisedFigure.objects.create(
        channel=channel, amount_minor=_pounds("145000"), source=said.reported
    )
    BeneficiaryPeriod.objects.create(
        channel=channel,
        name=said.first_charities,
        starts_on=date(2022, 3, 1),
        ends_on=date(2022, 3, 2),
    )
    BeneficiaryPeriod.objects.create(
        channel=channel,
        name=said.charities,
        starts_on=date(2022, 3, 3),
    )
    MatchPledge.objects.create(
        channel=channel,
        pledged_by=said.matched_by,
        amount_minor=_pounds("56000"),
    )
    TogetherFigure.objects.create(
        channel=channel,
        partner=said.partner,
        amount_minor=_pounds("400000"),
        is_least=True,
        source=said.reported,
    )


def _pounds(written: str) -> int:
    return money.parse(written, money.GBP)
