"""The forms of one picture: smaller, and in the formats that browsers like best."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from PIL import Image, ImageOps, features

from campaigns.pictures.opening import encoded

WIDTHS = (480, 800, 1200, 1600, 2400)
# What is shown where neither of the newer formats is known, and to other sites.
PLAIN_WIDTH = 1200
# What search engines ask for (developers.google.com/search/docs/appearance/
# structured-data/article), by the sides of the frame.
CROPS = {"1x1": (1200, 1200), "4x3": (1200, 900), "16x9": (1200, 675)}
PLAIN = "jpg"
AVIF, WEBP = "avif", "webp"
TYPES = {AVIF: "image/avif", WEBP: "image/webp"}
ENCODERS: dict[str, tuple[str, dict[str, Any]]] = {
    # On one core: the others are for readers.
    AVIF: ("AVIF", {"quality": 60, "speed": 7, "max_threads": 1}),
    WEBP: ("WEBP", {"quality": 80, "method": 4}),
    PLAIN: ("JPEG", {"quality": 82, "optimize": True, "progressive": True}),
}


class Rendition(NamedTuple):
    """One form of a picture; `crop` is the shape of the frame, "" for the whole."""

    kind: str
    width: int
    height: int
    crop: str = ""

    def name(self, original: str) -> str:
        """Where it is kept: beside the original, whose name says what is in it."""
        stem = original.rpartition(".")[0]
        return f"{stem}-{self.crop or self.width}.{self.kind}"


def of(image: Image.Image) -> Iterator[tuple[Rendition, bytes]]:
    """Every form that this picture is large enough for, one at a time."""
    for width in _widths(image):
        resized = _resized(image, width)
        for kind in _kinds(width):
            yield (
                Rendition(kind, resized.width, resized.height),
                _encoded(resized, kind),
            )
    for crop, frame in CROPS.items():
        cut = ImageOps.fit(image, _within(image, frame), Image.Resampling.LANCZOS)
        yield Rendition(PLAIN, cut.width, cut.height, crop), _encoded(cut, PLAIN)


def _widths(image: Image.Image) -> list[int]:
    """Those below the picture's own, and that one itself if it is not larger still."""
    smaller = [width for width in WIDTHS if width < image.width]
    return [*smaller, image.width] if len(smaller) < len(WIDTHS) else smaller


def _kinds(width: int) -> list[str]:
    newer = [AVIF, WEBP] if features.check(AVIF) else [WEBP]
    return [*newer, PLAIN] if width == PLAIN_WIDTH else newer


def _resized(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _within(image: Image.Image, frame: tuple[int, int]) -> tuple[int, int]:
    """The frame, smaller where the picture would have to be blown up."""
    scale = min(1, image.width / frame[0], image.height / frame[1])
    return max(1, round(frame[0] * scale)), max(1, round(frame[1] * scale))


def _encoded(image: Image.Image, kind: str) -> bytes:
    form, options = ENCODERS[kind]
    return encoded(image, form, **options)
