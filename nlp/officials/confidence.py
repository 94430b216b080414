"""How far a mention of an official can be trusted: the share of right ones among marked texts, by way and length.

The counts lie in models/officials-confidence.toml, written by benchmarks/officials_confidence.py from one half of a
marked corpus and judged on the other (``pantau evaluate officials --reliability``). Must not know how a post is read.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import models

FILE = "officials-confidence.toml"
#: Names are counted as of one, two, or three and more words.
LONGEST = 3
#: Weight of the level above: one right and one wrong case (add-one smoothing), shared as that level's precision says.
_PRIOR = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """Of ``count`` marked mentions ``right`` were right."""

    right: int
    count: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.count + other.count)

    def smoothed(self, above: float) -> float:
        """The precision, drawn to ``above`` where there are few cases."""
        return (self.right + _PRIOR * above) / (self.count + _PRIOR)


Table = dict[str, dict[int, Counts]]


def length_of(name: str) -> int:
    """The length class of a printed name without honorifics."""
    return min(max(len(name.split()), 1), LONGEST)


def precision(table: Table, found_by: str, length: int) -> float:
    """Measured precision of ``found_by`` for names of ``length`` words, drawn to that of ``found_by``, and this to that
    of all ways: a way that the marked texts do not show gets the precision of all."""
    nothing = Counts(0, 0)
    everything = sum((cell for cells in table.values() for cell in cells.values()), nothing).smoothed(0.5)
    cells = table.get(found_by, {})
    way = sum(cells.values(), nothing).smoothed(everything)
    return cells.get(length, nothing).smoothed(way)


@lru_cache(maxsize=1)
def measured() -> Table:
    """The table of models/, read once. A broken file raises TOMLDecodeError or KeyError: part of the program."""
    with (Path(str(models.__file__)).parent / FILE).open("rb") as stream:
        ways = tomllib.load(stream)["way"]
    return {
        way: {int(length): Counts(right, count) for length, (right, count) in cells.items()}
        for way, cells in ways.items()
    }


@lru_cache(maxsize=256)
def confidence_of(found_by: str, length: int) -> float:
    """Confidence of a mention found in the way ``found_by``, whose printed name is of ``length`` (``length_of``)."""
    return round(precision(measured(), found_by, length), 3)
