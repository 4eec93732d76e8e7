"""What a newsroom looks like: its colours, type, corners, marks and foot.

Its name is a setting, `NEWSROOM_NAME`: words of consent and the sender of letters hang
on it, so it is no matter of looks.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from branding import colours, palette
from branding.palette import USUAL_DARK, USUAL_LIGHT, Given
from config import wording

EXAMPLES = Path(__file__).parent / "examples"
FACES = {"serif": _("Newsreader, a serif"), "sans": _("Libre Franklin, a grotesque")}
CORNERS = {"square": _("square"), "slight": _("slightly round"), "round": _("round")}
MASTHEADS = {"paper": _("on paper"), "band": _("on a band of ink")}
COLOURS = ("paper", "ink", "accent", "paper_dark", "ink_dark", "accent_dark")


class BadBrand(ValueError):
    """A brand's file cannot be read; says which line of it and why."""


@dataclass(frozen=True)
class Brand:
    """One newsroom's look. A colour that is empty is the usual one."""

    paper: str = ""
    ink: str = ""
    accent: str = ""
    paper_dark: str = ""
    ink_dark: str = ""
    accent_dark: str = ""
    headlines: str = "serif"
    text: str = "serif"
    corners: str = "slight"
    masthead: str = "paper"
    foot_words: str = ""
    logo: str = ""
    logo_dark: str = ""
    icon: str = ""

    @property
    def light(self) -> Given:
        return _given(USUAL_LIGHT, self.paper, self.ink, self.accent)

    @property
    def dark(self) -> Given:
        return _given(USUAL_DARK, self.paper_dark, self.ink_dark, self.accent_dark)

    @property
    def has_own_look(self) -> bool:
        """Whether anything differs from static/css/tokens.css."""
        usual = Brand()
        looks = (*COLOURS, "headlines", "text", "corners", "masthead")
        return any(getattr(self, name) != getattr(usual, name) for name in looks)


def _given(usual: Given, *written: str) -> Given:
    read = [colours.read(one) if one else None for one in written]
    return Given(*(own or its for own, its in zip(read, usual, strict=True)))


def complaints(brand: Brand) -> dict[str, str]:
    """What is wrong with a brand, by the name of its field."""
    found: dict[str, str] = {}
    for name in COLOURS:
        try:
            colours.read(getattr(brand, name) or "#000")
        except ValueError:
            found[name] = str(_("Write a colour as #bd2c14."))
    if not found:
        found |= dict(palette.complaints(brand.light))
        for name, words in palette.complaints(brand.dark):
            found[f"{name}_dark"] = words
    choices = (
        ("headlines", FACES),
        ("text", FACES),
        ("corners", CORNERS),
        ("masthead", MASTHEADS),
    )
    for name, allowed in choices:
        if getattr(brand, name) not in allowed:
            found[name] = str(_("One of: %s.")) % wording.listed(allowed)
    return found


def from_file(named: str) -> Brand:
    """The brand of a TOML file, or of an example by its name. Raises BadBrand."""
    path = EXAMPLES / f"{named}.toml" if named.isidentifier() else Path(named)
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadBrand(f"BRAND={named}: {error}") from error
    known = {field.name for field in fields(Brand)} - {"logo", "logo_dark", "icon"}
    for name, value in told.items():
        if name not in known or not isinstance(value, str):
            raise BadBrand(f"BRAND={named}: {name} is not one of {sorted(known)}.")
    brand = Brand(**told)
    for name, words in complaints(brand).items():
        raise BadBrand(f"BRAND={named}: {name}: {words}")
    return brand
