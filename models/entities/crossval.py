"""What a recogniser that has not seen an article makes of it: scores by label, and how often "p" is right.

Each fold is kept as counts, so that folds can be run apart and summed: models/entities/crossval.json. Its
``calibration`` is what nlp.entities reads confidences through; how right these are is judged on a quarter of a fold's
articles by all others. Pure; knows no network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from nlp.entities.choose import calibrated

BINS = 100  # of probability, one of .01 each
QUARTERS = 4  # of a fold's articles, dealt out in turn
_LEAST_FOUND = 100  # spans that a step of the calibration stands on

Found = tuple[str, int, int, float]  # label, first character, character behind, probability


@dataclass(slots=True)
class Fold:
    """Counts of one part of the articles, read by a recogniser of the others."""

    number: int
    labels: dict[str, list[int]] = field(default_factory=dict)  # right, surplus, missed
    quarters: list[list[list[float]]] = field(  # bins of each: found, right, said
        default_factory=lambda: [[[0, 0, 0.0] for _ in range(BINS)] for _ in range(QUARTERS)]
    )
    articles: int = 0

    def add(self, found: Iterable[Found], marked: Set[tuple[str, int, int]]) -> None:
        """One article."""
        found = list(found)
        spans = {(label, start, end) for label, start, end, _ in found}
        for place, group in enumerate((spans & marked, spans - marked, marked - spans)):
            for label, n in Counter(label for label, _, _ in group).items():
                self.labels.setdefault(label, [0, 0, 0])[place] += n
        bins = self.quarters[self.articles % QUARTERS]
        self.articles += 1
        for label, start, end, said in found:
            entry = bins[min(BINS - 1, int(said * BINS))]
            entry[0] += 1
            entry[1] += (label, start, end) in marked
            entry[2] += said

    def row(self) -> dict[str, Any]:
        return {
            "fold": self.number,
            "labels": dict(sorted(self.labels.items())),
            "quarters": [
                [[int(found), int(right), round(said, 4)] for found, right, said in bins] for bins in self.quarters
            ],
        }


def calibration(bins: Sequence[Sequence[float]]) -> list[list[float]]:
    """[said, right], both rising: what is said and how often it is right. Pools what is beside each other until at
    least 100 spans stand behind a step and no step falls (isotonic regression by pooling adjacent violators, Ayer et
    al. 1955)."""
    steps: list[list[float]] = []
    for found, right, said in bins:
        if not found:
            continue
        steps.append([found, right, said])
        while len(steps) > 1 and (
            steps[-2][0] < _LEAST_FOUND or steps[-2][1] / steps[-2][0] >= steps[-1][1] / steps[-1][0]
        ):
            last = steps.pop()
            steps[-1] = [a + b for a, b in zip(steps[-1], last, strict=True)]
    if len(steps) > 1 and steps[-1][0] < _LEAST_FOUND:
        last = steps.pop()
        steps[-1] = [a + b for a, b in zip(steps[-1], last, strict=True)]
    return [[round(said / found, 4), round(right / found, 4)] for found, right, said in steps]


def summary(folds: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Scores over all folds, and calibration judged on each quarter of each fold by all other articles."""
    labels: dict[str, list[int]] = {}
    for fold in folds:
        for label, counts in fold["labels"].items():
            labels[label] = _added(labels.get(label, [0, 0, 0]), counts)
    quarters = [bins for fold in folds for bins in fold["quarters"]]
    others = [calibration(_pooled([*quarters[:i], *quarters[i + 1 :]])) for i in range(len(quarters))]
    uncalibrated: list[list[list[float]]] = [[] for _ in quarters]
    return {
        "f1_of_each_fold": [round(_f1(*_all(fold["labels"])), 4) for fold in folds],
        "all": _scores(*_all(labels)),
        "labels": {label: _scores(*counts) for label, counts in sorted(labels.items(), key=lambda item: -sum(item[1]))},
        "calibration": calibration(_pooled(quarters)),
        "calibration_error": {
            "as_said": round(_error(quarters, uncalibrated), 4),
            "calibrated_on_other_articles": round(_error(quarters, others), 4),
        },
        "reliability": [
            {"found": int(found), "said": round(said / found, 3), "right": round(right / found, 3)}
            for found, right, said in _judged(quarters, others)
            if found
        ],
    }


def _error(quarters: Sequence[Sequence[Sequence[float]]], calibrations: Sequence[Sequence[Sequence[float]]]) -> float:
    """Expected calibration error over ten bins of what is said after calibration."""
    tens = _judged(quarters, calibrations)
    total = sum(found for found, _, _ in tens)
    return sum(abs(right - said) for _, right, said in tens) / total if total else 0.0


def _judged(
    quarters: Sequence[Sequence[Sequence[float]]], calibrations: Sequence[Sequence[Sequence[float]]]
) -> list[list[float]]:
    """Each quarter read through its own calibration: ten bins of found, right and said of all of them."""
    return _pooled([_tens(bins, steps) for bins, steps in zip(quarters, calibrations, strict=True)])


def _tens(bins: Sequence[Sequence[float]], steps: Sequence[Sequence[float]]) -> list[list[float]]:
    tens: list[list[float]] = [[0, 0, 0.0] for _ in range(10)]
    for found, right, said in bins:
        if found:
            now = calibrated(said / found, steps)
            place = min(9, int(now * 10))
            tens[place] = [a + b for a, b in zip(tens[place], (found, right, now * found), strict=True)]
    return tens


def _pooled(many: Sequence[Sequence[Sequence[float]]]) -> list[list[float]]:
    return [[sum(values) for values in zip(*rows, strict=True)] for rows in zip(*many, strict=True)]


def _added(one: Sequence[int], other: Sequence[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=True)]


def _all(labels: dict[str, list[int]]) -> list[int]:
    return [sum(values) for values in zip(*labels.values(), strict=True)] or [0, 0, 0]


def _f1(right: int, surplus: int, missed: int) -> float:
    return 2 * right / (2 * right + surplus + missed) if right else 0.0


def _scores(right: int, surplus: int, missed: int) -> dict[str, float]:
    return {
        "precision": round(right / max(1, right + surplus), 4),
        "recall": round(right / max(1, right + missed), 4),
        "f1": round(_f1(right, surplus, missed), 4),
        "marked": right + missed,
    }
