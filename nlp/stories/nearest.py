"""Nearest vectors among many that come and go: one growing matrix, and an exact answer.

Knows keys and vectors only. The matrix holds single precision and finds all that could be among the nearest; which
of them are is for the caller, in full precision, so that neither the order of rows nor their number leaves a trace.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

K = TypeVar("K")

# Twice the most by which a single-precision product of two unit vectors of 384 numbers can be wrong (384 x 2^-24).
SLACK = 1e-4


class Nearest(Generic[K]):
    """Vectors by key; a key that is taken out leaves its row to the last one."""

    def __init__(self) -> None:
        self._rows: dict[K, int] = {}
        self._keys: list[K] = []
        self._matrix = np.empty((0, 0), dtype=np.float32)

    def put(self, key: K, vector: npt.NDArray[np.float64]) -> None:
        """Sets the vector of ``key``. All vectors have one length."""
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = len(self._keys)
            self._keys.append(key)
            if row >= len(self._matrix):
                grown = np.empty((max(64, row + row // 2), len(vector)), dtype=np.float32)
                if row:
                    grown[:row] = self._matrix[:row]
                self._matrix = grown
        self._matrix[row] = vector

    def drop(self, key: K) -> None:
        """Takes ``key`` out, where it is in."""
        row = self._rows.pop(key, None)
        if row is None:
            return
        last = self._keys.pop()
        if last != key:
            self._keys[row] = last
            self._rows[last] = row
            self._matrix[row] = self._matrix[len(self._keys)]

    def around(self, vector: npt.NDArray[np.float64], top: int) -> list[K]:
        """At least the ``top`` nearest keys, in no order; a few more where they are close to the last of these."""
        count = len(self._keys)
        if count <= top:
            return list(self._keys)
        cosines = self._matrix[:count] @ vector.astype(np.float32)
        least = np.partition(cosines, count - top)[count - top] - SLACK
        return [self._keys[row] for row in np.flatnonzero(cosines >= least)]
