"""What other apps show on campaign pages.

A petition or a way to give belongs to a higher app; it registers here what it wants
shown, so that campaigns need not know it.
"""

from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString

from campaigns.models import Campaign, Phase

PhasePanels = Callable[[Phase], Sequence[SafeString]]
CampaignPanels = Callable[[Campaign], Sequence[SafeString]]
_for_phases: list[PhasePanels] = []
_for_campaigns: list[CampaignPanels] = []


def register(*, of_phase: PhasePanels, of_campaign: CampaignPanels) -> None:
    """Show something under each phase, and something on the home page's entry."""
    _for_phases.append(of_phase)
    _for_campaigns.append(of_campaign)


def of_phase(phase: Phase) -> list[SafeString]:
    return [panel for panels in _for_phases for panel in panels(phase)]


def of_campaign(campaign: Campaign) -> list[SafeString]:
    return [panel for panels in _for_campaigns for panel in panels(campaign)]
