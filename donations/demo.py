"""The demo's ways to give. The fundraiser's sums and days were reported in 2022."""

from datetime import date

from campaigns.models import Campaign
from donations import money
from donations.models import (
    BeneficiaryPeriod,
    Channel,
    MatchPledge,
    RaisedFigure,
    TogetherFigure,
)

REPORTED = "this newsroom's reports of 2022"


def load(campaign: Campaign) -> None:
    """The fundraiser as it was, and an own checkout, which the stand-in makes work."""
    _load_fundraiser(campaign)
    checkout = Channel.objects.create(
        kind=Channel.Kind.CHECKOUT,
        campaign=campaign,
        title="The reporting behind the campaign",
        note="Pays for the people who go there, ask, and write it down.",
        suggested_monthly="3, 5, 10, 20",
        suggested_yearly="25, 50, 100, 200",
        is_published=True,
        position=1,
    )
    BeneficiaryPeriod.objects.create(
        channel=checkout,
        name="the Meridian Reporting Fund, an invented charity",
        charity_number="0000000",
        claims_gift_aid=True,
        starts_on=date(2022, 3, 1),
    )


def _load_fundraiser(campaign: Campaign) -> None:
    channel = Channel.objects.create(
        campaign=campaign,
        title="Food, shelter and a warm coat",
        url="https://www.dec.org.uk/appeal/ukraine-humanitarian-appeal",
        note="For people who had to leave Ukraine, and those who took them in.",
        target_minor=_pounds("100000"),
        is_published=True,
    )
    RaisedFigure.objects.create(
        channel=channel, amount_minor=_pounds("145000"), source=REPORTED
    )
    BeneficiaryPeriod.objects.create(
        channel=channel,
        name="The British Red Cross and Save the Children",
        starts_on=date(2022, 3, 1),
        ends_on=date(2022, 3, 2),
    )
    BeneficiaryPeriod.objects.create(
        channel=channel,
        name="the Disasters Emergency Committee",
        starts_on=date(2022, 3, 3),
    )
    MatchPledge.objects.create(
        channel=channel,
        pledged_by="the UK government",
        amount_minor=_pounds("56000"),
    )
    TogetherFigure.objects.create(
        channel=channel,
        partner="a sister title",
        amount_minor=_pounds("400000"),
        is_least=True,
        source=REPORTED,
    )


def _pounds(written: str) -> int:
    return money.parse(written, money.GBP)
