"""What the story book remembers: strands (a story's articles in one language), document counts, postings.

Everything here follows from the set of remembered articles, not from the order or history of additions: counts
and term weights are integers, and vectors are summed in order of time. That is what makes a book that is rebuilt
from stored rows decide exactly as the one that never stopped. Must not know thresholds or rules.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from typing import cast

import numpy as np
import numpy.typing as npt

from nlp.stories.item import Text
from nlp.stories.nearest import Nearest

CLOSEST_OF = 8  # members that "closest" looks at
RARE_NAMES = 12  # postings in more strands than this share of idf say nothing; see ``nearby``
POSTINGS = 1500  # entries looked at for an article, those of its rarest terms first; more cost time and change nothing
IDF_CAP = 5.0  # a name never seen before must not decide alone

BAGS = ("title", "text", "names")

Key = tuple[str, str]  # story id, language


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Member:
    """A remembered article; ordered by time, then id."""

    when: datetime
    id: str
    text: Text = field(compare=False)
    fixed: Mapping[str, Mapping[str, int]] = field(compare=False, repr=False)  # State.fixed of its text
    vector: npt.NDArray[np.float64] | None = field(compare=False, repr=False)
    outlet: str | None = field(compare=False)


class Bag:
    """A sum of term vectors in whole thousandths, with its length kept up to date; exact, so order leaves no trace."""

    __slots__ = ("_borrowed", "square", "weights")

    def __init__(self) -> None:
        self.weights: Mapping[str, int] = {}
        self._borrowed = False
        self.square = 0  # squared length

    def change(self, vector: Mapping[str, int], sign: int) -> None:
        """Adds (+1) or takes out (-1) a vector."""
        if not self.weights and sign > 0:  # most stories stay with one article: its own vector serves, until changed
            self.weights, self._borrowed = vector, True
            self.square = sum(weight * weight for weight in vector.values())
            return
        weights = dict(self.weights) if self._borrowed else cast(dict[str, int], self.weights)
        self.weights, self._borrowed = weights, False
        for term, weight in vector.items():
            before = weights.get(term, 0)
            after = before + sign * weight
            self.square += after * after - before * before
            if after:
                weights[term] = after
            else:
                del weights[term]


class Strand:
    """The remembered articles of one story in one language, with their sums."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.members: list[Member] = []
        self.bags = {name: Bag() for name in BAGS}
        self.centroid: npt.NDArray[np.float64] | None = None

    @property
    def newest(self) -> datetime:
        return self.members[-1].when

    @property
    def oldest(self) -> datetime:
        return self.members[0].when

    def change(self, member: Member, sign: int) -> None:
        """Adds (+1) or takes out (-1) a member."""
        if sign > 0:
            insort(self.members, member)
        else:
            self.members.remove(member)
        for name, bag in self.bags.items():
            bag.change(member.fixed[name], sign)
        vectors = [known.vector for known in self.members if known.vector is not None]
        self.centroid = None
        if vectors:
            total = np.add.reduce(np.stack(vectors), axis=0)
            self.centroid = total / (math.sqrt(float(np.add.reduce(total * total))) or 1.0)


class _Idf(dict[str, float]):
    """idf by term, worked out when first asked for; emptied whenever a count changes."""

    def __init__(self, documents: Mapping[str, int], background: Mapping[str, float], weight: int) -> None:
        super().__init__()
        self.size = 0
        self._documents, self._background, self._weight = documents, background, weight

    def __missing__(self, term: str) -> float:
        seen = self._documents.get(term, 0) + self._weight * self._background.get(term, 0.0)
        found = self[term] = min(IDF_CAP, math.log((self.size + self._weight + 1.0) / (seen + 0.5)))
        return found


