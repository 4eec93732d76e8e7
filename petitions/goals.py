"""The next number on the bar."""

from itertools import count as powers

# Round numbers that a newspaper would print: 100,000, 150,000, 200,000, 250,000 …
STEPS = (100, 150, 200, 250, 300, 400, 500, 750)


def next_goal(count: int) -> int:
    """The first round number above `count`: 300,000 for 250,123."""
    for power in powers():
        for step in STEPS:
            if (goal := int(step * 10**power)) > count:
                return goal
    raise AssertionError  # pragma: no cover (there is always a larger number)


def reached(before: int, after: int) -> list[int]:
    """The round numbers passed on the way from `before` up to `after`."""
    passed = []
    goal = next_goal(before)
    while goal <= after:
        passed.append(goal)
        goal = next_goal(goal)
    return passed
