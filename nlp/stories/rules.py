"""Rules beside the learned decision: daily columns must not glue.

Each looks at structure (titles, figures, days), never at particular people, outlets or events. The constants were
set by hand: no corpus at hand holds daily columns to measure them on.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from nlp.stories.item import StoryItem, Text
from nlp.stories.state import State, Strand, number_mark
from nlp.stories.words import overlap

ANOTHER_DAY = timedelta(hours=16)  # a daily column comes about 24 hours after the last
SAME_TEMPLATE = 0.6  # overlap of title words without numbers, days and directions
OTHER_FIGURES = 0.34  # share of figures in common at which two texts speak of different days


def recurring(item: StoryItem, text: Text, when: datetime, strand: Strand) -> str | None:
    """Why this is the next instalment of a column and no second report, or None.

    The same title template as the latest article of the story, another day, and mostly other figures.
    """
    for member in reversed(strand.members[-3:]):
        if abs(when - member.when) < ANOTHER_DAY:
            continue
        if item.outlet and member.outlet and item.outlet != member.outlet:
            continue
        alike = len(text.template & member.text.template) / max(1, len(text.template | member.text.template))
        figures = min(len(text.numbers), len(member.text.numbers))
        if (
            len(text.template) >= 2
            and alike >= SAME_TEMPLATE
            and (figures >= 3 and overlap(text.numbers, member.text.numbers) <= OTHER_FIGURES)
        ):
            return f"title template of article {member.id}, on another day and with other figures"
    return None


def numbers_shared(state: State, text: Text, strand: Strand) -> float:
    """Rare numbers in common with the story: 0 for none, towards 1 with each."""
    known = set().union(*(member.text.numbers for member in strand.members))
    weight = math.fsum(state.idf(number_mark(number)) for number in text.numbers & known)
    return 1.0 - math.exp(-weight / 5.0)
