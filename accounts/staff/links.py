"""One-use links with which staff set their second step: made, found, used.

Random and signed: a guess is turned away before the database is asked. The table keeps
a hash, which opens nothing.
"""

import hashlib
import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from accounts.models import EnrolmentLink, User
from accounts.models.desk import LINK_LIFE

_signer = Signer(salt="accounts.staff.links", sep=".")


class LinkSpent(Exception):
    """Used meanwhile, too old, or for an address that is no longer the person's."""


def make(person: User, *, by: User | None) -> EnrolmentLink:
    """A link for this person and nobody else; those of before stop working.

    It has no token yet: `new_token` makes one, when the link is told.
    """
    now = timezone.now()
    EnrolmentLink.objects.filter(person=person, used_at=None).update(expires_at=now)
    return EnrolmentLink.objects.create(
        person=person, address=person.email, made_by=by, expires_at=now + LINK_LIFE
    )


def new_token(link: EnrolmentLink) -> str:
    """The token to be told, once: only its hash stays here."""
    token = _signer.sign(secrets.token_urlsafe(24))
    link.token_hash = _hash(token)
    link.save(update_fields=["token_hash"])
    return token


def url(token: str) -> str:
    """The whole address, of the configured site and never of a request."""
    return f"{settings.SITE_URL}{reverse('desk:enrol', args=[token])}"


def find(token: str) -> EnrolmentLink | None:
    """The link of this token while it can be used."""
    try:
        _signer.unsign(token)
    except BadSignature:
        return None
    links = EnrolmentLink.objects.select_related("person")
    found = links.filter(token_hash=_hash(token)).first()
    return found if found and found.is_live else None


def use(link: EnrolmentLink) -> None:
    """Spend it. Raises LinkSpent: one of two at the same moment goes on."""
    now = timezone.now()
    mine = EnrolmentLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
    if not mine.update(used_at=now):
        raise LinkSpent


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
