"""Invented streams in which each report tells a part of its event, so that stories turn out to be one on a later day,
and reports that come after that may say otherwise."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from nlp.stories import StoryItem

START = datetime(2031, 3, 3, 6, tzinfo=UTC)
TOPICS = ("bridge repair contract", "ferry licence dispute", "grain harvest tax", "harbour dredging vote")
TOWNS = ("Elder", "Marrow", "Tolm", "Quill", "Sedge", "Brack")
TOLD = (
    "Mayor {town}son put the cost at {cost:,} crowns.",
    "The engineer {engineer} found cracks in {cracks} piers.",
    "Work begins in {month} and takes {months} months.",
    "Shopkeepers of {street} Street asked for a crossing.",
    "The contract went to {firm} Works of {other}.",
    "Opponents collected {names:,} signatures against it.",
)


def partly_told(seed: int, length: int = 24) -> list[StoryItem]:
    """Reports on three events in English, some hours apart, without vectors."""
    chance = random.Random(seed)
    events = []
    for _ in range(3):
        facts = {
            "town": chance.choice(TOWNS),
            "cost": chance.randint(1000, 99999),
            "engineer": chance.choice(["Senn", "Roth", "Oster", "Falk", "Pell"]),
            "cracks": chance.randint(3, 40),
            "month": chance.choice(["May", "June", "July"]),
            "months": chance.randint(5, 60),
            "street": chance.choice(["Mill", "Rope", "Weir", "Tanner"]),
            "firm": chance.choice(["Brand", "Holt", "Vane"]),
            "other": chance.choice(TOWNS),
            "names": chance.randint(200, 9000),
        }
        events.append((chance.choice(TOPICS), [sentence.format(**facts) for sentence in TOLD]))
    items, when = [], START
    for number in range(length):
        when += timedelta(hours=chance.choice([1, 3, 6, 20]))
        topic, told = chance.choice(events)
        some = chance.sample(told, chance.choice([1, 2, 2, 3, 5]))
        items.append(
            StoryItem(
                id=f"n{number}",
                title=chance.choice([topic.title(), some[0].rstrip(".")]),
                body="\n".join(some),
                when=when,
                language="en",
                outlet=chance.choice(["dawn", "dusk"]),
            )
        )
    return items
