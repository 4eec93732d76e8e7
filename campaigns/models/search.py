from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """What the search knows of a public page. Made anew from the page at any time."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    path = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    standfirst = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    # The day that is shown; a page whose time is still to come is found from then on.
    dated_at = models.DateTimeField(null=True)
    # All words without capitals and accents, for databases without full text.
    folded = models.TextField(blank=True)
    # PostgreSQL's own form of them; its index is made by the migration.
    vector = SearchVectorField(null=True)

    class Meta:
        verbose_name = _("page in the search")
        verbose_name_plural = _("pages in the search")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"], name="one_search_document"
            )
        ]

    def __str__(self) -> str:
        return self.title
