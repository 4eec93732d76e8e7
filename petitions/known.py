"""Petitions as this process knows them, right within a second.

Every signature and every confirmation asks for the same few petitions. What is kept
says of the status is a courtesy to the reader; the statement that stores a signature
asks the database again.
"""

import time
from typing import NamedTuple

from petitions.models import Petition, PetitionText

KEPT_SECONDS = 1
MOST_KEPT = 256


class Known(NamedTuple):
    """A public petition, and the ids of its texts by version."""

    petition: Petition
    text_ids: dict[int, int]
    until: float

    def text_id(self, version: int | None) -> int:
        """The text that the reader had before them.

        A page that names no version, or one that never was, was signed with the newest.
        """
        newest = max(self.text_ids, default=0)
        return self.text_ids.get(version or newest, self.text_ids.get(newest, 0))


_by_slug: dict[str, Known] = {}
_by_id: dict[int, Known] = {}


def by_slug(slug: str, *, version: int | None = None) -> Known | None:
    """The public petition of this address; None: there is none.

    A version that is not known yet was written within that second, and is looked up.
    """
    kept = _by_slug.get(slug)
    if kept and _is_fresh(kept) and (version or 0) in {0, *kept.text_ids}:
        return kept
    petition = Petition.objects.public().filter(slug=slug).first()
    return _keep(petition) if petition else None


def by_id(petition_id: int) -> Petition:
    """The petition of a signature. Raises Petition.DoesNotExist."""
    kept = _by_id.get(petition_id)
    if kept and _is_fresh(kept):
        return kept.petition
    return _keep(Petition.objects.get(pk=petition_id)).petition


def forget() -> None:
    """Look every petition up again; for a process that has just changed one."""
    _by_slug.clear()
    _by_id.clear()


def _is_fresh(kept: Known) -> bool:
    return time.monotonic() < kept.until


def _keep(petition: Petition) -> Known:
    texts = PetitionText.objects.filter(petition=petition)
    text_ids = dict(texts.values_list("number", "pk"))
    found = Known(petition, text_ids, time.monotonic() + KEPT_SECONDS)
    if len(_by_id) >= MOST_KEPT:
        forget()
    _by_id[petition.pk] = found
    # A draft has an address of its own, but none of the public ones.
    if petition.status != Petition.Status.DRAFT:
        _by_slug[petition.slug] = found
    return found
