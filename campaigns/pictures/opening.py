"""Opens a picture that somebody sent, and draws it anew as a plain JPEG.

Nothing of the file is kept but its pixels: no place where it was taken, no profile, no
text, nothing that stood behind its end.
"""

import hashlib
import io
from typing import IO, Any

from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
# A proxy lets 20 MB through to the desk, and the story goes with the picture.
MOST_BYTES = 18 * 1024 * 1024
MOST_PIXELS = 50_000_000
# No screen shows more of it.
LONGEST_SIDE = 4096
LONGEST_PROFILE_BYTES = 4 * 1024 * 1024
QUALITY = 90
HASH_LENGTH = 32
PAPER = "white"
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class Refused(Exception):
    """What was sent is not taken."""


class TooLarge(Refused):
    """Too many bytes."""


class TooManyPixels(Refused):
    """It would fill the memory. Known before any of them is drawn."""


class Moves(Refused):
    """An animation."""


class NotAPicture(Refused):
    """None of FORMATS, or broken."""


class CleanPicture(ContentFile):
    """A picture that was drawn anew; its name is the hash of its content."""


def clean(file: IO[bytes]) -> CleanPicture:
    """The picture, upright, in sRGB, without anything else.

    Raises `Refused`.
    """
    # Whatever a decoder thinks of hostile bytes: there is no list of what it raises.
    try:
        image = _drawn(file)
    except Refused:
        raise
    except Image.DecompressionBombError as why:
        raise TooManyPixels from why
    except Exception as why:
        raise NotAPicture from why
    data = encoded(image, "JPEG", quality=QUALITY, subsampling="4:4:4")
    digest = hashlib.sha256(data).hexdigest()[:HASH_LENGTH]
    return CleanPicture(data, f"{digest}.jpg")


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The pixels alone in this format."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _drawn(file: IO[bytes]) -> Image.Image:
    if _length(file) > MOST_BYTES:
        raise TooLarge
    image = Image.open(file, formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    if _moves(image):
        raise Moves
    profile = image.info.get("icc_profile")
    # A JPEG can be read smaller than it is, which spares most of the work.
    image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # A new image, so that nothing beside the pixels is carried over.
    drawn = Image.new("RGB", upright.size, PAPER)
    drawn.paste(_in_srgb(upright, profile), mask=_what_shows(upright))
    return drawn


def _length(file: IO[bytes]) -> int:
    length = file.seek(0, io.SEEK_END)
    file.seek(0)
    return length if length is not None else file.tell()


def _moves(image: Image.Image) -> bool:
    """Phones put a second view of a photograph behind the first (MPO); that is none."""
    return image.format != "MPO" and getattr(image, "n_frames", 1) > 1


def _what_shows(image: Image.Image) -> Image.Image | None:
    """Where the picture is not see-through; None when it is all there."""
    is_keyed = "transparency" in image.info and image.mode in ("1", "L", "P", "RGB")
    if is_keyed or "A" in image.getbands():
        return image.convert("RGBA").getchannel("A")
    return None


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Its colours as every screen shows them; a broken profile is not believed."""
    image = _in_eight_bits(image)
    if profile and len(profile) <= LONGEST_PROFILE_BYTES:
        try:
            return _converted(image, profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return image.convert("RGB")
    return image.convert("RGB")


def _in_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGB", "L", "CMYK"):
        return image
    return image.convert("RGBA").convert("RGB")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    found = ImageCms.profileToProfile(
        image,
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        _SRGB,
        outputMode="RGB",
    )
    if found is None:
        raise ValueError("no picture came of it")
    return found