class State:
    """All strands of the window, and the counts over their members."""

    def __init__(self, background: Mapping[str, float], background_weight: int) -> None:
        self._documents: Counter[str] = Counter()
        self._idf = _Idf(self._documents, background, background_weight)
        self._fixed = _Idf({}, background, background_weight)
        self.strands: dict[Key, Strand] = {}
        self._postings: defaultdict[str, set[Key]] = defaultdict(set)
        self._by_story: defaultdict[str, set[str]] = defaultdict(set)
        self._languages: Counter[str] = Counter()  # strands by language
        self._near: defaultdict[str, Nearest[Key]] = defaultdict(Nearest)  # centroids by language
        self._by_age: list[tuple[datetime, str, Key]] = []  # a heap of the members

    def add(self, story: str, member: Member) -> None:
        key = (story, member.text.language)
        strand = self.strands.get(key)
        if strand is None:
            strand = self.strands[key] = Strand(key)
            self._by_story[story].add(key[1])
            self._languages[key[1]] += 1
        strand.change(member, 1)
        self._move(strand)
        heappush(self._by_age, (member.when, member.id, key))
        self._idf.size += 1
        self._idf.clear()
        for term in _marks(member.text):
            self._documents[term] += 1
            self._postings[term].add(key)

    def evict(self, before: datetime) -> None:
        """Drops every member older than ``before``."""
        while self._by_age and self._by_age[0][0] < before:
            _, _, key = heappop(self._by_age)
            strand = self.strands[key]
            member = strand.members[0]
            strand.change(member, -1)
            self._move(strand)
            self._idf.size -= 1
            self._idf.clear()
            left = {mark for known in strand.members for mark in _marks(known.text)}
            for term in _marks(member.text):
                self._documents[term] -= 1
                if not self._documents[term]:
                    del self._documents[term]
                if term not in left:
                    self._postings[term].discard(key)
                    if not self._postings[term]:
                        del self._postings[term]
            if not strand.members:
                del self.strands[key]
                self._languages[key[1]] -= 1
                self._by_story[key[0]].discard(key[1])
                if not self._by_story[key[0]]:
                    del self._by_story[key[0]]

    def _move(self, strand: Strand) -> None:
        """Puts the strand's centroid where ``close`` looks for it."""
        if strand.centroid is None:
            self._near[strand.key[1]].drop(strand.key)
        else:
            self._near[strand.key[1]].put(strand.key, strand.centroid)

    def languages(self, story: str) -> set[str]:
        """Languages in which the story has remembered articles."""
        return self._by_story.get(story, set())

    def idf(self, term: str) -> float:
        """Inverse document frequency over the background and the window, at most IDF_CAP."""
        return self._idf[term]

    def fixed(self, text: Text) -> dict[str, dict[str, int]]:
        """The bags of a text as vectors of length 1000 under the background's idf, which never changes."""
        return {
            name: {term: round(1000 * value) for term, value in _unit(getattr(text, name), self._fixed).items()}
            for name in BAGS
        }

    def present(self, text: Text) -> dict[str, dict[str, float]]:
        """The bags of a text as unit vectors under the idf of background and window."""
        return {name: _unit(getattr(text, name), self._idf) for name in BAGS}

    def nearby(self, marks: Iterable[str], top: int, language: str) -> list[Key]:
        """Keys of the strands that share most idf with ``marks``, in one language, best first."""
        found: defaultdict[Key, float] = defaultdict(float)
        if not self._languages.get(language):
            return []
        # From the rarest on: common words cost most and tell least.
        known = sorted((len(keys), mark) for mark in marks if (keys := self._postings.get(mark)))
        left = POSTINGS
        for held, mark in known:
            weight = self.idf(mark)
            if weight < IDF_CAP / 3 and held > RARE_NAMES:
                continue
            if held > left:
                break
            left -= held
            for key in self._postings[mark]:
                if key[1] == language:
                    found[key] += weight * weight
        return sorted(found, key=lambda key: (-found[key], key))[:top]

    def close(self, vector: npt.NDArray[np.float64], top: int, language: str) -> list[Key]:
        """Keys of the strands whose centroid is nearest to ``vector``."""
        near = self._near.get(language)
        found: list[tuple[float, Key]] = []
        for key in near.around(vector, top) if near else ():
            centroid = self.strands[key].centroid
            if centroid is not None:
                found.append((-float(np.add.reduce(centroid * vector)), key))
        return [key for _, key in sorted(found)[:top]]


def cosine(present: Mapping[str, float], bag: Bag) -> float:
    """Of an article (present idf) with a story (the background's idf): words that the window is full of count on
    one side only, which spares the book from weighing every story anew after each article."""
    total = sum(value * bag.weights[term] for term, value in present.items() if term in bag.weights)
    return total / math.sqrt(bag.square) if total else 0.0


def closeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Cosine of two vectors of State.fixed."""
    return sum(weight * other[term] for term, weight in one.items() if term in other) / 1e6


def _unit(bag: Mapping[str, int], idf: _Idf) -> dict[str, float]:
    weighted = {term: weight * idf[term] for term, weight in bag.items()}
    norm = math.sqrt(sum(value * value for value in weighted.values())) or 1.0
    return {term: value / norm for term, value in weighted.items()}


def number_mark(number: str) -> str:
    return f"#{number}"


def _marks(text: Text) -> dict[str, None]:
    """Terms and numbers of a text as one namespace, in order of the text."""
    return dict.fromkeys([*text.text, *text.names, *sorted(number_mark(number) for number in text.numbers)])
