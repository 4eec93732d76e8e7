"""Cleans what an editor wrote or pasted before it is kept."""

from campaigns.body import reading, writing


def clean(html: str) -> str:
    """The story in this HTML, and nothing else; cleaning it again changes nothing.

    No script, style, address of another kind than https, http or mailto, and no
    attribute outlives it. Marks do, if each of their attributes is what it should be.
    """
    return "\n".join(writing.stored(block) for block in reading.read(html))
