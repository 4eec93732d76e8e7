"""The demo's history, line by line: public reporting, told in our own words.

What a reader of the archive cannot check is not here: no reply of the government is
invented.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from campaigns import timeline
from campaigns.models import Campaign, TimelineEntry
from campaigns.timeline import Kind
from petitions.models import Milestone, Petition

SYRIA, UKRAINE = "Syria 2015", "Ukraine 2022"
ENTRIES: list[dict[str, Any]] = [
    {
        "phase": SYRIA,
        "kind": Kind.LAUNCH,
        "happened_on": date(2015, 1, 1),
        "title": "The first run, during the war in Syria",
        "text": (
            "Readers are asked for the first time to say that refugees are welcome, and"
            " to tell the UK government to take its share of the people who flee."
        ),
    },
    {
        "phase": UKRAINE,
        "kind": Kind.RENEWAL,
        "happened_on": date(2022, 3, 1),
        "title": "Renewed, days after the invasion of Ukraine",
        "text": (
            "Seven years on, the campaign asks again: help for the countries that take"
            " people in, and a safe haven in the UK. A fundraiser opens beside the"
            " petition, for the Red Cross and Save the Children; it hopes for"
            " £100,000."
        ),
    },
    {
        "phase": UKRAINE,
        "kind": Kind.MILESTONE,
        "happened_on": date(2022, 3, 3),
        "title": "100,000 names in 48 hours",
        "text": "Two days after the renewal, a hundred thousand readers have signed.",
    },
    {
        "phase": UKRAINE,
        "kind": Kind.STORY,
        "happened_on": date(2022, 3, 3),
        "title": "The money now goes to the Disasters Emergency Committee",
        "text": (
            "From today what readers give reaches the charities of the joint appeal. In"
            " the end they give £145,000; with a sister title, and with £56,000 matched"
            " by the government, it comes to more than £400,000."
        ),
    },
    {
        "phase": UKRAINE,
        "kind": Kind.MILESTONE,
        "happened_on": date(2022, 3, 14),
        "title": "200,000 names in a fortnight",
    },
    {
        "phase": UKRAINE,
        "kind": Kind.MILESTONE,
        "happened_on": date(2022, 4, 16),
        "title": "A quarter of a million names",
        "text": (
            "250,000 readers have signed. The last public page of the petition"
            " showed 265,826 names, on the way to 300,000."
        ),
    },
]


def tell(petition: Petition) -> None:
    """Write the history of the petition's campaign, and leave the editors one draft."""
    campaign = petition.campaign
    phases = {phase.title: phase for phase in campaign.phases.all()}
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            campaign=campaign,
            is_published=True,
            **(entry | {"phase": phases[entry["phase"]]}),
        )
        for entry in ENTRIES
    )
    _draft_last_milestone(campaign, petition)


def _draft_last_milestone(campaign: Campaign, petition: Petition) -> None:
    """The demo's signers came all at once, so the sweep would tell of minutes."""
    reached = Milestone.objects.filter(petition=petition)
    last = reached.order_by("-count").first()
    reached.update(drafted_at=timezone.now())
    if last:
        timeline.draft(
            campaign,
            kind=Kind.MILESTONE,
            on=timezone.localdate(),
            title=f"{last.count} names in the first days on our own site",
            text=f"“{petition.title}” has passed {last.count} confirmed signatures.",
            phase=petition.phase,
            drafted_for=f"milestone:{petition.pk}:{last.count}",
        )
