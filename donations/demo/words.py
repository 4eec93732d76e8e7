"""What the demo's ways to give are called."""

from typing import NamedTuple


class Words(NamedTuple):
    reporting: str
    reporting_note: str
    reporting_fund: str
    appeal: str
    appeal_note: str
    first_charities: str
    charities: str
    matched_by: str
    partner: str
    reported: str


WORDS = Words(
    reporting="The reporting behind the campaign",
    reporting_note="Pays for the people who go there, ask, and write it down.",
    reporting_fund="the Meridian Reporting Fund, an invented charity",
    appeal="Food, shelter and a warm coat",
    appeal_note="For people who had to leave Ukraine, and those who took them in.",
    first_charities="The British Red Cross and Save the Children",
    charities="the Disasters Emergency Committee",
    matched_by="the UK government",
    partner="a sister title",
    reported="this newsroom's reports of 2022",
)
