"""Which addresses and marks are taken at their word."""

import re
from urllib.parse import urlsplit

from campaigns.body.blocks import CallMark, EmbedMark, Mark, PictureMark

Attributes = dict[str, str]

LONGEST_ADDRESS = 2000
LONGEST_WORDS = 120
_PK = re.compile(r"[1-9][0-9]{0,17}")
_KIND = re.compile(r"[a-z]{1,20}")
_SLUG = re.compile(r"[-a-zA-Z0-9_]{0,80}")
# What no address that a browser shows has in it.
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f\"'<>\\`{}|^]")


def mark(tag: str, attributes: Attributes) -> Mark | None:
    """The mark that this element is; None when it is none, or a broken one."""
    if tag == "figure" and "data-picture" in attributes:
        return _picture(attributes["data-picture"])
    if tag == "figure" and "data-embed" in attributes:
        return _embed(attributes["data-embed"])
    if tag == "aside" and "data-call" in attributes:
        return _call(attributes)
    return None


def _picture(pk: str) -> PictureMark | None:
    return PictureMark(int(pk)) if _PK.fullmatch(pk) else None


def _embed(address: str) -> EmbedMark | None:
    return EmbedMark(address) if is_https(address) else None


def _call(attributes: Attributes) -> CallMark | None:
    kind = attributes["data-call"]
    target = attributes.get("data-target", "")
    words = " ".join(attributes.get("data-words", "").split())
    if not _KIND.fullmatch(kind) or len(words) > LONGEST_WORDS:
        return None
    if not _SLUG.fullmatch(target) and not is_page(target):
        return None
    return CallMark(kind, target, words)


def is_https(address: str) -> bool:
    """Whether it leads to a page of another site, and hides nothing."""
    return _parts_of(address) in {("https", True)}


def is_page(address: str) -> bool:
    """Whether it is a path of this site, or leads to a page of the web."""
    if address.startswith("/"):
        return _is_printable(address) and not address.startswith("//")
    return _parts_of(address) in {("https", True), ("http", True)}


def is_link(href: str) -> bool:
    """Whether a text may lead there: to a page, a mailbox, or a place of its own."""
    if href.startswith(("#", "mailto:")):
        return _is_printable(href)
    return is_page(href)


def _is_printable(address: str) -> bool:
    return (
        0 < len(address) <= LONGEST_ADDRESS
        and not _NOT_IN_ADDRESS.search(address)
        and address.isprintable()
    )


def _parts_of(address: str) -> tuple[str, bool]:
    """Its scheme, and whether it names a host and no password."""
    if not _is_printable(address):
        return "", False
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return "", False
    return parts.scheme, bool(parts.hostname) and "@" not in parts.netloc
