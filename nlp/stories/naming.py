"""What the stories of a window are called: after the first of their reports, for as long as they go on.

Knows reports and which of them belong together; must not know why they do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nlp.stories.item import Signs, StoryItem
from nlp.stories.told import Turn, named_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A remembered report. ``first``: its turn, or that of a copy of it which came before."""

    item: StoryItem
    when: datetime | None
    signs: Signs
    first: Turn
    story: str | None  # where it is now
    settled: bool  # stays with the others of its story


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Two stories of earlier days that are one."""

    old: str
    into: str
    reason: str


def named(groups: Iterable[list[str]], window: Iterable[Report]) -> tuple[dict[str, str], list[Merged]]:
    """The story of each article: the oldest settled one of its group, else named after the group's first article."""
    reports = {report.item.id: report for report in window}
    first: dict[str, Turn] = {}
    for report in reports.values():
        if report.settled and report.story is not None:
            first[report.story] = min(first.get(report.story, report.first), report.first)
    found: dict[str, str] = {}
    merged = []
    for group in groups:
        settled = {reports[article].story for article in group if reports[article].settled}
        known = sorted((story for story in settled if story is not None), key=lambda story: (first[story], story))
        story = known[0] if known else named_after(min(reports[article].first for article in group), first)
        found |= dict.fromkeys(group, story)
        merged += [
            Merged(old=old, into=story, reason="reports of a later day showed that both tell of one event")
            for old in known[1:]
        ]
    return found, merged
