"""Keeping the documents of the search true."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.postgres.search import SearchConfig, SearchVector
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.expressions import Combinable

from campaigns.models import SearchDocument
from campaigns.search.folding import fold

logger = logging.getLogger(__name__)

BATCH_SIZE = 200
# What PostgreSQL can keep of one text is a megabyte; a long story has a hundredth.
MOST_BODY_LETTERS = 100_000
# PostgreSQL's dictionaries, by the language of the site. Others go by whole words.
DICTIONARIES = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


class Document(NamedTuple):
    """A public page as the search shall know it; all text is plain.

    It is found by what is in `also`, which is never shown: bylines, the target.
    """

    object_id: int
    path: str
    title: str
    standfirst: str
    body: str
    also: str
    dated_at: datetime | None


# All public pages of a kind, or those of them that have these keys.
Tell = Callable[[Iterable[int] | None], Iterable[Document]]
_kinds: dict[str, Tell] = {}


def register(kind: str, tell: Tell) -> None:
    _kinds[kind] = tell


def dictionary() -> SearchConfig:
    """How PostgreSQL takes words apart, by the site's language."""
    language = settings.LANGUAGE_CODE.partition("-")[0].lower()
    return SearchConfig(DICTIONARIES.get(language, "simple"))


@transaction.atomic
def refresh(kind: str, *pks: int) -> None:
    """Have the search know these pages as they are now, or no more."""
    told = list(_kinds[kind](pks))
    for document in told:
        _keep(kind, document)
    public = {document.object_id for document in told}
    forget(kind, *(pk for pk in pks if pk not in public))


def forget(kind: str, *pks: int) -> None:
    SearchDocument.objects.filter(kind=kind, object_id__in=pks).delete()


def reindex() -> int:
    """Make every document anew and drop what is public no more; returns how many."""
    kept = 0
    for kind, tell in _kinds.items():
        public = [document.object_id for document in tell(None)]
        for start in range(0, len(public), BATCH_SIZE):
            refresh(kind, *public[start : start + BATCH_SIZE])
        known = SearchDocument.objects.filter(kind=kind)
        others = set(known.values_list("object_id", flat=True)) - set(public)
        # Asked once more: one may have become public since.
        refresh(kind, *others)
        kept += len(public)
    SearchDocument.objects.exclude(kind__in=_kinds).delete()
    logger.info("The search knows %s pages", kept)
    return kept


def _keep(kind: str, document: Document) -> None:
    """Write it, unless it is known just so: the sweep of each hour rewrites nothing."""
    shown = document._asdict() | {"body": document.body[:MOST_BODY_LETTERS]}
    body = f"{shown['body']}\n{shown.pop('also')}"
    parts = [fold(text) for text in (document.title, document.standfirst, body)]
    shown["folded"] = "\n".join(parts)
    key = {"kind": kind, "object_id": shown.pop("object_id")}
    if SearchDocument.objects.filter(**key, **shown).exists():
        return
    kept, _is_new = SearchDocument.objects.update_or_create(**key, defaults=shown)
    if connection.vendor == "postgresql":
        SearchDocument.objects.filter(pk=kept.pk).update(vector=_vector(parts))


def _vector(parts: list[str]) -> Combinable:
    title, standfirst, body = (
        SearchVector(Value(text), weight=weight, config=dictionary())
        for text, weight in zip(parts, "ABC", strict=True)
    )
    return title + standfirst + body
