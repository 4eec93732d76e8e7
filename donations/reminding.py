"""The desk's reminder that a figure of another site is old."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import ngettext

from config.desk_lines import Line
from donations import books


def lines(request: HttpRequest) -> Iterator[Line]:
    """For whoever could enter a newer one."""
    if not request.user.has_perm("donations.add_raisedfigure"):
        return
    old = books.stale()
    if old:
        yield Line(
            ngettext(
                "The raised figure of %(titles)s is missing or more than"
                " %(days)d days old. Readers see no bar until you enter a newer one.",
                "The raised figures of %(titles)s are missing or more than"
                " %(days)d days old. Readers see no bars until you enter newer ones.",
                len(old),
            )
            % {"titles": ", ".join(map(str, old)), "days": books.FRESH_DAYS}
        )
