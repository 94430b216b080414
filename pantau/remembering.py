"""What the texts of the last days were read to be for copies and stories: as the store keeps it, or noted to be kept.

Joins what nlp reads to rows of the store; must not know what follows from a reading. A kept reading holds for what it
was made of and nothing else: the text, what is read with it, the version of rules and models. Where none holds the text
is read and that is noted: a run that was killed before it kept them makes the next one slower, and changes nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from nlp.copies import Reading
from nlp.stories import WINDOW, Facts, Signs, StoryItem, read
from nlp.stories.kept import facts_of, packed_facts, packed_signs, signs_of
from store import Store
from store.readings import KeptReading, keep_readings
from store.weekly import newest_article

#: Copies come within days of their original; the stories' window is the longer of the two.
MEMORY = WINDOW + timedelta(days=4)
#: An analysis remembers what came before the day of the oldest article that it is to read. That may have been edited:
#: an outlet is looked at again for three days, unless its file says otherwise.
KEPT = MEMORY + timedelta(days=4)


def remembered_since(first_seen: datetime, zone: ZoneInfo) -> datetime:
    """From when on articles are remembered by what was first seen then: one time for a day in ``zone``, so that it
    makes no difference where in the day a run begins, nor whether one run goes on from day to day."""
    return datetime.combine(first_seen.astimezone(zone).date(), time(), zone).astimezone(UTC) - MEMORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a text without reading it. ``made_of``: what would have to hold for that."""

    made_of: bytes
    row: KeptReading | None = None
    copies: Reading | None = None
    signs: Signs | None = None
    facts: Facts | None = None


class Readings:
    """The readings of one analysis, made by one ``version`` of rules and models."""

    def __init__(self, store: Store, version: str) -> None:
        self._store, self._version = store, version
        self._noted: dict[str, KeptReading] = {}
        self._drawn: dict[str, bytes] = {}  # facts of articles whose reading is kept

    def of(self, item: StoryItem, kept: KeptReading | None) -> Known:
        """What is known of the text of ``item``; ``kept``: as the store has it."""
        made_of = self._made_of(item)
        row = self._noted.get(item.id, kept)
        if row is None or row.made_of != made_of:
            return Known(made_of=made_of)
        return Known(
            made_of=made_of,
            row=row,
            copies=Reading.unpacked(row.copies),
            signs=None if row.signs is None else signs_of(row.signs),
            facts=None if row.facts is None else facts_of(row.facts),
        )

    @staticmethod
    def signs(item: StoryItem) -> Signs:
        """Reads a text."""
        return read(item)

    def note(self, known: Known, article: str, copies: Reading, signs: Signs | None) -> None:
        """What a text was found to be, where that is more than was known of it. ``signs`` None: it repeats another."""
        if known.row is not None and copies is known.copies and signs in (None, known.signs):
            return
        row = known.row or KeptReading(article=article, made_of=known.made_of, copies=b"")
        packed = row.signs if signs is None else packed_signs(signs)
        self._noted[article] = replace(row, copies=copies.packed(), signs=packed)

    def note_facts(self, drawn: Mapping[str, Facts]) -> None:
        """Facts that were drawn from texts."""
        for article, facts in drawn.items():
            row, packed = self._noted.get(article), packed_facts(facts)
            if row is None:
                self._drawn[article] = packed
            else:
                self._noted[article] = replace(row, facts=packed)

    def save(self) -> None:
        """Keeps what was noted, and lets go of what the next analysis will not ask for."""
        keep_readings(self._store, self._noted.values(), self._drawn, newest_article(self._store) - KEPT)
        self._noted.clear()
        self._drawn.clear()

    def _made_of(self, item: StoryItem) -> bytes:
        """All that decides what a text is read to be; what a letter is belongs to it, as Python has it."""
        day = item.when.date().isoformat() if item.when else ""
        beside = (self._version, unicodedata.unidata_version, item.language, item.outlet, day, item.title)
        return blake2b(f"{beside!r}\n{item.body}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
