"""Which cached pages show a petition, so that a change can have them made anew."""

from django.urls import reverse

from petitions.models import Petition


def of_count(petition: Petition) -> list[str]:
    """The two small ones that follow the number."""
    return [
        reverse("petitions:count", args=[petition.slug]),
        reverse("petitions:data", args=[petition.slug]),
    ]


def of_petition(petition: Petition) -> list[str]:
    """Everything that names the petition or its status."""
    return [
        *of_count(petition),
        reverse("petitions:detail", args=[petition.slug]),
        petition.campaign.get_absolute_url(),
        reverse("campaigns:home"),
    ]
