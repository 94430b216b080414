"""Groups by average linkage: the two groups whose members are most alike on average become one, until none are alike
enough.

Pure numbers; must not know what is grouped. Average linkage is what a chain of likenesses cannot fool: a report that is
like one member only does not bring its whole group along. (scipy has it, but neither groups to begin with nor pairs
that must stay apart.)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

APART = -np.inf  # likeness of two that must never be together; it outweighs every mean


def average_linkage(
    likeness: npt.NDArray[np.float64], groups: Sequence[Sequence[int]], least: float
) -> list[list[int]]:
    """The groups that remain, each sorted, in order of their first members.

    ``likeness``: (n, n), symmetric; ``groups`` covers all n positions, each once: what is together already. Two groups
    are joined while the mean likeness between their members is at least ``least``; of equals the first in order.
    """
    members = [sorted(group) for group in groups]
    members.sort()
    count = len(members)
    if count < 2:
        return members
    belongs = np.zeros((count, likeness.shape[0]))
    for number, group in enumerate(members):
        belongs[number, group] = 1.0
    apart = np.isneginf(likeness)
    sums = belongs @ np.where(apart, 0.0, likeness) @ belongs.T
    sums[(belongs @ apart.astype(np.float64) @ belongs.T) > 0] = APART
    sizes = np.array([float(len(group)) for group in members])
    np.fill_diagonal(sums, APART)
    alive = np.ones(count, dtype=bool)
    means = np.round(sums / np.outer(sizes, sizes), 9)
    best = means.argmax(axis=1)
    values = means[np.arange(count), best]
    while True:
        one = int(values.argmax())
        if not values[one] >= least:
            break
        other = int(best[one])
        one, other = min(one, other), max(one, other)
        members[one] = sorted([*members[one], *members[other]])
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        sizes[one] += sizes[other]
        alive[other] = False
        sums[other], sums[:, other], sums[one, one] = APART, APART, APART
        means[one] = np.round(sums[one] / (sizes[one] * sizes), 9)
        means[:, one] = means[one]
        means[other], means[:, other], values[other] = APART, APART, APART
        # Rows that pointed to what has changed look again; of the others the new mean may be the better one.
        again = np.flatnonzero(alive & ((best == one) | (best == other)))
        again = np.union1d(again, [one])
        best[again] = means[again].argmax(axis=1)
        values[again] = means[again, best[again]]
        better = alive & (means[one] > values) | (alive & (means[one] == values) & (one < best))
        better[one] = False
        best[better], values[better] = one, means[one][better]
    return sorted(members[number] for number in np.flatnonzero(alive))
