"""Rules beside the learned decision: daily columns must not glue, and reports in two languages must meet.

Each looks at structure (titles, figures, days), never at particular people, outlets or events. The constants were
set by hand: no corpus at hand holds daily columns or English-Malay pairs to measure them on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from nlp.stories.item import StoryItem, Text
from nlp.stories.state import State, Strand, cosine, number_mark
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


def across_languages(
    state: State, text: Text, present: Mapping[str, Mapping[str, float]], strand: Strand
) -> dict[str, float]:
    """What survives translation, shared by the article and the story: numbers, names (as idf sums) and days."""
    numbers = set().union(*(member.text.numbers for member in strand.members))
    dates = set().union(*(member.text.dates for member in strand.members))
    return {
        "shared_numbers": math.fsum(state.idf(number_mark(number)) for number in text.numbers & numbers),
        "shared_names": math.fsum(state.idf(name) for name in text.names.keys() & strand.bags["names"].weights.keys()),
        "names_cosine": cosine(present["names"], strand.bags["names"]),
        "shared_dates": float(len(text.dates & dates)),
    }


def across_probability(features: Mapping[str, float]) -> float:
    """Probability of one event told in two languages. A prior set by hand: two rare figures and a name or two,
    or half of the names, on about the same day."""
    logit = (
        -5.4
        + 0.35 * min(features["shared_numbers"], 15.0)
        + 0.12 * min(features["shared_names"], 20.0)
        + 4.0 * features["names_cosine"]
        + 0.5 * min(features["shared_dates"], 1.0)
        + 4.0 * (features["time_to_newest"] - 1.0)
    )
    return 1.0 / (1.0 + math.exp(-logit))
