"""Feeds and sitemaps held against their specifications by libxml2."""

from functools import cache
from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).parent.parent / "schemas"


@cache
def _atom() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(FOLDER / "atom.rng"))


@cache
def _sitemap() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(FOLDER / "sitemap.xsd"))


def atom(body: bytes) -> etree._Element:
    """The feed; raises DocumentInvalid with the fault of one that breaks RFC 4287."""
    return _checked(body, _atom())


def sitemap(body: bytes) -> etree._Element:
    """The sitemap, or the index of them; raises DocumentInvalid."""
    return _checked(body, _sitemap())


def _checked(body: bytes, schema: etree.RelaxNG | etree.XMLSchema) -> etree._Element:
    root = etree.fromstring(body)
    schema.assertValid(root)
    return root
