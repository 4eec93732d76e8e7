"""How fast a reader may write: new ones slower, and a network as a whole."""

from django.utils.translation import ngettext

from accounts import limits
from accounts.door.forms import too_often
from accounts.limits import Limit
from comments.models import Comment
from comments.recalling import REGULAR_FROM

NEW, REGULAR = "comments of a new reader", "comments of a reader"
NETWORK = "comments of a network"
# What is shorter than this tells a hand from a program. Who comes through the door has
# pressed before, and may have pressed more than once.
SHORTEST_AT_DOOR_SECONDS = 60


class TooFast(Exception):
    """Not yet: try again after `seconds`. Nothing is lost."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def check(
    comment: Comment,
    network: str,
    *,
    is_regular: bool | None = None,
    from_door: bool = False,
) -> None:
    """Count a comment that was posted in this transaction. Raises TooFast, to undo it.

    Posted first, so that one which could not be said takes nothing from the next.
    Whether its author has written often is looked up unless it is known (`is_regular`).
    """
    author_id = comment.author_id or 0
    if is_regular is None:
        is_regular = _is_regular(author_id, comment)
    asked = [(NETWORK, network)] if network else []
    asked.append((REGULAR if is_regular else NEW, str(author_id)))
    allowed = [(purpose, who, _limits(purpose, from_door)) for purpose, who in asked]
    if seconds := limits.wait_of_all(allowed):
        raise TooFast(seconds)


def _limits(purpose: str, from_door: bool) -> list[Limit]:
    shortest = SHORTEST_AT_DOOR_SECONDS if from_door else 0
    return [it for it in limits.of(purpose) if it.seconds >= shortest]


def _is_regular(author_id: int, new: Comment) -> bool:
    """Who has so many published comments is no new reader any more."""
    own = Comment.objects.filter(author=author_id).published().exclude(pk=new.pk)
    return len(own.values_list("pk", flat=True)[:REGULAR_FROM]) == REGULAR_FROM


def words(seconds: int) -> str:
    """What a reader is told who was too fast."""
    if seconds > SHORTEST_AT_DOOR_SECONDS:
        return too_often(seconds)
    return ngettext(
        "You wrote something a moment ago. Your text is still here: wait %(seconds)s"
        " second, then send it again.",
        "You wrote something a moment ago. Your text is still here: wait %(seconds)s"
        " seconds, then send it again.",
        seconds,
    ) % {"seconds": seconds}
