"""A petition as campaign pages, the home page and the archive show it."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from campaigns.models import Campaign, Phase
from petitions import figures
from petitions.models import Petition

CARD = "petitions/_card.html"
# What a run came to once it is over: the demand, the final count, the outcome.
FROZEN = "petitions/_frozen.html"
LINE = "petitions/_archived.html"


def of_phase(phase: Phase) -> list[SafeString]:
    """A card for each public petition of the phase; frozen once the phase is over."""
    petitions = Petition.objects.public().filter(phase=phase)
    if phase.is_current:
        return _drawn(CARD, petitions)
    return [_frozen_or_card(petition) for petition in petitions]


def running(campaign: Campaign) -> list[SafeString]:
    """For the home page: the petitions that can be signed now."""
    open_now = Petition.objects.filter(campaign=campaign, status=Petition.Status.OPEN)
    return _drawn(CARD, (petition for petition in open_now if petition.is_open))


def without_phase(campaign: Campaign) -> list[SafeString]:
    """Public petitions that belong to the campaign as a whole."""
    public = Petition.objects.public().filter(campaign=campaign, phase=None)
    return _drawn(CARD, public)


def in_archive(campaign: Campaign) -> list[SafeString]:
    """A line for each petition: how many signed, and whether it was won."""
    return _drawn(LINE, Petition.objects.public().filter(campaign=campaign))


def _frozen_or_card(petition: Petition) -> SafeString:
    """One that still takes names is no history, whatever its phase says."""
    return _draw(FROZEN if petition.ended_at else CARD, petition)


def _drawn(template: str, petitions: Iterable[Petition]) -> list[SafeString]:
    return [_draw(template, petition) for petition in petitions]


def _draw(template: str, petition: Petition) -> SafeString:
    context = {"petition": petition, "figures": figures.of(petition)}
    return render_to_string(template, context)
