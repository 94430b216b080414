"""The learned decision on a pair of reports: features in, the probability that both tell of one event out.

A logistic regression whose readable weights lie in models/stories/pairs.json (see models/stories/train.py). Knows
numbers only; must not know how a feature is made or what happens after the decision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models import data
from nlp.stories.likeness import LEARNED, RELATIVE, TIMED
from records import BadWeights


@dataclass(frozen=True, slots=True, kw_only=True)
class PairModel:
    """Coefficients by feature, and two thresholds on the mean probability between reports of one story.

    ``flag``: together from there on; ``join``: without a doubt. ``unknown`` stands in for the likeness by meaning
    where a report has no vector. ``floors``: the least density by RELATIVE feature. ``shares``: by field, shares of
    background documents by term, of ``weight`` documents.
    """

    intercept: float
    coefficients: Mapping[str, float]
    join: float
    flag: float
    unknown: float
    floors: Mapping[str, float]
    shares: Mapping[str, Mapping[str, float]]
    weight: int

    def probability(self, features: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
        """Logistic of the weighted features. Time counts as its distance from "at the same time" (1)."""
        logit = np.full(len(features["dated"]), self.intercept)
        for name, weight in self.coefficients.items():
            logit += weight * (features[name] - 1.0 if name == "near_in_time" else features[name])
        return np.asarray(np.round(1.0 / (1.0 + np.exp(-np.clip(logit, -40.0, 40.0))), 6), dtype=np.float64)


def load_model(file: Path | None = None) -> PairModel:
    """The weights in ``file``, or those of models/stories/. Raises BadWeights, naming file and field."""
    return _load(file or data.path("stories/pairs.json"))


@cache
def _load(file: Path) -> PairModel:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        background = json.loads((file.parent / found["background"]).read_text(encoding="utf-8"))
        weights = {**found["coefficients"], **found["time_prior"]}
        return PairModel(
            intercept=float(found["intercept"]),
            coefficients={name: float(weights[name]) for name in (*LEARNED, *TIMED)},
            join=float(found["thresholds"]["join"]),
            flag=float(found["thresholds"]["flag"]),
            unknown=float(found["unknown_embedding"]),
            floors={name: float(found["floors"][name]) for name in RELATIVE},
            shares=background["shares"],
            weight=int(background["weight"]),
        )
    except KeyError as missing:
        raise BadWeights(f"{file}: field {missing} is missing") from missing
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        raise BadWeights(f"{file}: cannot be read as weights of the decision on pairs: {problem}") from problem
