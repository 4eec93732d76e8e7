"""Taking a petition down: it is a draft again, which takes no names and has no page.

Nothing that was signed is touched; its signers' own pages go on working.
"""

import re
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.urls import reverse

from campaigns import taking_down
from campaigns.taking_down import Kind, NotPublic
from petitions import publishing, social_cards
from petitions.models import Petition, SocialCard

# Its page and all below it, its figures, its card on other sites.
_PAGES = re.compile(r"/(?:embed/)?petitions/(?P<slug>[-a-zA-Z0-9_]+)(?:/|\.json\Z)")
_CARD = re.compile(r"/cards/petitions/(?P<name>[-a-zA-Z0-9_]+)\.png")


def register() -> None:
    taking_down.register(Kind("petition", Petition, hide, show, roots))


def hide(petition: Petition) -> str:
    """Raises NotPublic. The number and the moves it made stay as they are."""
    was = petition.status
    rows = Petition.objects.public().filter(pk=petition.pk, status=was)
    if not rows.update(status=Petition.Status.DRAFT):
        raise NotPublic
    petition.refresh_from_db()
    _drop_card(petition)
    publishing.show(petition)
    return was


def show(petition: Petition, was: str) -> bool:
    rows = Petition.objects.filter(pk=petition.pk, status=Petition.Status.DRAFT)
    is_back = bool(rows.update(status=was))
    petition.refresh_from_db()
    publishing.show(petition)
    return is_back


def roots(path: str) -> Iterable[str]:
    for slug in _slugs(path):
        yield reverse("petitions:detail", args=[slug])


def _slugs(path: str) -> Iterable[str]:
    if match := _PAGES.match(path):
        yield match["slug"]
    if (match := _CARD.match(path)) and (
        card := social_cards.NAME.fullmatch(match["name"])
    ):
        yield card["slug"]


def _drop_card(petition: Petition) -> None:
    """Its file too, which a proxy may serve past us."""
    for card in SocialCard.objects.filter(petition=petition):
        default_storage.delete(social_cards.path_of(card.name))
        card.delete()
