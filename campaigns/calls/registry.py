"""Which calls there are. Each belongs to the app that can answer it, and says here how
it is drawn; petitions register the card and the form, campaigns the plain ones."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from campaigns.models import Story

# What an editor may choose as the target, each with its name.
Choices = Callable[[], Iterable[tuple[str, str]]]
NOTHING = SafeString("")


class Draw(Protocol):
    """Draws a call; "" when it leads nowhere. For a feed it is one plain link."""

    def __call__(
        self, *, target: str, words: str, story: Story, is_feed: bool
    ) -> SafeString: ...


class Kind(NamedTuple):
    """A kind of call. Without choices its target is a web address."""

    name: str
    label: str | Promise
    choices: Choices | None
    draw: Draw


_kinds: dict[str, Kind] = {}


def register(
    kind: str, *, label: str | Promise, choices: Choices | None, draw: Draw
) -> None:
    """Offer a kind of call to editors, and to rules."""
    _kinds[kind] = Kind(kind, label, choices, draw)


def kinds() -> list[Kind]:
    return list(_kinds.values())


def find(kind: str) -> Kind | None:
    return _kinds.get(kind)


def render(
    kind: str, *, target: str, words: str, story: Story, is_feed: bool = False
) -> SafeString:
    """The call as HTML; "" when it leads nowhere, such as to a draft."""
    known = find(kind)
    if known is None:
        return NOTHING
    return known.draw(target=target, words=words, story=story, is_feed=is_feed)


def via(story: Story) -> str:
    """What a link or a form of this story says of where its reader came from."""
    return f"story.{story.pk}"
