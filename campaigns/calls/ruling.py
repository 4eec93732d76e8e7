"""The calls that rules place in a story, beside those of its editor."""

from typing import NamedTuple

from campaigns.calls import reading, registry
from campaigns.models import CallRule, Story

# The card and the form of a petition ask for the same name.
SAME_ASK = {"sign": "petition"}
# Of the stories that a rule means; the desk's page says that there may be more.
MOST_LOOKED_AT = 50


class Placed(NamedTuple):
    """A call and its place: after so many paragraphs, or at the end (None)."""

    after_paragraph: int | None
    kind: str
    target: str
    words: str


def by_rule(story: Story) -> list[Placed]:
    """The calls that rules add to this story, in the order in which they are asked.

    The editor's calls win: what the body asks for already is not asked again, and where
    it has a call no second one is put beside it. A call that leads nowhere now takes no
    other's place.
    """
    return list(placed(story).values())


def placed(story: Story) -> dict[CallRule, Placed]:
    """The same, by the rule that places it."""
    body = reading.outline(story.body)
    asked = {_ask(mark.kind, mark.target, story) for mark in body.marks}
    taken: set[int | None] = {mark.after_paragraph for mark in body.marks}
    found: dict[CallRule, Placed] = {}
    for rule in CallRule.objects.running().about(story):
        place = _place(rule, body.paragraph_count)
        ask = _ask(rule.kind, rule.target, story)
        is_free = ask not in asked and (place is None or place not in taken)
        if is_free and len(found) < rule.most_in_story and _leads(rule, story):
            found[rule] = Placed(place, rule.kind, rule.target, rule.words)
            asked.add(ask)
            taken.add(place)
    return found


def shown_on(rule: CallRule) -> list[Story]:
    """The stories that readers see it in now, among the newest that it means."""
    if not rule.is_running:
        return []
    stories = rule.stories.select_related("campaign")[:MOST_LOOKED_AT]
    return [story for story in stories if rule in placed(story)]


def _place(rule: CallRule, paragraph_count: int) -> int | None:
    after = rule.after_paragraph
    return after if after and after < paragraph_count else None


def _ask(kind: str, target: str, story: Story) -> tuple[str, str]:
    """What is asked for, however it is drawn."""
    if kind == "newsletter":
        target = target or story.campaign.slug
    return SAME_ASK.get(kind, kind), target


def _leads(rule: CallRule, story: Story) -> bool:
    """As the plain link of a feed, which is quickly made."""
    return bool(
        registry.render(
            rule.kind, target=rule.target, words=rule.words, story=story, is_feed=True
        )
    )
