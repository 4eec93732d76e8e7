"""The picture that other sites show when a petition is shared.

Its address holds the count, rounded down to two figures, and a hash of the words on
it and of the newsroom's look. So it may be kept for ever, and whoever shares the page
fetches a new one exactly when something on it changed. A worker draws it some seconds
after the number moved; nobody's request ever does, and until there is one the lead
picture serves.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import astuple, replace

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi, gettext, ngettext

from branding import known, palette
from campaigns.pictures import Picture
from config import public_pages
from petitions import figures
from petitions.models import Petition, SocialCard
from petitions.social_cards.drawing import HEIGHT, USUAL, WIDTH, Look, Words, paint
from petitions.social_cards.lettering import Undrawable

logger = logging.getLogger(__name__)

# A new one draws every card anew: raise it when `drawing` changes.
DESIGN = 2
# Below this, the card invites instead of counting.
FEWEST_TOLD = 10
NAME = re.compile(r"(?P<slug>[-a-zA-Z0-9_]+)-(?P<bucket>[0-9]+[km]?)(?:-[0-9a-f]{8})?")


def picture(petition: Petition) -> Picture | None:
    """What to show when the petition is shared: its card, else its lead picture."""
    card = SocialCard.objects.filter(petition=petition).first()
    if card is None:
        return petition.picture
    return Picture(
        url=reverse("petitions:social_card", args=[card.name]),
        width=WIDTH,
        height=HEIGHT,
        alt=card.alt,
        caption="",
        credit="",
    )


def current(name: str) -> SocialCard | None:
    """The card of today in the place of one that was, by its name."""
    match = NAME.fullmatch(name)
    if match is None:
        return None
    public = Petition.objects.public().filter(slug=match["slug"])
    return SocialCard.objects.filter(petition__in=public).first()


def path_of(name: str) -> str:
    """Where the storage keeps a card."""
    return f"cards/petitions/{name}.png"


def rounded(count: int) -> int:
    """Down to two figures: 123,999 is 120,000."""
    unit: int = 10 ** max(0, len(str(count)) - 2)
    return count // unit * unit


def bucket(count: int) -> str:
    """The rounded count as addresses have it: 120k, 1200k, 12m."""
    if count < FEWEST_TOLD:
        return "0"
    told = rounded(count)
    for unit, letter in ((10**6, "m"), (10**3, "k")):
        if told >= 10 * unit and told % unit == 0:
            return f"{told // unit}{letter}"
    return str(told)


def draw_due() -> int:
    """Draw the cards that no longer say what is true; returns how many.

    Safe to run twice at once: both draw the same picture under the same name.
    """
    drawn = 0
    known.refresh()
    look = _look()
    public = Petition.objects.public().select_related("tally", "social_card")
    for petition in public:
        words = _words(petition)
        name = _name(petition, words, look)
        kept: SocialCard | None = getattr(petition, "social_card", None)
        is_there = kept and kept.name == name and default_storage.exists(path_of(name))
        if not is_there:
            drawn += _draw(petition, words, look, name, kept)
    return drawn


def _draw(
    petition: Petition, words: Words, look: Look, name: str, kept: SocialCard | None
) -> bool:
    try:
        packed = paint(words, look)
    except Undrawable:
        return False
    _store(path_of(name), packed)
    alt = f"{words.title}. {words.target}. {words.number} {words.signed}".strip()
    SocialCard.objects.update_or_create(
        petition=petition,
        defaults={"name": name, "alt": alt[:400], "drawn_at": timezone.now()},
    )
    path = petition.get_absolute_url()
    transaction.on_commit(lambda: public_pages.forget(path))
    if kept and kept.name != name:
        default_storage.delete(path_of(kept.name))
    logger.info("Drew the card of petition %s", petition.pk)
    return True


def _store(path: str, packed: bytes) -> None:
    """Whole: what a worker that was killed left there is thrown away."""
    default_storage.delete(path)
    stored = default_storage.save(path, ContentFile(packed))
    if stored != path:
        # Another worker was quicker by a breath, with the same picture.
        default_storage.delete(stored)


def _name(petition: Petition, words: Words, look: Look) -> str:
    told = repr((DESIGN, astuple(words), astuple(look)))
    digest = hashlib.sha256(told.encode()).hexdigest()[:8]
    return f"{petition.slug}-{bucket(_count(petition))}-{digest}"


def _look() -> Look:
    """That of the pages in the light; which of dark and light another site is in,
    nobody can know."""
    brand = known.brand()
    has_band = brand.masthead == "band"
    look = replace(USUAL, headlines=brand.headlines, has_band=has_band)
    if brand.light == palette.USUAL_LIGHT:
        return look
    colours = palette.of(brand.light)
    return replace(
        look,
        paper=str(colours["paper"]),
        ink=str(colours["ink"]),
        ink_soft=str(colours["ink-soft"]),
        accent=str(colours["accent"]),
        track=str(colours["bar-track"]),
    )


def _count(petition: Petition) -> int:
    return max(petition.tally.count, 0) if hasattr(petition, "tally") else 0


def _words(petition: Petition) -> Words:
    count = _count(petition)
    is_over = petition.shown_status in (Petition.Status.CLOSED, Petition.Status.WON)
    goal = figures.goal_of(petition, count)
    is_told = count >= FEWEST_TOLD
    has_bar = is_told and not is_over
    return Words(
        newsroom=settings.NEWSROOM_NAME,
        title=petition.title,
        target=gettext("A petition to %(target)s") % {"target": petition.target},
        number=_number(count) if is_told else "",
        signed=_signed(count, is_over=is_over),
        goal=gettext("Goal: %(goal)s") % {"goal": intcomma(goal)} if has_bar else "",
        percent=min(100, rounded(count) * 100 // goal) if has_bar else None,
        is_right_to_left=get_language_bidi(),
    )


def _number(count: int) -> str:
    told = rounded(count)
    return intcomma(told) if count < 100 else f"{intcomma(told)}+"


def _signed(count: int, *, is_over: bool) -> str:
    if count >= FEWEST_TOLD:
        told = ngettext("person signed", "people signed", count)
        now = ngettext("person has signed", "people have signed", count)
        return told if is_over else now
    if is_over:
        return gettext("Read what was asked")
    return gettext("Be among the first to sign")
