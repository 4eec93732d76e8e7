"""Which cached pages show a petition, and the addresses of those that follow a post."""

from functools import lru_cache

from django.urls import reverse

from campaigns import ending
from petitions import embedding, history
from petitions.models import Petition


def of_count(petition: Petition) -> list[str]:
    """The small ones that follow the number, and every form of its history."""
    return [
        reverse("petitions:count", args=[petition.slug]),
        reverse("petitions:data", args=[petition.slug]),
        reverse("petitions:data_page", args=[petition.slug]),
        reverse("petitions:places_csv", args=[petition.slug]),
        *(
            reverse(name, args=[petition.slug]) + form
            for name in ("petitions:history", "petitions:history_csv")
            for form in history.FORMS
        ),
    ]


def of_petition(petition: Petition) -> list[str]:
    """Everything that names the petition or its status."""
    return [
        *of_count(petition),
        reverse("petitions:detail", args=[petition.slug]),
        reverse("petitions:embed_page", args=[petition.slug]),
        reverse("petitions:ledger", args=[petition.slug]),
        *embedding.forms(petition),
        petition.campaign.get_absolute_url(),
        *ending.pages_of_lists(),
    ]


@lru_cache(maxsize=256)
def after_signing(slug: str) -> str:
    """Kept, like the next one: making an address takes longer than checking a name."""
    return reverse("petitions:check_inbox", args=[slug])


@lru_cache(maxsize=256)
def after_confirming(slug: str) -> str:
    return reverse("petitions:signed", args=[slug])
