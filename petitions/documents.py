"""Petitions as the search knows them: their words, never their signers."""

from collections.abc import Iterable

from campaigns import search
from campaigns.documents import plain
from campaigns.search import Document
from petitions.models import Petition


def register() -> None:
    search.register("petition", petitions)


def petitions(pks: Iterable[int] | None) -> Iterable[Document]:
    chosen = Petition.objects.public().prefetch_related("texts")
    if pks is not None:
        chosen = chosen.filter(pk__in=list(pks))
    for petition in chosen:
        newest = max(petition.texts.all(), key=lambda text: text.number, default=None)
        words = [newest.body_html] if newest else []
        yield Document(
            object_id=petition.pk,
            path=petition.url,
            title=petition.title,
            standfirst=petition.standfirst,
            body=plain(*words, petition.outcome_html),
            also=petition.target,
            dated_at=petition.opened_at,
        )
