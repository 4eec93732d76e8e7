from donations.models.channel import BeneficiaryPeriod, Channel, MatchPledge
from donations.models.checkout import (
    Dispute,
    Donation,
    Payment,
    Refund,
    StripeEvent,
)
from donations.models.figures import HopTally, RaisedFigure, TogetherFigure
from donations.models.walls import WallName

__all__ = [
    "BeneficiaryPeriod",
    "Channel",
    "Dispute",
    "Donation",
    "HopTally",
    "MatchPledge",
    "Payment",
    "RaisedFigure",
    "Refund",
    "StripeEvent",
    "TogetherFigure",
    "WallName",
]
