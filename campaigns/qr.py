"""QR codes of our own addresses, as SVG and as PNG; the only place that knows segno."""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

# A quiet zone of four modules (ISO/IEC 18004), and black on white in the dark as well:
# many cameras read nothing else.
QUIET_MODULES = 4
# A module of a PNG, in pixels: at 300 dpi a code of 41 modules is 7 cm wide.
MODULE_PIXELS = 20
COLOURS = {"dark": "#000", "light": "#fff"}


@lru_cache(maxsize=256)
def svg(address: str) -> SafeString:
    """The code as an element to stand in a page; as wide as its place."""
    drawn = _made(address).svg_inline(
        border=QUIET_MODULES, omitsize=True, svgclass="qr-code", **COLOURS
    )
    return mark_safe(drawn)  # noqa: S308 (numbers and colours of ours alone)


@lru_cache(maxsize=256)
def svg_file(address: str) -> bytes:
    """The code as a file of its own, for print at any size."""
    return _written(address, "svg", omitsize=False, scale=10)


@lru_cache(maxsize=64)
def png_file(address: str) -> bytes:
    return _written(address, "png", scale=MODULE_PIXELS, dpi=300)


def _written(address: str, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    _made(address).save(file, kind=kind, border=QUIET_MODULES, **COLOURS, **options)
    return file.getvalue()


def _made(address: str) -> segno.QRCode:
    """At the level that survives a crease (M), or a better one that costs nothing."""
    return segno.make_qr(address, error="m")
