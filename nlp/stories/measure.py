"""B-cubed and pairwise scores of a clustering, against gold. Pure; knows labels only.

B-cubed after Bagga and Baldwin (1998); pairwise precision and recall over unordered pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Each between 0 and 1. B-cubed flatters singletons, so the pairwise scores stand beside it."""

    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    pairwise_precision: float
    pairwise_recall: float
    pairwise_f1: float
    clusters: int
    gold_clusters: int


def score(found: Sequence[str], gold: Sequence[str]) -> Scores:
    """Scores labels of the same items in the same order. Raises ValueError where the lengths differ."""
    cells = Counter(zip(found, gold, strict=True))
    by_found, by_gold = Counter(found), Counter(gold)
    n = len(gold) or 1
    precision = sum(c * c / by_found[f] for (f, _), c in cells.items()) / n
    recall = sum(c * c / by_gold[g] for (_, g), c in cells.items()) / n
    both, pairs_found, pairs_gold = (_pairs(counts) for counts in (cells, by_found, by_gold))
    pair_precision = both / pairs_found if pairs_found else 1.0
    pair_recall = both / pairs_gold if pairs_gold else 1.0
    return Scores(
        bcubed_precision=precision,
        bcubed_recall=recall,
        bcubed_f1=_harmonic(precision, recall),
        pairwise_precision=pair_precision,
        pairwise_recall=pair_recall,
        pairwise_f1=_harmonic(pair_precision, pair_recall),
        clusters=len(by_found),
        gold_clusters=len(by_gold),
    )


def _pairs(counts: Counter[str] | Counter[tuple[str, str]]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
