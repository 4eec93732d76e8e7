"""The colours of all parts of a page, worked out from three that a newsroom gives."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from branding.colours import (
    BLACK,
    FOR_EDGES,
    FOR_TEXT,
    FOR_WORDS,
    WHITE,
    Colour,
    contrast,
)

# How far a mixture goes in one step while it looks for the contrast it needs.
STEP = 0.04


class Given(NamedTuple):
    """Ink on paper, and one accent for the one thing to do."""

    paper: Colour
    ink: Colour
    accent: Colour


# Those of static/css/tokens.css (a test compares them).
USUAL_LIGHT = Given(Colour(251, 248, 242), Colour(23, 32, 44), Colour(189, 44, 20))
USUAL_DARK = Given(Colour(20, 23, 28), Colour(236, 231, 221), Colour(242, 115, 90))


def complaints(given: Given) -> list[tuple[str, str]]:
    """Which colour cannot be read, and by how much: its name, and a sentence."""
    found = []
    as_text = contrast(given.ink, given.paper)
    if as_text < FOR_TEXT:
        found.append(("ink", _too_weak(_("Ink on paper"), as_text, FOR_TEXT)))
    as_label = min(contrast(given.accent, paper) for paper in _papers(given))
    if as_label < FOR_WORDS:
        what = _("The accent on paper")
        found.append(("accent", _too_weak(what, as_label, FOR_WORDS)))
    return found


def _too_weak(what: str, found: float, needed: float) -> str:
    return _(
        "%(what)s has a contrast of %(found).1f to 1; at least %(needed).1f is needed."
    ) % {"what": what, "found": found, "needed": needed}


def _papers(given: Given) -> tuple[Colour, Colour, Colour]:
    """The page's own, that of cards, and that of panels."""
    paper, ink, _accent = given
    if paper.luminance < ink.luminance:
        raised = paper.towards(WHITE, 0.04)
        return paper, raised, raised
    return paper, WHITE, paper.towards(ink, 0.05)


def of(given: Given) -> dict[str, Colour]:
    """Each colour of tokens.css by its name there, those of notices left out."""
    _paper, ink, accent = given
    paper, raised, sunk = _papers(given)
    on_accent = max((WHITE, BLACK), key=lambda words: contrast(words, accent))
    return {
        "paper": paper,
        "paper-raised": raised,
        "paper-sunk": sunk,
        "ink": ink,
        "ink-soft": _weakest(ink, sunk, FOR_WORDS + 1),
        "rule": paper.towards(ink, 0.16),
        "rule-strong": ink,
        "field-line": _weakest(ink, sunk, FOR_EDGES + 0.5),
        "accent": accent,
        # Away from the words on it, so that they stay at least as clear.
        "accent-pressed": accent.towards(BLACK if on_accent == WHITE else WHITE, 0.22),
        "on-accent": on_accent,
        "bar-track": paper.towards(ink, 0.13),
    }


def _weakest(ink: Colour, paper: Colour, needed: float) -> Colour:
    """The ink with as much paper in it as leaves this contrast."""
    share = 0.0
    while contrast(ink.towards(paper, share + STEP), paper) >= needed:
        share += STEP
    return ink.towards(paper, share)
