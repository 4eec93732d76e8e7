"""A petition as campaign pages and the home page show it."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from campaigns.models import Campaign, Phase
from petitions import figures
from petitions.models import Petition


def of_phase(phase: Phase) -> list[SafeString]:
    """A card for each public petition of the phase."""
    return _cards(Petition.objects.public().filter(phase=phase))


def running(campaign: Campaign) -> list[SafeString]:
    """For the home page: the petitions that can be signed now."""
    open_now = Petition.objects.filter(campaign=campaign, status=Petition.Status.OPEN)
    return _cards(petition for petition in open_now if petition.is_open)


def without_phase(campaign: Campaign) -> list[SafeString]:
    """Public petitions that belong to the campaign as a whole."""
    return _cards(Petition.objects.public().filter(campaign=campaign, phase=None))


def _cards(petitions: Iterable[Petition]) -> list[SafeString]:
    return [_card(petition) for petition in petitions]


def _card(petition: Petition) -> SafeString:
    context = {"petition": petition, "figures": figures.of(petition)}
    return render_to_string("petitions/_card.html", context)
