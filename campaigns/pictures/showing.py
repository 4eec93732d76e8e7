"""A picture as pages show it."""

from typing import NamedTuple

from django.core.files.storage import Storage

from campaigns.pictures import files
from campaigns.pictures.renditions import PLAIN, TYPES, Rendition


class Source(NamedTuple):
    """The sizes of a picture in one format, as `<source>` wants them."""

    type: str
    srcset: str


class Crop(NamedTuple):
    """A picture cut to a frame, such as "16x9"."""

    shape: str
    url: str
    width: int
    height: int


class Picture(NamedTuple):
    """A picture as templates show it; sizes in pixels, so that nothing jumps."""

    url: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    sources: tuple[Source, ...] = ()
    crops: tuple[Crop, ...] = ()


def dressed(picture: Picture, *, name: str, storage: Storage) -> Picture:
    """The picture with all that was made of its file; as it is where nothing was."""
    made = files.renditions_of(name)
    if not made:
        return picture
    whole = [it for it in made if not it.crop]
    plain = next((it for it in whole if it.kind == PLAIN), None)
    if plain:
        url = storage.url(plain.name(name))
        picture = picture._replace(url=url, width=plain.width, height=plain.height)
    return picture._replace(
        sources=tuple(_sources(whole, name, storage)),
        crops=tuple(
            Crop(it.crop, storage.url(it.name(name)), it.width, it.height)
            for it in made
            if it.crop
        ),
    )


def _sources(made: list[Rendition], name: str, storage: Storage) -> list[Source]:
    return [
        Source(
            type,
            ", ".join(
                f"{storage.url(it.name(name))} {it.width}w"
                for it in made
                if it.kind == kind
            ),
        )
        for kind, type in TYPES.items()
        if any(it.kind == kind for it in made)
    ]
