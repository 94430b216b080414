"""What a text is about together with those like it that were read before it.

Knows vectors; must not know themes, or where a text is stored. One text may use other words than a theme's phrases; its
neighbours use more of them. So the gist of a text is moved towards those of the nearest texts before it, by weights
that fall quickly with distance: a text that is like no other keeps its own. Only what was read before counts, so that
what a text is about never changes afterwards.

The weights were chosen on one half of a five-theme news set (docs/quality.md, "Themes of one's own").
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nlp.themes.meaning import UNIT, Bytes, Text

WINDOW = 20_000  # texts; some weeks of twenty outlets, 60 MB and a few milliseconds a text
NEIGHBOURS = 30
FAR = 0.15  # centred cosine from which on a text is no neighbour
POWER = 3
OWN = 0.1  # the weight of the text itself: that of a neighbour with a cosine of .61
BEGINNING = 0.1  # the weight of title and beginning beside the mean of the passages
LEVEL = 1.05  # of that mean: beginnings of passages have less in common than whole ones, and their mean is shorter

Vector = npt.NDArray[np.float64]
Half = npt.NDArray[np.float16]
Order = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Earlier:
    """A text that was read before. ``order``: where it stands among all, in order of reading."""

    key: str
    order: Order
    gist: Vector


def gist(vector: npt.NDArray[np.float32], passages: Bytes) -> Vector:
    """What a text as a whole is about: weighted mean of its beginning and all its passages (of no set length)."""
    whole = vector.astype(np.float64)
    inner = LEVEL * passages.astype(np.float64).mean(axis=0) / UNIT if len(passages) else whole
    return np.asarray(BEGINNING * whole + inner)


class Neighbours:
    """The last WINDOW texts. Same texts, same answers, in whatever order they came: all cosines are whole numbers."""

    def __init__(self, mean: Vector, earlier: Iterable[Earlier] = (), window: int = WINDOW) -> None:
        """``mean``: the mean vector of a background sample, what all news has in common."""
        self._mean = mean
        self._window = window
        self._near = np.zeros((256, len(mean)), dtype=np.float32)  # centred, in whole steps: zero where no text is
        self._gists = np.zeros((256, len(mean)), dtype=np.float32)
        self._keys: list[str] = []
        self._rows: list[tuple[Order, int]] = []  # a heap: the oldest first
        for each in earlier:
            self._add(each.key, each.order, each.gist)

    def read(self, key: str, order: Order, text: Text) -> Text:
        """The text with what it is about among its neighbours; from now on it is one of them.

        A text that is not read by meaning stays as it is.
        """
        if text.vector is None:
            return text
        own = gist(text.vector, text.passages)
        around = self.around(own)
        self._add(key, order, own)
        return replace(text, around=around)

    def around(self, own: Vector) -> Half:
        """The gist of a text moved towards those of its neighbours, weighted by (cosine - FAR) to the POWER."""
        cosines = (self._near[: len(self._keys)] @ self._steps(own)) / UNIT**2
        rows = np.flatnonzero(cosines > FAR)
        nearest = sorted(rows, key=lambda row: (-cosines[row], self._keys[row]))[:NEIGHBOURS]
        weights = (cosines[nearest].astype(np.float64) - FAR) ** POWER
        total = OWN * own
        for row, weight in zip(nearest, weights, strict=True):  # one by one: a sum that is the same everywhere
            total = total + weight * self._gists[row]
        return np.asarray(total / (OWN + weights.sum()), dtype="<f2")

    def _steps(self, own: Vector) -> npt.NDArray[np.float32]:
        """Centred, of unit length, rounded to whole steps: sums of their products are exact in four bytes."""
        unit = own / max(float(np.linalg.norm(own)), 1e-9)
        centred = unit - self._mean
        centred = centred / max(float(np.linalg.norm(centred)), 1e-9)
        return np.asarray(np.clip(np.rint(centred * UNIT), -127, 127), dtype=np.float32)

    def _add(self, key: str, order: Order, own: Vector) -> None:
        if len(self._keys) < self._window:
            row = len(self._keys)
            self._keys.append(key)
            heapq.heappush(self._rows, (order, row))
        else:
            if order < self._rows[0][0]:
                return
            row = heapq.heapreplace(self._rows, (order, self._rows[0][1]))[1]
            self._keys[row] = key
        if row == len(self._near):
            self._near, self._gists = (
                np.concatenate([part, np.zeros_like(part)]) for part in (self._near, self._gists)
            )
        self._near[row], self._gists[row] = self._steps(own), own
