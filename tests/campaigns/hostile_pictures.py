"""Files that somebody may send as a picture: each made here, none kept in the tree.

`REFUSED` name the error that must stand beside the field; `TAKEN` must come out clean.
"""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms, PngImagePlugin

Maker = Callable[[], bytes]
SECRET = b"51.5007N 0.1246W at home"
SIZE = (640, 400)


def plain(mode: str = "RGB", size: tuple[int, int] = SIZE, color: object = 90) -> Image:
    return Image.new(mode, size, color if mode in ("L", "I;16", "I") else None)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def striped() -> Image.Image:
    """Red on the left, blue on the right: one sees which way is up."""
    image = Image.new("RGB", SIZE, (200, 30, 30))
    image.paste((30, 30, 200), (SIZE[0] // 2, 0, *SIZE))
    return image


def jpeg(**options: object) -> bytes:
    return saved(striped(), "JPEG", **options)


def png(**options: object) -> bytes:
    return saved(striped(), "PNG", **options)


# Photographs that say too much


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (51.0, 30.0, 2.5), 3: "W", 4: (0.0, 7.0, 1)}
    )
    return jpeg(exif=exif)


def lying_on_its_side() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(exif=exif)


def with_comment() -> bytes:
    return jpeg(comment=SECRET)


def with_xmp() -> bytes:
    return jpeg(xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")


def png_with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("Where", SECRET.decode())
    return png(pnginfo=text)


def webp_with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    return saved(striped(), "WEBP", exif=exif)


def with_a_program_behind() -> bytes:
    return jpeg() + b"<?php system($_GET[0]); ?><script>alert(1)</script>" + SECRET


def with_an_archive_behind() -> bytes:
    return png() + b"PK\x03\x04" + SECRET


# Photographs of another kind


def cmyk() -> bytes:
    return saved(striped().convert("CMYK"), "JPEG")


def grey() -> bytes:
    return saved(plain("L"), "JPEG")


def sixteen_bits() -> bytes:
    return saved(plain("I;16", color=40000), "PNG")


def one_bit() -> bytes:
    return saved(plain("1"), "PNG")


def palette() -> bytes:
    return saved(striped().quantize(8), "PNG", transparency=0)


def see_through() -> bytes:
    return saved(Image.new("RGBA", SIZE, (200, 30, 30, 0)), "PNG")


def grey_see_through() -> bytes:
    return saved(Image.new("LA", SIZE, (90, 128)), "PNG")


def keyed() -> bytes:
    return png(transparency=(200, 30, 30))


def progressive() -> bytes:
    return jpeg(progressive=True)


def phone_with_two_views() -> bytes:
    return saved(striped(), "MPO", save_all=True, append_images=[plain()])


def profile_of_another_space() -> bytes:
    return jpeg(
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    )


def broken_profile() -> bytes:
    return jpeg(icc_profile=b"acsp" * 40)


def profile_of_megabytes() -> bytes:
    return jpeg(icc_profile=b"\x00" * (6 * 1024 * 1024))


def one_pixel() -> bytes:
    return saved(plain(size=(1, 1)), "PNG")


def a_line() -> bytes:
    return saved(plain(size=(9000, 1)), "PNG")


def webp_as_jpg() -> bytes:
    return saved(striped(), "WEBP")


# No picture at all, or not one of ours


def _chunk(kind: bytes, data: bytes) -> bytes:
    sum_ = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + sum_


def png_of(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG that says it is so large, whatever is in it."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + _chunk(b"IEND", b"")


def bomb() -> bytes:
    return png_of(60_000, 60_000, _chunk(b"IDAT", zlib.compress(b"\x00" * 100_000)))


def barely_a_bomb() -> bytes:
    return png_of(7_072, 7_072, _chunk(b"IDAT", zlib.compress(b"\x00" * 100_000)))


def webp_bomb() -> bytes:
    """An extended WebP whose canvas has 268 million pixels, in a few bytes."""
    canvas = (16_383).to_bytes(3, "little") * 2
    head = b"VP8X" + struct.pack("<I", 10) + b"\x00\x00\x00\x00" + canvas
    rest = saved(plain(size=(2, 2)), "WEBP", lossless=True)[12:]
    body = b"WEBP" + head + rest
    return b"RIFF" + struct.pack("<I", len(body)) + body


def no_pixels() -> bytes:
    return png_of(0, 0, _chunk(b"IDAT", zlib.compress(b"")))


def cut_short() -> bytes:
    whole = jpeg()
    return whole[: len(whole) // 2]


def png_cut_short() -> bytes:
    whole = png()
    return whole[: len(whole) // 2]


def text_bomb() -> bytes:
    bomb = b"Comment\x00\x00" + zlib.compress(b"a" * (80 * 1024 * 1024), 9)
    return png_of(10, 10, _chunk(b"zTXt", bomb))


def profile_bomb() -> bytes:
    bomb = b"icc\x00\x00" + zlib.compress(b"a" * (80 * 1024 * 1024), 9)
    return png_of(10, 10, _chunk(b"iCCP", bomb))


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def html() -> bytes:
    return b"<!DOCTYPE html><script>alert(document.cookie)</script>"


def gif() -> bytes:
    return saved(striped().quantize(), "GIF")


def gif_that_is_a_script() -> bytes:
    return b"GIF89a/*\x00\x00\x00*/=1;alert(1)//"


def tiff() -> bytes:
    return saved(striped(), "TIFF")


def bmp() -> bytes:
    return saved(striped(), "BMP")


def postscript() -> bytes:
    return b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n"


def pdf() -> bytes:
    return saved(striped(), "PDF")


def moving_png() -> bytes:
    return png(save_all=True, append_images=[plain()], duration=100)


def moving_webp() -> bytes:
    return saved(
        striped(), "WEBP", save_all=True, append_images=[plain()], duration=100
    )


def too_many_bytes() -> bytes:
    return jpeg() + b"\x00" * (18 * 1024 * 1024)


def nothing() -> bytes:
    return b""


def noise() -> bytes:
    return b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


TAKEN: list[Maker] = [
    *(with_gps, lying_on_its_side, with_comment, with_xmp, png_with_text),
    *(webp_with_exif, with_a_program_behind, with_an_archive_behind, cmyk, grey),
    *(sixteen_bits, one_bit, palette, see_through, grey_see_through, keyed),
    *(progressive, phone_with_two_views, profile_of_another_space, broken_profile),
    *(profile_of_megabytes, one_pixel, a_line, webp_as_jpg),
]
UNREADABLE = "could not be read as a picture"
PIXELS = "too many pixels"
MOVES = "This picture moves"
BYTES = "too large"
REFUSED: list[tuple[Maker, str]] = [
    *((maker, PIXELS) for maker in (bomb, barely_a_bomb, webp_bomb)),
    *((maker, UNREADABLE) for maker in (no_pixels, cut_short, png_cut_short)),
    *((maker, UNREADABLE) for maker in (text_bomb, profile_bomb, svg, html, gif)),
    *((maker, UNREADABLE) for maker in (gif_that_is_a_script, tiff, bmp, postscript)),
    *((maker, UNREADABLE) for maker in (pdf, noise)),
    *((maker, MOVES) for maker in (moving_png, moving_webp)),
    (too_many_bytes, BYTES),
    (nothing, "submitted file is empty"),
]
