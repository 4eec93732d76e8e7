from donations.models.card_testing import CardAlarm, RefusedCard
from donations.models.channel import BeneficiaryPeriod, Channel, MatchPledge
from donations.models.checkout import (
    Dispute,
    Donation,
    Payment,
    Refund,
    StripeEvent,
)
from donations.models.desk import BookDifference, MoneyExport, PaymentDecision
from donations.models.figures import HopTally, RaisedFigure, TogetherFigure
from donations.models.gift_aid import (
    GiftAidClaim,
    GiftAidClaimLine,
    GiftAidDeclaration,
    GiftAidWording,
)
from donations.models.subscription import Subscription
from donations.models.sums import SumChange
from donations.models.walls import WallName

__all__ = [
    "BeneficiaryPeriod",
    "BookDifference",
    "CardAlarm",
    "Channel",
    "Dispute",
    "Donation",
    "GiftAidClaim",
    "GiftAidClaimLine",
    "GiftAidDeclaration",
    "GiftAidWording",
    "HopTally",
    "MatchPledge",
    "MoneyExport",
    "Payment",
    "PaymentDecision",
    "RaisedFigure",
    "Refund",
    "RefusedCard",
    "StripeEvent",
    "Subscription",
    "SumChange",
    "TogetherFigure",
    "WallName",
]
