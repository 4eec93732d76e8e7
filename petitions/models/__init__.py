"""The petition's tables, by subject."""

from petitions.models.counts import AreaTally, CountChange, CountLine, Milestone, Tally
from petitions.models.exports import Export
from petitions.models.petition import Petition, PetitionText
from petitions.models.signature import ConsentWording, Signature

__all__ = [
    "AreaTally",
    "ConsentWording",
    "CountChange",
    "CountLine",
    "Export",
    "Milestone",
    "Petition",
    "PetitionText",
    "Signature",
    "Tally",
]
