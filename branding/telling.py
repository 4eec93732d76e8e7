"""What templates of pages and letters may know of the brand."""

from collections.abc import Hashable

from branding import known, palette


def of_brand(may_ask: bool) -> dict[str, Hashable]:
    """Faces, sheet, marks, words of the foot, and the colours of letters.

    `may_ask`: whether the database may be asked; else what was known last.
    """
    if may_ask:
        known.refresh()
    brand = known.brand()
    light, dark = palette.of(brand.light), palette.of(brand.dark)
    return {
        "sheet": known.sheet_version(),
        "headlines": brand.headlines,
        "text": brand.text,
        "logo": brand.logo,
        "logo_dark": brand.logo_dark,
        "icon": brand.icon,
        "foot_words": brand.foot_words,
        "legal": known.legal_links(),
        "paper": str(brand.light.paper),
        "paper_dark": str(brand.dark.paper),
        "accent": str(brand.light.accent),
        "on_accent": str(light["on-accent"]),
        "accent_dark": str(brand.dark.accent),
        "on_accent_dark": str(dark["on-accent"]),
    }
