"""A mark in the form of a gift, by which we know that we drew it, where and when.

The page is the same bytes for everybody and may come out of a cache a day old, so the
mark says nothing of its reader and serves more than once. It stops whoever posts
without the page; against who fetches the page first stand limits and counters
(docs/adr/0040-card-testing.md).
"""

from enum import Enum

from django.core import signing

from donations.models import Channel

FIELD = "form_token"
SALT = "donations.form"
# Nobody reads, chooses and types within this; a browser's own filling-in takes longer.
YOUNGEST_SECONDS = 2
# A page is served stale for a day at most, and then left open over night.
OLDEST_SECONDS = 3 * 24 * 60 * 60


class Verdict(Enum):
    """About a mark that was sent; only GOOD begins a gift."""

    GOOD = "good"
    # Missing, changed, or of another way to give.
    NOT_OURS = "not ours"
    TOO_YOUNG = "too young"
    TOO_OLD = "too old"


def make(channel: Channel) -> str:
    """The mark of a form that is drawn now; the same for all within a second."""
    return _signer().sign(str(channel.pk))


def judge(token: str, channel: Channel) -> Verdict:
    signer = _signer()
    try:
        about = signer.unsign(token, max_age=OLDEST_SECONDS)
    except signing.SignatureExpired:
        return Verdict.TOO_OLD
    except signing.BadSignature:
        return Verdict.NOT_OURS
    if about != str(channel.pk):
        return Verdict.NOT_OURS
    return Verdict.TOO_YOUNG if _is_young(signer, token) else Verdict.GOOD


def _is_young(signer: signing.TimestampSigner, token: str) -> bool:
    try:
        signer.unsign(token, max_age=YOUNGEST_SECONDS)
    except signing.SignatureExpired:
        return False
    return True


def redrawn(token: str, channel: Channel) -> str:
    """For the same form once more: the mark that was sent, unless it never will do."""
    will_do = judge(token, channel) in (Verdict.GOOD, Verdict.TOO_YOUNG)
    return token if will_do else make(channel)


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=SALT)
