"""The facts of a window's reports: drawn from a text when it is first faced with another language, or known before.

Knows reports one by one; must not know the window, nor what is compared.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.stories import told
from nlp.stories.facts import HEAD, Facts, facts_of
from nlp.stories.item import StoryItem


class DrawnFacts:
    """By the id of a report."""

    def __init__(self) -> None:
        self._facts: dict[str, Facts] = {}
        self._fresh: set[str] = set()

    def put(self, item: StoryItem, facts: Facts | None) -> StoryItem:
        """Takes a report in, or its newer text; ``facts`` where they are known. Gives what must stay of it."""
        self.forget(item.id)
        if facts is not None:
            self._facts[item.id] = facts
            return replace(item, title="", body="", vector=None)
        title, body = told.title_and_body(item)
        return replace(item, title=title, body=body[:HEAD], vector=None)

    def forget(self, key: str) -> None:
        self._facts.pop(key, None)
        self._fresh.discard(key)

    def of(self, item: StoryItem, language: str) -> Facts:
        """Of what ``put`` gave."""
        if item.id not in self._facts:
            day = item.when.date() if item.when else None
            self._facts[item.id] = facts_of(item.title, item.body, language, day)
            self._fresh.add(item.id)
        return self._facts[item.id]

    def fresh(self) -> dict[str, Facts]:
        """Those that were drawn since this was last asked."""
        found = {key: self._facts[key] for key in sorted(self._fresh)}
        self._fresh.clear()
        return found
