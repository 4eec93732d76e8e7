"""Asking the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from campaigns.models import SearchDocument
from campaigns.search import folding
from campaigns.search.folding import Part, Terms, fold
from campaigns.search.keeping import dictionary

MOST_LETTERS = 200
PAGE_SIZE, MOST_PAGES = 20, 10
MOST_FOUND = PAGE_SIZE * MOST_PAGES
# How much more a word says in the headline than in the text, where we rank ourselves.
TITLE, STANDFIRST = 8, 3


class Result(NamedTuple):
    """A page that was found, with the place where the words stand."""

    document: SearchDocument
    snippet: list[Part]


@dataclass(frozen=True)
class Found:
    """One page of results. `count` ends at MOST_FOUND."""

    results: list[Result]
    count: int
    number: int
    pages: int

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def ask(query: str, *, page: int = 1) -> Found:
    """The best pages first, of what is public now."""
    query = folding.plain_quotes(query[:MOST_LETTERS])
    terms = folding.terms(query)
    pks = _matches(query, terms) if terms.wanted else []
    pages = max(1, -(-len(pks) // PAGE_SIZE))
    number = min(max(1, page), pages)
    shown = pks[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    documents = SearchDocument.objects.defer("folded", "vector").in_bulk(shown)
    results = [_result(documents[pk], terms) for pk in shown if pk in documents]
    return Found(results, len(pks), number, pages)


def _result(document: SearchDocument, terms: Terms) -> Result:
    """The snippet is of the text, or of the standfirst where only that has a word."""
    own = folding.snippet(document.body, terms.wanted)
    standfirst = folding.snippet(document.standfirst, terms.wanted)
    has_own = any(part.is_marked for part in own)
    is_better = document.standfirst and not has_own
    return Result(document, standfirst if is_better else own)


def _matches(query: str, terms: Terms) -> list[int]:
    now = timezone.now()
    public = SearchDocument.objects.filter(
        Q(dated_at=None) | Q(dated_at__lte=now)
    ).order_by()
    if connection.vendor == "postgresql":
        return _by_full_text(public, query)
    return _by_containing(public, terms)


def _by_full_text(public: QuerySet[SearchDocument], query: str) -> list[int]:
    asked = SearchQuery(fold(query), config=dictionary(), search_type="websearch")
    ranked = public.filter(vector=asked).annotate(rank=SearchRank(F("vector"), asked))
    best = ranked.order_by("-rank", F("dated_at").desc(nulls_last=True), "-pk")
    return list(best.values_list("pk", flat=True)[:MOST_FOUND])


def _by_containing(public: QuerySet[SearchDocument], terms: Terms) -> list[int]:
    """For SQLite: pages that have all words, those with them in the headline first."""
    for term in terms.wanted:
        public = public.filter(folded__contains=term)
    for term in terms.unwanted:
        public = public.exclude(folded__contains=term)
    newest = public.order_by(F("dated_at").desc(nulls_last=True), "-pk")
    rows = newest.values_list("pk", "title", "standfirst")[:MOST_FOUND]
    # Sorting keeps the newest first among those that weigh the same.
    return [pk for pk, *_ in sorted(rows, key=lambda row: -_weight(row, terms))]


def _weight(row: tuple[int, str, str], terms: Terms) -> int:
    _pk, title, standfirst = row
    folded_title, folded_standfirst = fold(title), fold(standfirst)
    return sum(
        TITLE * (term in folded_title) + STANDFIRST * (term in folded_standfirst)
        for term in terms.wanted
    )
