"""The rows of provinces and states, and why each is there: what is told of it, or that a reader watches it.

Pure: knows facts and content; it must not know the store, a language's words or markup.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from digest import pick
from digest.briefs import NONE
from digest.content import Leading, Line, Reason
from digest.facts import PlaceName, WeekFacts

SHOWN = 8  # rows without those that a reader watches


class Provinces:
    """Rows for any number of readers; ``lines``: of all provinces, the most reported first."""

    def __init__(self, facts: WeekFacts, lines: Sequence[Line]) -> None:
        self._facts = facts
        self._lines = [line for line in lines if line.counted.reports]
        briefs = facts.stories.briefs
        self._places_of = np.zeros(len(briefs), dtype=np.int64)
        for numbers in briefs.places.values():
            self._places_of[numbers] += 1
        self._told: dict[tuple[str, str], Line] = {}

    def told(self, language: str, watched: Collection[str] = ()) -> tuple[tuple[Line, ...], int]:
        """The rows of a reader, those that are watched first, and how many others there are."""
        mine = [line for line in self._lines if line.counted.id in watched]
        others = [line for line in self._lines if line.counted.id not in watched]
        shown = [*mine, *others[: max(0, SHOWN - len(mine))]]
        self._facts.stories.want(
            story for line in shown if (story := self._first(line.counted.id)) is not None
        )  # in one go
        told = tuple(
            replace(line, reason=(Reason("line.watched"), *line.reason)) if line.counted.id in watched else line
            for line in (self._row(line, language) for line in shown)
        )
        return told, len(self._lines) - len(told)

    def quiet(self, watched: Collection[str]) -> tuple[PlaceName, ...]:
        """The places of a reader that no report of the week writes about."""
        told = {line.counted.id for line in self._lines}
        return tuple(
            self._facts.places[code] for code in sorted(watched) if code in self._facts.places and code not in told
        )

    def _row(self, line: Line, language: str) -> Line:
        key = line.counted.id, language
        if key not in self._told:
            code = line.counted.id
            count = len(self._facts.stories.briefs.places.get(code, NONE))
            first = self._first(code)
            story = None if first is None else self._facts.stories.get(first)
            leading = None
            if story is not None:
                title, spoken = pick.headline(story, language)
                leading = Leading(story=story.id, title=title, language=spoken)
            self._told[key] = replace(line, reason=(Reason("line.stories", count),), leading=leading)
        return self._told[key]

    def _first(self, code: str) -> str | None:
        """Of the stories that write about the place the one that tells most of it: reports over the places that it
        writes about, since who sums up all states tells little of each. Of equals the first by id."""
        briefs = self._facts.stories.briefs
        numbers = briefs.places.get(code, NONE)
        if not len(numbers):
            return None
        weight = briefs.reports[numbers] / self._places_of[numbers]
        return briefs.ids[int(numbers[weight.argmax()])]
