"""What readers say about a story, a campaign or a petition, shown on its page.

The forum is a higher app; it registers here how it draws that, so that the pages below
need not know it.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Model
from django.utils.safestring import SafeString

from campaigns.structured_data import Thing


class Shown(NamedTuple):
    """What stands on the page, and what its block of data says of it."""

    html: SafeString
    thing: Thing


Draw = Callable[[Model], Shown]
_drawn_by: list[Draw] = []


def register(draw: Draw) -> None:
    """Have this drawn on the public pages of stories, campaigns and petitions."""
    _drawn_by.append(draw)


def of(shown: Model, *, is_preview: bool = False) -> Shown | None:
    """What readers say of it; None of a draft, and where there is no forum."""
    if is_preview:
        return None
    return next((draw(shown) for draw in _drawn_by), None)
