"""A whole stream of reports settled day by day, as it would have been had each day's reports come on that day.

Knows the window; must not know where the reports come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nlp.stories.item import StoryItem
from nlp.stories.window import StoryWindow
from records import JoinDecision


def settled(items: Iterable[StoryItem], window: StoryWindow | None = None) -> dict[str, JoinDecision]:
    """The last decision of each report, by id; the story in it is the one that the report is in at the end.

    Give the dated ones in order of time (days are those of UTC); those without a date belong to the day that
    came before them.
    """
    window = window or StoryWindow()
    found: dict[str, JoinDecision] = {}
    became: dict[str, str] = {}
    day = None

    def settle() -> None:
        done = window.settle(over=True)
        found.update({decision.article: decision for decision in done.decisions})
        became.update({merged.old: merged.into for merged in done.merged})

    for item in items:
        if item.when is not None and item.when.date() != day:
            if day is not None:
                settle()
                window.seal()
            day = item.when.date()
        window.add(item)
    settle()
    for article, decision in found.items():
        story = decision.story
        while story in became:
            story = became[story]
        if story != decision.story:
            reason = f"{decision.reason}; {decision.story} is part of {story} now"
            found[article] = replace(decision, story=story, reason=reason)
    return found
