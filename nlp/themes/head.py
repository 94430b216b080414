"""What a theme learns from stories that people accepted and rejected: a small logistic head on top of its score.

Knows vectors, the score without a head, and labels; must not know stories or who decided. The head is a correction:
its weights are held near "the score as it is" by a penalty, so that few examples move it little. The loss is convex and
is minimised by Newton's method from a fixed start, so that the same examples always give the same head.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

EXAMPLES = 16  # fewer give no head: six seed phrases were worth about as many on a five-theme news set
EACH = 4  # at least of either kind
PENALTY = 0.1  # on the weights of the vector; not yet measured against others
SHIFT_PENALTY = 0.05  # on the constant: the border may move, and much evidence moves it far
STEPS = 30
CLIP = 6.0  # of the score without a head, on the logit: one certain example must not outweigh the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """``logit = base + weights · vector + shift``, vectors centred and of unit length."""

    weights: tuple[float, ...]
    shift: float
    accepted: int
    rejected: int

    def change(self, vectors: Matrix) -> Matrix:
        """What is added to the logits of texts with these vectors (rows)."""
        return np.asarray(vectors @ np.asarray(self.weights) + self.shift)

    @property
    def key(self) -> str:
        """A short hash: the same for the same head."""
        return hashlib.sha256(np.asarray([*self.weights, self.shift]).tobytes()).hexdigest()[:12]


def learn(vectors: Matrix, base: Matrix, labels: npt.NDArray[np.bool_]) -> Head | None:
    """A head from examples: ``vectors`` (n, d) centred, ``base`` (n,) logits without a head, ``labels`` (n,).

    None where there are fewer than EXAMPLES, or fewer than EACH of either kind: then the theme stays as its file says.
    """
    accepted = int(labels.sum())
    rejected = len(labels) - accepted
    if len(labels) < EXAMPLES or min(accepted, rejected) < EACH:
        return None
    wanted = labels.astype(np.float64)
    # Of one kind there may be many more: both count alike, as nobody labels in proportion to what there is.
    weight = np.where(labels, len(labels) / (2 * accepted), len(labels) / (2 * rejected))
    offset = np.clip(base, -CLIP, CLIP)
    # In the space that the examples span: n unknowns, not d (the penalty keeps the weights within it).
    kernel = vectors @ vectors.T / PENALTY + 1.0 / SHIFT_PENALTY
    dual = np.zeros(len(labels))
    for _ in range(STEPS):
        chance = _chance(offset + kernel @ dual)
        missing = weight * (wanted - chance) - dual
        curve = weight * chance * (1.0 - chance)
        step = np.linalg.solve(np.eye(len(labels)) + curve[:, None] * kernel, missing)
        size = 1.0
        while size > 1e-3 and (
            np.linalg.norm(weight * (wanted - _chance(offset + kernel @ (dual + size * step))) - dual - size * step)
            > np.linalg.norm(missing)
        ):
            size /= 2
        dual = dual + size * step
        if float(np.abs(step).max()) < 1e-10:
            break
    weights = vectors.T @ dual / PENALTY
    return Head(
        weights=tuple(round(float(value), 9) for value in weights),
        shift=round(float(dual.sum() / SHIFT_PENALTY), 9),
        accepted=accepted,
        rejected=rejected,
    )


def _chance(logits: Matrix) -> Matrix:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0))))
