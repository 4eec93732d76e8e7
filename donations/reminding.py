"""What waits for somebody at the desk: old figures of other sites, names on walls."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import ngettext

from config import wording
from config.desk_lines import Line
from donations import books
from donations.models import WallName


def lines(request: HttpRequest) -> Iterator[Line]:
    """Each for whoever can do something about it."""
    yield from _old_figures(request)
    yield from _held_names(request)


def _held_names(request: HttpRequest) -> Iterator[Line]:
    if not request.user.has_perm("donations.change_wallname"):
        return
    if held := WallName.objects.held().count():
        yield Line(
            ngettext(
                "%(count)d donor's name waits to be looked at before it is shown.",
                "%(count)d donors' names wait to be looked at before they are shown.",
                held,
            )
            % {"count": held}
        )


def _old_figures(request: HttpRequest) -> Iterator[Line]:
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
            % {"titles": wording.listed(old), "days": books.FRESH_DAYS}
        )
