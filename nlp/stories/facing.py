"""Where in other languages to look: the remembered facts of each strand, and which strands share most of them.

Everything here follows from the set of remembered articles, not from the order of additions, as in nlp.stories.state.
Must not know thresholds or decisions.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from nlp.stories.across import CAP, AcrossModel
from nlp.stories.facts import Facts
from nlp.stories.state import Key

COMMON = 100  # strands: a mark of more tells too little for what it costs


@dataclass(frozen=True, slots=True, order=True)
class _Told:
    when: datetime
    id: str
    facts: Facts = field(compare=False, repr=False)


class Facing:
    """The facts of the remembered articles, by strand, with postings of what two languages can share."""

    def __init__(self, model: AcrossModel) -> None:
        self._model = model
        self._strands: defaultdict[Key, list[_Told]] = defaultdict(list)
        self._postings: defaultdict[str, Counter[Key]] = defaultdict(Counter)
        self._size = 0

    def add(self, key: Key, when: datetime, identifier: str, facts: Facts) -> None:
        insort(self._strands[key], _Told(when, identifier, facts))
        self._size += 1
        for mark in _marks(facts):
            self._postings[mark][key] += 1

    def evict(self, before: datetime) -> None:
        """Drops every article older than ``before``."""
        for key in list(self._strands):
            told = self._strands[key]
            while told and told[0].when < before:
                self._size -= 1
                for mark in _marks(told.pop(0).facts):
                    posted = self._postings[mark]
                    posted[key] -= 1
                    if not posted[key]:
                        del posted[key]
                    if not posted:
                        del self._postings[mark]
            if not told:
                del self._strands[key]

    def latest(self, key: Key, most: int) -> list[Facts]:
        """The facts of the newest ``most`` articles of a strand."""
        return [told.facts for told in self._strands[key][-most:]]

    def nearby(self, facts: Facts, top: int) -> list[Key]:
        """Keys of the strands in other languages that share most with ``facts``, best first."""
        found: defaultdict[Key, float] = defaultdict(float)
        for mark in sorted(set(_marks(facts))):
            posted = self._postings.get(mark)
            if posted is None or len(posted) > COMMON:
                continue
            weight = self._weight(mark, len(posted))
            for key in posted:
                if key[1] != facts.language:
                    found[key] += weight * weight
        return sorted(found, key=lambda key: (-found[key], key))[:top]

    def _weight(self, mark: str, strands: int) -> float:
        """Inverse frequency in the window; of a concept, no more than its share of all texts allows."""
        seen = min(CAP, math.log((self._size + 1.0) / (strands + 0.5)) + 1.0)
        kind, _, name = mark.partition(":")
        return min(seen, self._model.weight(name)) if kind == "concept" else seen


def _marks(facts: Facts) -> Iterator[str]:
    for concept in facts.concepts:
        yield f"concept:{concept}"
    for name in sorted(facts.names):
        yield f"name:{name}"
    for code in sorted(facts.divisions):
        yield f"place:{code}"
    for town in sorted(facts.towns):
        yield f"town:{town}"
    for value in sorted({value for _, value in facts.quantities if value > 9}):
        yield f"number:{value}"
