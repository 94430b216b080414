"""From probabilities of spans to entities: smoothed over the article, then the surest that do not cross.

Pure numbers; must not know the network that made them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Span = tuple[int, int]  # first and last word, both included
Probabilities = npt.NDArray[np.float32]  # one a label; the first is that of no entity


def smooth(spans: Mapping[Span, Probabilities], words: Sequence[str], mix: float) -> dict[Span, Probabilities]:
    """Each span's probabilities mixed with the mean over all spans of the same words: an article names alike."""
    alike: dict[tuple[str, ...], list[Probabilities]] = defaultdict(list)
    for (first, last), given in spans.items():
        alike[tuple(words[first : last + 1])].append(given)
    means = {name: np.mean(rows, axis=0) if len(rows) > 1 else rows[0] for name, rows in alike.items()}
    return {
        (first, last): (1 - mix) * given + mix * means[tuple(words[first : last + 1])]
        for (first, last), given in spans.items()
    }


def choose(spans: Mapping[Span, Probabilities], threshold: float) -> list[tuple[int, int, int, float]]:
    """(first, last, label, probability), surest first; spans may nest but never cross, and each has one label.

    ``threshold`` is on the probability that a span is any entity, which differs from the label's own.
    """
    ranked = sorted(
        (-float(given[1:].max()), first, last, 1 + int(given[1:].argmax()))
        for (first, last), given in spans.items()
        if 1 - float(given[0]) > threshold
    )
    kept: list[tuple[int, int, int, float]] = []
    for negative, first, last, label in ranked:
        if not any(_cross(first, last, a, b) for a, b, _, _ in kept):
            kept.append((first, last, label, -negative))
    return kept


def calibrated(said: float, steps: Sequence[Sequence[float]]) -> float:
    """How often ``said`` is right: between the steps by a straight line, beyond them as the nearest."""
    if not steps:
        return said
    if said <= steps[0][0]:
        return steps[0][1]
    for (low, below), (high, above) in pairwise(steps):
        if said <= high:
            return below + (above - below) * (said - low) / (high - low)
    return steps[-1][1]


def _cross(first: int, last: int, other_first: int, other_last: int) -> bool:
    apart = last < other_first or other_last < first
    inside = other_first <= first and last <= other_last
    outside = first <= other_first and other_last <= last
    return not (apart or inside or outside)
