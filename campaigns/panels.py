"""What other apps show on campaign pages.

A petition or a way to give belongs to a higher app; it registers here what it wants
shown, so that campaigns need not know it.
"""

from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString

from campaigns.models import Campaign, Phase

PhasePanels = Callable[[Phase], Sequence[SafeString]]
CampaignPanels = Callable[[Campaign], Sequence[SafeString]]
_of_phases: list[PhasePanels] = []
_of_campaigns: list[CampaignPanels] = []
_on_home: list[CampaignPanels] = []
_in_archive: list[CampaignPanels] = []


def register(
    *,
    of_phase: PhasePanels,
    of_campaign: CampaignPanels,
    on_home: CampaignPanels,
    in_archive: CampaignPanels,
) -> None:
    """Show something with each phase and campaign, at home and in the archive."""
    _of_phases.append(of_phase)
    _of_campaigns.append(of_campaign)
    _on_home.append(on_home)
    _in_archive.append(in_archive)


def of_phase(phase: Phase) -> list[SafeString]:
    return [panel for panels in _of_phases for panel in panels(phase)]


def of_campaign(campaign: Campaign) -> list[SafeString]:
    return [panel for panels in _of_campaigns for panel in panels(campaign)]


def on_home(campaign: Campaign) -> list[SafeString]:
    return [panel for panels in _on_home for panel in panels(campaign)]


def in_archive(campaign: Campaign) -> list[SafeString]:
    return [panel for panels in _in_archive for panel in panels(campaign)]
