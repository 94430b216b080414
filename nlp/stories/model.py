"""The learned join decision: features of (article, story) in, a probability out.

A logistic regression whose readable weights lie in models/stories/join.json (see models/stories/train.py). Knows
numbers only; must not know how a feature is made or what happens after the decision.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models import data
from records import BadWeights

# The order in which train.py fits and writes them.
LEARNED = (
    "title_cosine",
    "text_cosine",
    "text_closest",
    "names_cosine",
    "names_closest",
    "numbers_shared",
    "embedding_centroid",
    "embedding_closest",
    "inverse_log_size",
)
TIMED = ("time_to_newest", "time_to_oldest")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinModel:
    """Coefficients by feature, and the two thresholds on the probability.

    ``means`` stands in for a feature that is unknown (no vector). ``background`` holds shares of documents by
    term, of ``background_weight`` pretended documents.
    """

    intercept: float
    coefficients: Mapping[str, float]
    means: Mapping[str, float]
    join: float
    flag: float
    background: Mapping[str, float]
    background_weight: int

    def probability(self, features: Mapping[str, float]) -> float:
        """Logistic of the weighted features. A time feature counts as its distance from "same day" (1)."""
        logit = self.intercept
        for name, weight in self.coefficients.items():
            value = features.get(name, self.means.get(name, 0.0))
            logit += weight * (value - 1.0 if name in TIMED else value)
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, logit))))


def load_model(file: Path | None = None) -> JoinModel:
    """The weights in ``file``, or those of models/stories/. Raises BadWeights, naming file and field."""
    return _load(file or data.path("stories/join.json"))


@cache
def _load(file: Path) -> JoinModel:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        background = json.loads((file.parent / found["background"]).read_text(encoding="utf-8"))
        return JoinModel(
            intercept=float(found["intercept"]),
            coefficients={**found["coefficients"], **found["time_prior"]},
            means=found["feature_means"],
            join=float(found["thresholds"]["join"]),
            flag=float(found["thresholds"]["flag"]),
            background=background["shares"],
            background_weight=int(background["weight"]),
        )
    except KeyError as missing:
        raise BadWeights(f"{file}: field {missing} is missing") from missing
    except (OSError, ValueError, TypeError, AttributeError) as problem:
        raise BadWeights(f"{file}: cannot be read as weights of the join decision: {problem}") from problem
