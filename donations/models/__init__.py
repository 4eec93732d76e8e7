from donations.models.channel import BeneficiaryPeriod, Channel, MatchPledge
from donations.models.checkout import (
    Dispute,
    Donation,
    Payment,
    Refund,
    StripeEvent,
)
from donations.models.figures import HopTally, RaisedFigure, TogetherFigure

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
]
