"""The learned decision on a pair of reports: features in, the probability that both tell of one event out.

A logistic regression whose readable weights lie in models/stories/pairs.json (see models/stories/train.py). Knows
numbers only; must not know how a feature is made or what happens after the decision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models import data
from nlp.stories.around import read_around
from nlp.stories.item import checksum
from nlp.stories.likeness import LEARNED, QUIET, RELATIVE, TIMED, WINDOWED
from nlp.stories.shelf import Row, Shelf
from records import BadWeights

BY_MEANING = ("embedding", "embedding_relative")
# Languages whose vectors say something: the packaged encoder learned from English. Of the pairs of Malay reports within
# four days in tests/nlp/dated_stories_gold.jsonl its cosine finds those of one event with an average precision of .26,
# the words that they share with .96.
MEANT = ("en",)
# Of 16 and 24 both give the sparse windows of tests/nlp their scores, 16 leaves more of the dated gold as it was.
QUIET_REPORTS = 16
_QUIET_FROM = QUIET / (QUIET + QUIET_REPORTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Intercept, and coefficients by feature."""

    intercept: float
    coefficients: Mapping[str, float]

    def logit(self, features: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
        """Of each pair; ``features`` without nan. Time counts as its distance from "at the same time" (1)."""
        logit = np.full(len(features["dated"]), self.intercept)
        for name, weight in self.coefficients.items():
            logit += weight * (features[name] - 1.0 if name == "near_in_time" else features[name])
        return logit


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """``with_vectors`` where both reports have a vector that says something (MEANT), else ``words_alone``."""

    with_vectors: Weights
    words_alone: Weights

    def logit(self, features: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
        """Of each pair; "embedding" is nan where no vector says anything."""
        lacking = np.isnan(features["embedding"])
        known = {**features, **{name: np.where(lacking, 0.0, features[name]) for name in BY_MEANING}}
        logit = self.with_vectors.logit(known)
        return np.where(lacking, self.words_alone.logit(known), logit) if lacking.any() else logit


@dataclass(frozen=True, slots=True, kw_only=True)
class PairModel:
    """Three decisions, and two thresholds on the mean probability between reports of one story.

    ``quiet`` decides in a window of at most QUIET_REPORTS in a language: among few reports the surroundings say less.
    In all others ``usual`` does, and ``undated`` on two reports of which one at least has no date: texts without dates
    (collections made for research) are also otherwise unlike a stream of news. ``flag``: together from there on;
    ``join``: without a doubt. ``floors``: by language, the least density by RELATIVE feature. ``shares``: by field,
    shares of background documents by a term's checksum, of ``weight`` documents. ``around``: by language, texts that
    stand beside every window.
    """

    usual: Decision
    quiet: Decision
    undated: Decision
    join: float
    flag: float
    floors: Mapping[str, Mapping[str, float]]
    shares: Mapping[str, Mapping[int, float]]
    weight: int
    around: Mapping[str, Sequence[Row]] = field(repr=False)

    def shelf(self, language: str) -> Shelf:
        """An empty one for reports in this language."""
        return Shelf(self.shares, self.weight, self.around.get(language, ()))

    @property
    def crowded(self) -> tuple[str, ...]:
        """The RELATIVE features whose density makes a pair likelier. With these looked up, and the least density taken
        for the others, ``probability`` is one that no pair exceeds."""
        learned = (self.usual.with_vectors, self.quiet.with_vectors, self.undated.with_vectors)
        return tuple(name for name in RELATIVE if any(one.coefficients[f"{name}_relative"] < 0 for one in learned))

    def floor(self, language: str) -> Mapping[str, float]:
        """The least densities in a language; in one that nothing was learned of, the highest of those that were."""
        return self.floors.get(language) or {
            name: max((floors[name] for floors in self.floors.values()), default=0.0) for name in RELATIVE
        }

    def probability(self, features: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
        """Logistic of the weighted features of pairs of one window, by words alone where those by meaning are nan. Two
        reports in one language without a word in common tell of two events, however near they are by meaning."""
        few = bool((features["quiet"] >= _QUIET_FROM).any())  # of all pairs or of none: a window has one size
        if few:
            logit = self.quiet.logit(features)
        else:
            logit, undated = self.usual.logit(features), features["dated"] == 0
            if undated.any():
                logit = np.where(undated, self.undated.logit(features), logit)
        return np.where(features["text"] > 0, self._logistic(logit), 0.0)

    @staticmethod
    def _logistic(logit: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(np.round(1.0 / (1.0 + np.exp(-np.clip(logit, -40.0, 40.0))), 6), dtype=np.float64)


def _weights(part: Mapping[str, Any]) -> Weights:
    """Raises KeyError where a feature is missing."""
    return Weights(
        intercept=float(part["intercept"]),
        coefficients={name: float(part["coefficients"][name]) for name in (*LEARNED, *TIMED, *WINDOWED)},
    )


def by_checksum(shares: Mapping[str, Mapping[str, float]]) -> dict[str, dict[int, float]]:
    return {name: {checksum(term): share for term, share in found.items()} for name, found in shares.items()}


def load_model(file: Path | None = None) -> PairModel:
    """The weights in ``file``, or those of models/stories/. Raises BadWeights, naming file and field."""
    return _load(file or data.path("stories/pairs.json"))


@cache
def _load(file: Path) -> PairModel:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        background = json.loads((file.parent / found["background"]).read_text(encoding="utf-8"))
        usual, quiet, undated = (
            Decision(**{name: _weights(found[kind][name]) for name in ("with_vectors", "words_alone")})
            for kind in ("usual", "quiet", "undated")
        )
        for name in (f"{name}_relative" for name in RELATIVE):
            signs = [
                part.coefficients[name]
                for both in (usual, quiet, undated)
                for part in (both.with_vectors, both.words_alone)
            ]
            if min(signs) < 0 < max(signs):
                raise ValueError(f"field {name} has two signs")
        return PairModel(
            usual=usual,
            quiet=quiet,
            undated=undated,
            join=float(found["thresholds"]["join"]),
            flag=float(found["thresholds"]["flag"]),
            floors={
                language: {name: float(floors[name]) for name in RELATIVE}
                for language, floors in found["floors"].items()
            },
            shares=by_checksum(background["shares"]),
            weight=int(background["weight"]),
            around=read_around(file.parent / found["around"]),
        )
    except KeyError as missing:
        raise BadWeights(f"{file}: field {missing} is missing") from missing
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        raise BadWeights(f"{file}: cannot be read as weights of the decision on pairs: {problem}") from problem
