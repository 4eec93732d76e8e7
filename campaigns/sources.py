"""Which link brought somebody here, with no cookie and nobody else asked.

A link that we pass on ends in `?via=<kind>.<ref>`. The page behind it is the same bytes
for everybody; what a reader then sends says where it came from: in its hidden field
`via`, else in the query of the page that it was sent from, which the browser names to
our own site alone (`Referrer-Policy: same-origin`). Nothing is kept in the browser, and
nobody is followed: only the link that was pressed last counts, and only for what is
sent from its page.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from campaigns.models import Story
from config import client
from config.page_memory import LONGEST_VIA

# What each kind of link may say after its dot. Nothing else is kept.
REFS = {
    "story": re.compile(r"[1-9][0-9]{0,17}"),
    "embed": re.compile(r"[a-z0-9][a-z0-9.-]*"),
    "newsletter": re.compile(r"[a-z0-9][a-z0-9.-]*"),
    "qr": re.compile(r"[a-z0-9][a-z0-9.-]*"),
    "share": re.compile(r"[a-z0-9][a-z0-9-]*"),
}
# What stands for the rest of a kind, once there are too many to tell apart.
OTHER = "other"
CHANNELS = {
    "whatsapp": "WhatsApp",
    "x": "X",
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "telegram": "Telegram",
}


class Name(NamedTuple):
    """A source in words, and the page that it was, if it is one of ours."""

    words: str
    url: str = ""


Namer = Callable[[Iterable[str]], Mapping[str, Name]]


def clean(value: str) -> str:
    """A source as it is kept; "" when it is none."""
    kind, _dot, ref = value.partition(".")
    is_one = len(value) <= LONGEST_VIA and kind in REFS and REFS[kind].fullmatch(ref)
    return value if is_one else ""


def link(path: str, kind: str, ref: str | int) -> str:
    """A path or whole address with its source. Raises ValueError of what is none."""
    source = clean(f"{kind}.{ref}")
    if not source:
        raise ValueError(f"Not a source: {kind}.{ref}")
    page, hash_sign, part = path.partition("#")
    return f"{page}{'&' if '?' in page else '?'}via={source}{hash_sign}{part}"


def of(request: HttpRequest) -> str:
    """The source of a form that was sent; "" when nothing says so.

    Its field wins: it outlives a page that came back with a mistake (422).
    """
    named = clean(request.POST.get("via", ""))
    return named or _in_query(client.query_before(request))


def _in_query(query: str) -> str:
    return clean(QueryDict(query[:2000]).get("via", "")) if "via=" in query else ""


def rest(source: str) -> str:
    """Under which name a source is counted that nobody tells apart."""
    return f"{source.partition('.')[0]}.{OTHER}"


# In words


def names(sources: Iterable[str]) -> dict[str, Name]:
    """Sources in words, those of a kind by one look."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        by_kind[source.partition(".")[0]].append(source)
    named: dict[str, Name] = {}
    for kind, those in by_kind.items():
        refs = [source.partition(".")[2] for source in those]
        found = _namers[kind](refs) if kind in _namers else {}
        for source, ref in zip(those, refs, strict=True):
            named[source] = found.get(ref) or Name(_plain(source))
    return named


def name(source: str) -> Name:
    return names([source])[source]


def register(kind: str, namer: Namer) -> None:
    """Let an app say what the refs of a kind are called; the rest stays plain."""
    _namers[kind] = namer


def _plain(source: str) -> str:
    kind, _dot, ref = source.partition(".")
    if not source:
        return _("directly")
    if ref == OTHER:
        return OTHERS_OF[kind]() if kind in OTHERS_OF else source
    return WORDS[kind](ref) if kind in WORDS else source


def _stories(refs: Iterable[str]) -> dict[str, Name]:
    numbers = [int(ref) for ref in refs if ref.isdigit()]
    found = Story.objects.filter(pk__in=numbers).select_related("campaign")
    return {str(story.pk): Name(story.headline, story.url) for story in found}


def _shared(ref: str) -> str:
    if ref in CHANNELS:
        return _("shared on %s") % CHANNELS[ref]
    own = {
        "email": _("shared by email"),
        "link": _("a link that was copied"),
        "device": _("shared from a phone or browser"),
    }
    return own.get(ref) or _("shared (%s)") % ref


def _code(ref: str) -> str:
    if ref == "thanks":
        return _("QR code of the page after signing")
    return _("QR code “%s”") % ref


WORDS: dict[str, Callable[[str], str]] = {
    "story": lambda ref: _("a story that is gone (no. %s)") % ref,
    "embed": lambda ref: _("card on %s") % ref,
    "newsletter": lambda ref: _("newsletter “%s”") % ref,
    "qr": _code,
    "share": _shared,
}
OTHERS_OF: dict[str, Callable[[], str]] = {
    "story": lambda: _("other stories"),
    "embed": lambda: _("cards on other sites"),
    "newsletter": lambda: _("other newsletters"),
    "qr": lambda: _("other QR codes"),
    "share": lambda: _("shared in other ways"),
}
_namers: dict[str, Namer] = {"story": _stories}
