"""The stylesheet that lays a newsroom's look over static/css/tokens.css."""

import hashlib
from collections.abc import Mapping

from branding import palette
from branding.brand import Brand

CORNERS = {"square": "0", "slight": "3px", "round": "12px"}
DARK = "@media (prefers-color-scheme: dark)"
# On a band of ink the links and the name are paper.
BAND = """
@layer components {
  .masthead {
    background: var(--band);
    color: var(--on-band);
  }

  .masthead-row {
    border-block-start: 0;
    padding-block: var(--space-2xs);
  }

  .masthead a {
    color: inherit;
  }

  .masthead a:hover,
  .masthead a[aria-current] {
    text-decoration-color: currentcolor;
  }

  .masthead :focus-visible {
    outline-color: currentcolor;
  }
}
"""


def css(brand: Brand) -> str:
    """The whole sheet; empty for a newsroom that looks as Clarion does."""
    if not brand.has_own_look:
        return ""
    light, dark = _tokens(brand, is_dark=False), _tokens(brand, is_dark=True)
    # A card in another site's page may be asked for in one of the two.
    tokens = "\n".join(
        (
            _rule(':root, :root[data-theme="light"]', light | _shape(brand)),
            f"{DARK} {{ {_rule(':root', dark)} }}",
            _rule(':root[data-theme="dark"]', dark),
        )
    )
    band = BAND if brand.masthead == "band" else ""
    return f"@layer tokens {{\n{tokens}\n}}\n{band}"


def version(brand: Brand) -> str:
    """Changes whenever the sheet does: a part of its address."""
    return hashlib.sha256(css(brand).encode()).hexdigest()[:12]


def _tokens(brand: Brand, *, is_dark: bool) -> dict[str, str]:
    given = brand.dark if is_dark else brand.light
    usual = palette.USUAL_DARK if is_dark else palette.USUAL_LIGHT
    found = {name: str(colour) for name, colour in palette.of(given).items()}
    if given == usual:
        found = {}
    band = {"band": given.paper if is_dark else given.ink}
    band["on-band"] = given.ink if is_dark else given.paper
    return found | {name: str(colour) for name, colour in band.items()}


def _shape(brand: Brand) -> dict[str, str]:
    shape = {"radius": CORNERS[brand.corners]}
    faces = {"text": brand.text, "display": brand.headlines}
    return shape | {of: "var(--sans)" for of, face in faces.items() if face == "sans"}


def _rule(selector: str, tokens: Mapping[str, str]) -> str:
    lines = " ".join(f"--{name}: {value};" for name, value in tokens.items())
    return f"{selector} {{ {lines} }}"
