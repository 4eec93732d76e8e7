"""The petition's tables, by subject."""

from petitions.models.cards import SocialCard
from petitions.models.constituencies import (
    Constituency,
    ConstituencyTally,
    Postcode,
)
from petitions.models.counts import (
    AreaTally,
    CountChange,
    CountLine,
    CountProof,
    Milestone,
    SourceTally,
    Tally,
    TimeTally,
)
from petitions.models.exports import Export, ExportDownload
from petitions.models.letters import CorrectionLetter
from petitions.models.petition import Petition, PetitionText
from petitions.models.removals import Removal, RemovedSignature
from petitions.models.renewals import Renewal, RenewalLetter
from petitions.models.signature import ConsentWording, Signature

__all__ = [
    "AreaTally",
    "ConsentWording",
    "Constituency",
    "ConstituencyTally",
    "CorrectionLetter",
    "CountChange",
    "CountLine",
    "CountProof",
    "Export",
    "ExportDownload",
    "Milestone",
    "Petition",
    "PetitionText",
    "Postcode",
    "Removal",
    "RemovedSignature",
    "Renewal",
    "RenewalLetter",
    "Signature",
    "SocialCard",
    "SourceTally",
    "Tally",
    "TimeTally",
]
