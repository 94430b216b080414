"""Rules beside the learned decision: daily columns must not glue, and what a person said holds.

Each looks at structure (titles, figures, days), never at particular people, outlets or events. The constants were
set by hand: no corpus at hand holds daily columns to measure them on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from nlp.stories.item import Signs
from nlp.stories.words import overlap

ANOTHER_DAY = timedelta(hours=16)  # a daily column comes about 24 hours after the last
SAME_TEMPLATE = 0.6  # overlap of title words without numbers, days and directions
OTHER_FIGURES = 0.34  # share of figures in common at which two texts speak of different days
INSTALMENT = "a column's instalment of another day: the same title template, other figures"


def instalments(one: Signs, when: datetime, other: Signs, other_when: datetime) -> bool:
    """Whether two articles of one outlet are two days of one column and no two reports of one event.

    The same title template, another day, and mostly other figures.
    """
    if len(one.template) < 2 or abs(when - other_when) < ANOTHER_DAY:
        return False
    mine, theirs = set(one.template), set(other.template)
    alike = len(mine & theirs) / max(1, len(mine | theirs))
    figures = min(len(one.figures), len(other.figures))
    return alike >= SAME_TEMPLATE and figures >= 3 and overlap(one.figures, other.figures) <= OTHER_FIGURES


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person decided of two articles: that they tell of one event, or that they do not."""

    one: str
    other: str
    same: bool
    who: str

    @property
    def reason(self) -> str:
        return (
            f"{self.who} decided that {self.one} and {self.other} tell of {'one event' if self.same else 'two events'}"
        )


def holding(said: Iterable[Said]) -> tuple[Said, ...]:
    """Of each two articles what was said last."""
    found: dict[tuple[str, str], Said] = {}
    for each in said:
        if each.one != each.other:
            found[min(each.one, each.other), max(each.one, each.other)] = each
    return tuple(found[pair] for pair in sorted(found))
