"""A petition on other sites' pages: its card, and what is pasted to put it there."""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from campaigns import oembed
from campaigns.pictures import Picture
from petitions import figures, social_cards
from petitions.models import Petition

THEMES = ("light", "dark")
WIDTH = 600
# What the card takes beside its words, in pixels, as measured with a wide font: edges,
# number, bar and link; in a narrow one the link and the newsroom's name are two lines.
# A petition that is not simply open says why.
REST_PIXELS, NARROW_REST_PIXELS, STATUS_PIXELS = 225, 275, 80
NARROW, EDGES_PIXELS = 360, 48
# Of a letter and of a line: of the title, and of the line below it.
TITLE_PIXELS, TARGET_PIXELS = (15, 30), (9, 22)


class Snippet(NamedTuple):
    """What an editor of another site copies; `note` says where it goes."""

    name: str
    label: str
    note: str
    code: str


def register() -> None:
    oembed.register("petitions:detail", of_petition)
    oembed.register("petitions:embed", of_petition)
    oembed.register("campaigns:detail", of_campaign)


def of_petition(slug: str) -> oembed.Offer | None:
    """The card of a public petition, for whoever pastes its address."""
    petition = Petition.objects.public().filter(slug=slug).first()
    return _offer(petition) if petition else None


def of_campaign(slug: str) -> oembed.Offer | None:
    """A campaign stands on other sites as the petition that can be signed now."""
    running = Petition.objects.filter(
        campaign__slug=slug,
        campaign__is_published=True,
        status=Petition.Status.OPEN,
    )
    return _first(petition for petition in running if petition.is_open)


def _first(petitions: Iterable[Petition]) -> oembed.Offer | None:
    return next((_offer(petition) for petition in petitions), None)


def _offer(petition: Petition) -> oembed.Offer:
    return oembed.Offer(
        title=petition.title,
        path=petition.url,
        picture=picture(petition),
        frame=oembed.Frame(path(petition), _words(petition), partial(height, petition)),
    )


def _words(petition: Petition) -> str:
    """All that is left of the card where no frame is shown."""
    count = figures.of(petition).count
    return ngettext(
        "%(title)s, %(count)s signature", "%(title)s, %(count)s signatures", count
    ) % {"title": petition.title, "count": intcomma(count)}


def picture(petition: Petition) -> Picture | None:
    """What stands beside the petition's title where other sites show a picture."""
    return social_cards.picture(petition)


def path(petition: Petition) -> str:
    """Where the card is."""
    return reverse("petitions:embed", args=[petition.slug])


def forms(petition: Petition) -> list[str]:
    """Every form of the card that is kept."""
    return [
        path(petition),
        *(f"{path(petition)}?theme={theme}" for theme in THEMES),
    ]


def height(petition: Petition, width: int) -> int:
    """How many pixels the card takes in a frame of this width, or a few more.

    Estimated, for pages that do not hear it from the card itself.
    """
    rest = NARROW_REST_PIXELS if width <= NARROW else REST_PIXELS
    is_open = petition.shown_status == Petition.Status.OPEN
    target = gettext("A petition to {target}").format(target=petition.target)
    words = _lines(petition.title, TITLE_PIXELS, width) + _lines(
        target, TARGET_PIXELS, width
    )
    return rest + words + (0 if is_open else STATUS_PIXELS)


def _lines(text: str, pixels: tuple[int, int], width: int) -> int:
    """How tall a text is, in pixels."""
    letter, line = pixels
    letters_in_line = max(1, (width - EDGES_PIXELS) // letter)
    return -(-len(text) // letters_in_line) * line


def snippets(petition: Petition) -> list[Snippet]:
    """Each way to put the petition on another site, the safest one first."""
    url = settings.SITE_URL + petition.url
    return [
        Snippet(
            "frame",
            gettext("Frame"),
            gettext("For any page that takes HTML. It runs nothing on that page."),
            _frame(petition),
        ),
        Snippet(
            "component",
            gettext("Web component"),
            gettext(
                "For pages that may load a script of ours. It grows with its words, and"
                " without the script the link inside it is left."
            ),
            _component(petition, url),
        ),
        Snippet(
            "address",
            gettext("WordPress and others that know oEmbed"),
            gettext(
                "Paste this address on a line of its own; the card comes by itself."
            ),
            url,
        ),
        Snippet(
            "link",
            gettext("Plain link"),
            gettext("For letters, and for pages that take nothing else."),
            format_html('<a href="{}#sign">{}</a>', url, petition.title),
        ),
    ]


def _frame(petition: Petition) -> str:
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
        ' style="border: 0; max-width: 100%"></iframe>',
        settings.SITE_URL + path(petition),
        petition.title,
        str(WIDTH),
        # On a phone the frame is narrower than it says.
        str(height(petition, NARROW)),
    )


def _component(petition: Petition, url: str) -> str:
    return format_html(
        '<script src="{}" async></script>\n'
        '<petition-card slug="{}"><a href="{}#sign">{}</a></petition-card>',
        settings.SITE_URL + reverse("petitions:embed_script"),
        petition.slug,
        url,
        petition.title,
    )
