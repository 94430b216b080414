"""The metrics, each after its source. Pure: counts and scores only, no files and no models."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 over (possibly weighted) counts; each is 0 where nothing can be right."""

    true_positive: float
    false_positive: float
    false_negative: float

    @property
    def precision(self) -> float:
        found = self.true_positive + self.false_positive
        return self.true_positive / found if found else float(self.false_negative == 0)

    @property
    def recall(self) -> float:
        gold = self.true_positive + self.false_negative
        return self.true_positive / gold if gold else float(self.false_positive == 0)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.true_positive + other.true_positive,
            self.false_positive + other.false_positive,
            self.false_negative + other.false_negative,
        )


NOTHING = Score(0, 0, 0)


def of_sets(gold: Iterable[Hashable], found: Iterable[Hashable]) -> Score:
    """Exact matches of two multisets, one to one."""
    wanted, got = Counter(gold), Counter(found)
    hits = (wanted & got).total()
    return Score(hits, got.total() - hits, wanted.total() - hits)


def _shingles(text: str, size: int) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)) if words)


def of_shingles(gold: str, found: str, size: int = 4) -> Score:
    """Body match of one page by word 4-grams, its counts divided by their sum so that long pages weigh no more.

    Source: scrapinghub/article-extraction-benchmark, evaluate.py (string_shingle_matching). Add the scores of
    all pages and take precision, recall and F1 of the sum.
    """
    raw = of_sets(_shingles(gold, size).elements(), _shingles(found, size).elements())
    total = raw.true_positive + raw.false_positive + raw.false_negative
    if not total:
        return raw
    return Score(raw.true_positive / total, raw.false_positive / total, raw.false_negative / total)


def token_f1(gold: str, found: str) -> float:
    """F1 of two texts as bags of lower-case words."""
    return of_sets(_TOKEN.findall(gold.lower()), _TOKEN.findall(found.lower())).f1


@dataclass(frozen=True, slots=True)
class Clustering:
    """Precision, recall and F1 of a clustering."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def _groups(labels: Mapping[Hashable, Hashable]) -> dict[Hashable, set[Hashable]]:
    groups: dict[Hashable, set[Hashable]] = defaultdict(set)
    for item, label in labels.items():
        groups[label].add(item)
    return groups


def b_cubed(gold: Mapping[Hashable, Hashable], found: Mapping[Hashable, Hashable]) -> Clustering:
    """B-cubed (Bagga and Baldwin 1998): each item's precision and recall within its cluster, averaged over items.

    ``gold`` and ``found`` map the same items to a label. Raises ValueError where the items differ.
    """
    if gold.keys() != found.keys():
        raise ValueError("gold and found must hold the same items")
    if not gold:
        return Clustering(1.0, 1.0)
    in_gold, in_found = _groups(gold), _groups(found)
    precision = recall = 0.0
    for item in gold:
        mine, true = in_found[found[item]], in_gold[gold[item]]
        shared = len(mine & true)
        precision += shared / len(mine)
        recall += shared / len(true)
    return Clustering(precision / len(gold), recall / len(gold))


def pairwise(
    gold: Mapping[Hashable, Hashable],
    found: Mapping[Hashable, Hashable],
    kind: Mapping[Hashable, Hashable] | None = None,
) -> Clustering:
    """Precision and recall over pairs of items in one cluster; 1 where a side has no such pair. ``kind``: of items;
    then only pairs of two kinds count."""
    if gold.keys() != found.keys():
        raise ValueError("gold and found must hold the same items")

    def pairs(labels: Mapping[Hashable, Hashable]) -> int:
        sizes = Counter(labels.values()).values()
        of_one_kind = Counter((label, kind[item]) for item, label in labels.items()).values() if kind else ()
        return sum(size * (size - 1) // 2 for size in sizes) - sum(size * (size - 1) // 2 for size in of_one_kind)

    both = pairs({item: (gold[item], found[item]) for item in gold})
    of_found, of_gold = pairs(found), pairs(gold)
    return Clustering(both / of_found if of_found else 1.0, both / of_gold if of_gold else 1.0)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Probability that a positive scores above a negative, ties counted half (Mann-Whitney U).

    Raises ValueError where one side is empty.
    """
    if not positive or not negative:
        raise ValueError("AUROC needs scores on both sides")
    ranked = sorted([(value, True) for value in positive] + [(value, False) for value in negative])
    rank_sum = 0.0
    start = 0
    while start < len(ranked):
        stop = start
        while stop < len(ranked) and ranked[stop][0] == ranked[start][0]:
            stop += 1
        mean_rank = (start + 1 + stop) / 2
        rank_sum += mean_rank * sum(is_positive for _, is_positive in ranked[start:stop])
        start = stop
    n, m = len(positive), len(negative)
    return (rank_sum - n * (n + 1) / 2) / (n * m)
