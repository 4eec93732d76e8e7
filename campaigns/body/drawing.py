"""Draws a story's text for readers: marks become what they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from campaigns import calls
from campaigns.body import embedding, reading, writing
from campaigns.body.blocks import Block, CallMark, EmbedMark, PictureMark, Words
from campaigns.models import BodyPicture, Story
from campaigns.pictures import Picture

Pictures = dict[int, Picture]


def render(story: Story, *, is_feed: bool = False) -> SafeString:
    """The body as HTML, with the calls that rules place in it.

    It is read anew and written from what was read, so nothing that lies in the database
    is trusted. In a feed every address is whole, and what asks for a script or a form
    is a plain link.
    """
    blocks = reading.read(story.body)
    pictures = _pictures(story, blocks)
    drawn = _with_rules(
        story, ((block, _draw(block, story, pictures, is_feed)) for block in blocks),
        is_feed=is_feed,
    )  # fmt: skip
    return mark_safe("\n".join(filter(None, drawn)))  # noqa: S308 (written by us)


def whole(url: str) -> str:
    """The address with this site's name, for pages that are read elsewhere."""
    return settings.SITE_URL + url if url.startswith("/") else url


def _pictures(story: Story, blocks: list[Block]) -> Pictures:
    """The story's own, by number; a mark of another story's picture shows nothing."""
    wanted = [block.pk for block in blocks if isinstance(block, PictureMark)]
    if not wanted:
        return {}
    rows = BodyPicture.objects.filter(story=story.pk, pk__in=wanted)
    return {row.pk: row.picture for row in rows if row.picture}


def _with_rules(
    story: Story, drawn: Iterator[tuple[Block, str]], *, is_feed: bool
) -> Iterator[str]:
    """Each rule's call after its paragraph, or at the end if there are not so many."""
    waiting = list(calls.by_rule(story))
    paragraphs = 0
    for block, html in drawn:
        yield html
        if not isinstance(block, Words) or block.tag != "p":
            continue
        paragraphs += 1
        for placed in [it for it in waiting if it.after_paragraph == paragraphs]:
            waiting.remove(placed)
            yield _placed(placed, story, is_feed)
    for placed in waiting:
        yield _placed(placed, story, is_feed)


def _placed(placed: calls.Placed, story: Story, is_feed: bool) -> str:
    mark = CallMark(placed.kind, placed.target, placed.words)
    return _call(mark, story, is_feed)


def _draw(block: Block, story: Story, pictures: Pictures, is_feed: bool) -> str:
    if isinstance(block, PictureMark):
        picture = pictures.get(block.pk)
        return _picture(picture, is_feed) if picture else ""
    if isinstance(block, EmbedMark):
        return embedding.draw(block.address, is_feed=is_feed)
    if isinstance(block, CallMark):
        return _call(block, story, is_feed)
    return writing.text(block, whole if is_feed else writing.as_is)


def _call(mark: CallMark, story: Story, is_feed: bool) -> str:
    return calls.render(
        mark.kind, target=mark.target, words=mark.words, story=story, is_feed=is_feed
    )


def _picture(picture: Picture, is_feed: bool) -> str:
    if is_feed:
        picture = picture._replace(url=whole(picture.url), sources=())
    return render_to_string("components/picture.html", {"picture": picture})
