"""What a story asks about a petition: a card with its number, or the form itself."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns import calls, sources
from campaigns.calls.own import plain_link
from campaigns.models import Story
from petitions import consents, figures
from petitions.forms import SignatureForm
from petitions.models import Petition

IS_OVER = (Petition.Status.CLOSED, Petition.Status.WON)


def offer() -> None:
    """Called once, when Django starts."""
    calls.register("petition", label=_("Petition"), choices=choices, draw=card)
    calls.register("sign", label=_("Form to sign"), choices=choices, draw=form)


def choices() -> Iterable[tuple[str, str]]:
    """Every petition: a story is often written before its petition opens."""
    return Petition.objects.values_list("slug", "title")


def card(*, target: str, words: str, story: Story, is_feed: bool) -> SafeString:
    """The petition in a few lines; one that is over shows its final count."""
    petition = _find(target)
    if petition is None:
        return SafeString("")
    if is_feed:
        return plain_link(_url(petition, story), _words(petition, words))
    return render_to_string(
        "petitions/calls/card.html", _context(petition, words=words, story=story)
    )


def form(*, target: str, words: str, story: Story, is_feed: bool) -> SafeString:
    """The whole form of the petition, or its card once there is nothing to sign."""
    petition = _find(target)
    if petition is None or is_feed or not petition.is_open:
        return card(target=target, words=words, story=story, is_feed=is_feed)
    text = petition.text
    context = _context(petition, words=words, story=story) | {
        "form": SignatureForm(
            initial={
                "version": text.number if text else None,
                "via": calls.via(story),
            },
            # Two forms on one page share no id.
            auto_id=f"sign-{petition.pk}-%s",
        ),
        "wording": consents.wording(),
        "heading_id": f"sign-{petition.pk}-heading",
    }
    return render_to_string("petitions/calls/form.html", context)


def _find(slug: str) -> Petition | None:
    """A draft leads nowhere, as does a petition that never was."""
    return Petition.objects.public().filter(slug=slug).first()


def _context(petition: Petition, *, words: str, story: Story) -> dict[str, object]:
    return {
        "petition": petition,
        "figures": figures.of(petition),
        "url": _url(petition, story),
        "words": _words(petition, words),
        "is_over": petition.shown_status in IS_OVER,
    }


def _url(petition: Petition, story: Story) -> str:
    fragment = "#sign" if petition.is_open else ""
    return sources.link(petition.url + fragment, "story", story.pk)


def _words(petition: Petition, words: str) -> str:
    """The editor's words ask for a name, so they go once nobody can give one."""
    if petition.is_open:
        return words or gettext("Sign the petition")
    return gettext("Read the petition")
