"""Which reports of one language belong together: candidates, the learned decision on pairs, average linkage.

Knows reports by their positions and which of them are together already; must not know stories' ids, days or other
languages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from nlp.stories.likeness import RELATIVE, Known, Likeness
from nlp.stories.linkage import APART, average_linkage
from nlp.stories.model import PairModel
from nlp.stories.shelf import Floats, Rows

CANDIDATES = 16  # nearest reports by words, and as many by meaning, that a report is compared with
LINKED = 0.1  # least probability of a pair that brings two reports, and all that hang on them, into one comparison
MOST = 1200  # reports in one comparison; where more hang together, only the stronger pairs link

# A report that is of one event with SEVERAL that are UNLIKE each other gathers news; two may be two sides of its event.
# Set by hand: at .05 one true report of the 772 of ECB+ is taken for such, at .02 none, and none of 418 dated ones.
SEVERAL, UNLIKE = 3, 0.02

_Key = TypeVar("_Key", int, str)

GATHERED = f"as near to {SEVERAL} reports or more that have nothing in common: a collection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Reports that were compared with each other: positions, probabilities by pair, and the groups they form."""

    positions: tuple[int, ...]
    probability: Floats  # (n, n), in the order of ``positions``; APART where a rule forbids
    features: dict[str, Floats] = field(repr=False)  # by name, (pairs,): the upper triangle, row by row
    groups: tuple[tuple[int, ...], ...]  # of indices into ``positions``
    gathered: frozenset[int]  # indices of reports that tell of several events

    def of_pair(self, one: int, other: int) -> dict[str, float]:
        """The features of two that are known, by their indices."""
        one, other = min(one, other), max(one, other)
        count = len(self.positions)
        at = one * count - one * (one + 1) // 2 + other - one - 1
        return {name: float(values[at]) for name, values in self.features.items() if not np.isnan(values[at])}


def grouped(
    likeness: Likeness,
    together: Sequence[Sequence[int]],
    free: Sequence[int],
    alone: Set[int],
    apart: Callable[[int, int], bool],
    model: PairModel,
) -> list[Compared]:
    """What the ``free`` reports were compared with and what they form. Groups without a free report near are left out.

    ``together``: groups of positions that stay as they are; ``alone``: positions that are in no pair; ``apart``
    says of a pair that it must not meet in a group.
    """
    if not free:
        return []
    one, other, probability = _linked(likeness, np.array(sorted(free), dtype=np.intp), alone, model)
    wanted = set(free)
    parts = _connected(len(likeness), [*zip(one.tolist(), other.tolist(), probability.tolist(), strict=True)], together)
    of = {position: tuple(group) for group in together for position in group}
    return [
        _compared(likeness, part, {of.get(position, (position,)) for position in part}, apart, model)
        for part in parts
        if wanted & set(part)
    ]


def united(groups: Iterable[Sequence[_Key]], pairs: Iterable[tuple[_Key, _Key]]) -> list[list[_Key]]:
    """The groups, where the two of a pair are in one."""
    of: dict[_Key, list[_Key]] = {}
    for together in groups:
        mine = list(together)
        of |= dict.fromkeys(together, mine)
    for one, other in pairs:
        mine, theirs = of.setdefault(one, [one]), of.setdefault(other, [other])
        if mine is not theirs:
            mine += theirs
            of |= dict.fromkeys(theirs, mine)
    return [sorted(each) for each in {id(each): each for each in of.values()}.values()]


def _linked(likeness: Likeness, free: Rows, alone: Set[int], model: PairModel) -> tuple[Rows, Rows, Floats]:
    """Pairs of a free report and one near to it that may be of one event, with the probability of each.

    What surrounds a report is dear to find out, and most pairs are nothing alike: so they are first asked for the
    probability that none exceeds, with less and less taken for granted.
    """
    one, other = likeness.nearest(free, CANDIDATES)
    paired = np.ones(len(likeness), dtype=bool)
    paired[list(alone)] = False
    kept = paired[one] & paired[other]
    one, other = one[kept], other[kept]
    shared = likeness.shared(one, other)
    for name in model.crowded:
        likeness.density(name, free)
    highest: dict[str, Known] = {name: "most" if name in model.crowded else "least" for name in RELATIVE}
    for looked in ((), model.crowded, RELATIVE):
        known: dict[str, Known] = {name: "exact" if name in looked else highest[name] for name in RELATIVE}
        probability = model.probability(likeness.features(one, other, shared, known))
        hopeful = probability >= LINKED
        one, other, probability = one[hopeful], other[hopeful], probability[hopeful]
        shared = {name: values[hopeful] for name, values in shared.items()}
    return one, other, probability


def _connected(
    count: int, pairs: Sequence[tuple[int, int, float]], together: Sequence[Sequence[int]], least: float = LINKED
) -> list[list[int]]:
    """Positions that hang together by pairs of at least ``least``; parts of more than MOST by stronger ones."""
    parent = list(range(count))

    def root(position: int) -> int:
        while parent[position] != position:
            parent[position] = parent[parent[position]]
            position = parent[position]
        return position

    def join(one: int, other: int) -> None:
        one, other = sorted((root(one), root(other)))
        parent[other] = one

    for group in together:
        for position in group[1:]:
            join(group[0], position)
    for one, other, probability in pairs:
        if probability >= least:
            join(one, other)
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for position in range(count):
        parts[root(position)].append(position)
    if least < 0.9 and any(len(part) > MOST for part in parts.values()):
        return _connected(count, pairs, together, least + 0.1)
    return [parts[key] for key in sorted(parts)]


def _gathered(matrix: Floats, single: Sequence[int], least: float) -> list[int]:
    """Those of the ``single`` reports that are of one event each with SEVERAL reports that have nothing in common."""
    found = []
    for one in single:
        near: list[int] = []
        for other in np.flatnonzero(matrix[one] >= least).tolist():
            if other != one and all(matrix[other, third] < UNLIKE for third in near):
                near.append(other)
        if len(near) >= SEVERAL:
            found.append(one)
    return found


def _compared(
    likeness: Likeness,
    part: Sequence[int],
    together: set[tuple[int, ...]],
    apart: Callable[[int, int], bool],
    model: PairModel,
) -> Compared:
    index = {position: number for number, position in enumerate(part)}
    rows, columns = np.triu_indices(len(part), 1)
    positions = np.array(part, dtype=np.intp)
    features = likeness.features(positions[rows], positions[columns])
    matrix = np.zeros((len(part), len(part)))
    matrix[rows, columns] = matrix[columns, rows] = model.probability(features)
    for one, other in zip(rows.tolist(), columns.tolist(), strict=True):
        if apart(part[one], part[other]):
            matrix[one, other] = matrix[other, one] = APART
    gathered = _gathered(matrix, [index[group[0]] for group in together if len(group) == 1], model.flag)
    for one in gathered:
        matrix[one, :] = matrix[:, one] = APART
    groups = average_linkage(
        matrix, [[index[position] for position in group] for group in sorted(together)], model.flag
    )
    return Compared(
        positions=tuple(part),
        probability=matrix,
        features=features,
        groups=tuple(tuple(group) for group in groups),
        gathered=frozenset(gathered),
    )
