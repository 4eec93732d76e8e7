"""What a list may hold: each column's label, and its cell in Python and in SQL."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, Expression, F, Func, TextField, Value, When
from django.db.models.functions import Coalesce, Replace
from django.utils.translation import gettext_lazy as _

from petitions import figures
from petitions.exporting.formulas import inert_in_sql
from petitions.models import Signature

COLUMNS: dict[str, tuple[Any, Callable[[Signature], str]]] = {
    "number": (_("Number of the signature"), lambda row: str(row.pk)),
    "name": (_("Name"), lambda row: row.name),
    "country": (_("Country"), lambda row: row.country),
    "postcode": (_("Postcode"), lambda row: row.postcode),
    "confirmed_at": (
        _("When it was confirmed"),
        lambda row: figures.stamp(row.confirmed_at) or "",
    ),
    "text_version": (_("Text version"), lambda row: str(row.text.number)),
    "reason": (_("Reason given"), lambda row: row.reason),
    "email": (_("Email address"), lambda row: row.email),
    "newsletter": (_("Wants letters"), lambda row: "yes" if row.newsletter else "no"),
}
# What a decision maker needs; the rest is personal and asked for one by one.
USUAL_COLUMNS = ["number", "name", "country", "postcode", "confirmed_at"]


class Stamp(Func):
    """A time as `figures.stamp` writes it."""

    template = (
        "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    )
    output_field = TextField()


def in_sql(name: str) -> Expression | F:
    """A column's cell as PostgreSQL makes it, inert and with its quotes doubled.

    Only what people typed can run or hold a quote.
    """
    made: dict[str, Expression | F] = {
        "number": F("pk"),
        "confirmed_at": Coalesce(Stamp("confirmed_at"), Value("")),
        "text_version": F("text__number"),
        "newsletter": Case(
            When(newsletter=True, then=Value("yes")), default=Value("no")
        ),
    }
    return made.get(name) or Replace(inert_in_sql(F(name)), Value('"'), Value('""'))
