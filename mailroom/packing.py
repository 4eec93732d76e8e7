"""A letter as the bytes that go over the wire.

Django's message is the truth, and takes longer to build than all the rest of a letter
together: headers and parts are made anew that are the same for every letter with that
subject. So it builds one with marks in the place of what differs, it is cut at the
marks, and the next letters fill the gaps. Whatever is not plain, such as a line too
long for the wire, Django builds as ever. `tests/mailroom/test_packing.py` compares the
two byte for byte.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

FORMS_KEPT = 256
WIRE_LINE_END = "\r\n"
LONGEST_LINE_BYTES = 998  # RFC 5322, 2.1.1
HTML = "text/html"
# What stands in a header as it is, neither quoted nor encoded.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_plain_address = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9.-]+")
WAY_OUT = "List-Unsubscribe"
# Longer than any gap, and without a sign that Django would encode or fold at.
_plain_way_out = re.compile(r"<https?://[A-Za-z0-9.:/_-]{40,900}>")
_plain_id = re.compile(r"<[A-Za-z0-9@.-]+>")
# Random, so that no subject can hold a mark.
_mark = f"gap{secrets.token_hex(8)}x"
# Behind the mark of a part that is not ASCII, since the part's headers tell.
_ACCENT = "\u00e9"
_marks = re.compile(f"{_mark}([a-z]+)x(?:{_ACCENT})?".encode())
_BOUNDARY = "=" * 15 + "%s=="


class Shape(NamedTuple):
    """All that the bytes of a letter depend on, but for what is in its gaps."""

    subject: str
    from_email: str
    headers: tuple[tuple[str, str], ...]
    are_ascii: tuple[bool, ...]


def pack(message: EmailMultiAlternatives) -> bytes:
    """A letter as `transport.message` makes it, for the wire."""
    bodies = [str(message.body), *(str(html) for html, _kind in message.alternatives)]
    parts = [_for_the_wire(body) for body in bodies]
    if b"" in parts or not _is_plain(message):
        return by_library(message)
    form = _form(_shape(message, bodies))
    return _fill(form, _words(message, parts))


def by_library(message: EmailMultiAlternatives) -> bytes:
    return _as_bytes(message.message())


def _as_bytes(built: Any) -> bytes:
    packed: bytes = built.as_bytes(linesep=WIRE_LINE_END)
    return packed


def is_plain_address(address: str) -> bool:
    """Whether it stands on an envelope and in a header as it is."""
    return _plain_address.fullmatch(address) is not None


def _is_plain(message: EmailMultiAlternatives) -> bool:
    """One reader, two parts at most, nothing that a form has no gap for."""
    return (
        message.recipients() == message.to[:1]
        and [kind for _content, kind in message.alternatives] in ([], [HTML])
        and not (message.attachments or message.reply_to)
        and is_plain_address(message.to[0])
        and _plain_id.fullmatch(message.extra_headers["Message-ID"]) is not None
        and _has_plain_way_out(message.extra_headers.get(WAY_OUT))
    )


def _has_plain_way_out(header: str | None) -> bool:
    """Whether it is left out, or one address that a gap can stand for."""
    return header is None or _plain_way_out.fullmatch(header) is not None


def _for_the_wire(body: str) -> bytes:
    """The words of a part; empty when the library must look at them."""
    try:
        lines = body.encode().split(b"\n")
    except UnicodeEncodeError:
        return b""
    if "\r" in body or max(map(len, lines)) > LONGEST_LINE_BYTES:
        return b""
    return WIRE_LINE_END.encode().join(lines)


def _shape(message: EmailMultiAlternatives, bodies: Sequence[str]) -> Shape:
    headers = {**message.extra_headers, "Message-ID": _gap("id")}
    if way_out := message.extra_headers.get(WAY_OUT):
        headers[WAY_OUT] = _gap(_way_out(way_out))
    return Shape(
        str(message.subject),
        message.from_email,
        tuple(headers.items()),
        tuple(body.isascii() for body in bodies),
    )


def _words(
    message: EmailMultiAlternatives, parts: Sequence[bytes]
) -> Mapping[bytes, bytes]:
    """What this letter fills the gaps with; its boundary can be guessed by nobody."""
    return {
        b"to": message.to[0].encode(),
        b"id": message.extra_headers["Message-ID"].encode(),
        b"date": formatdate(localtime=settings.EMAIL_USE_LOCALTIME).encode(),
        b"boundary": secrets.token_hex(10).encode(),
        **_way_out_words(message),
        **dict(zip((b"text", b"html"), parts, strict=False)),
    }


def _way_out_words(message: EmailMultiAlternatives) -> dict[bytes, bytes]:
    way_out = message.extra_headers.get(WAY_OUT, "")
    return {_way_out(way_out).encode(): way_out.encode()} if way_out else {}


def _way_out(header: str) -> str:
    """A gap as long as the address itself, since the length decides where it folds."""
    return "u" * (len(header) - len(_gap("")))


@lru_cache(maxsize=FORMS_KEPT)
def _form(shape: Shape) -> list[bytes]:
    """What the library makes of marks: bytes at even places, gaps at odd ones."""
    text, *html = (
        _gap(part) + ("" if is_ascii else _ACCENT)
        for part, is_ascii in zip(("text", "html"), shape.are_ascii, strict=False)
    )
    built = EmailMultiAlternatives(
        shape.subject,
        text,
        shape.from_email,
        [_gap("to")],
        headers={"Date": _gap("date"), **dict(shape.headers)},
        alternatives=[(content, HTML) for content in html],
    ).message()
    if html:
        built.set_boundary(_BOUNDARY % _gap("boundary"))
    return _marks.split(_as_bytes(built))


def _gap(name: str) -> str:
    return f"{_mark}{name}x"


def _fill(form: list[bytes], words: Mapping[bytes, bytes]) -> bytes:
    """In one pass, so that what a reader typed is never taken for a mark."""
    filled = form.copy()
    filled[1::2] = [words[name] for name in form[1::2]]
    return b"".join(filled)
