"""What is like what by meaning, over all stored vectors, with numpy alone.

The method is binary quantisation with rescoring: of each vector the signs of its numbers, less the middle of all, stand
in memory (48 bytes for 384 numbers); the vectors that differ from the asked one in the fewest signs are then looked up
and compared exactly. docs/performance.md has what it takes and docs/quality.md what it misses. Pure but for the lock
of what grows: it must not know SQL, HTTP or what a vector is of.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def read(values: Sequence[bytes]) -> Floats:
    """Stored vectors (four bytes a number, little-endian) as rows of length one; one of nothing but zeros stays."""
    found = np.frombuffer(b"".join(values), dtype="<f4").reshape(len(values), -1).astype(np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def middle(vectors: Floats) -> Floats:
    """One vector for several: what they are about together, of length one."""
    mean = vectors.mean(axis=0)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length if length > 0 else mean, dtype=np.float32)


class Signs:
    """The signs of vectors of one kind, each with the place where it is stored. It only grows."""

    def __init__(self, vectors: Floats) -> None:
        """``vectors``: some, to learn from where their middle is."""
        self._centre = vectors.mean(axis=0)
        self._words = -(-vectors.shape[1] // 64)
        self._bits = np.zeros((self._words, 1024), dtype=np.uint64)
        self._places = np.zeros(1024, dtype=np.int64)
        self._lock = threading.Lock()
        self.count = 0

    def of(self, vectors: Floats) -> npt.NDArray[np.uint64]:
        """A column of words for each vector."""
        packed = np.packbits(vectors > self._centre, axis=1)
        wide = np.zeros((len(vectors), 8 * self._words), dtype=np.uint8)
        wide[:, : packed.shape[1]] = packed
        return np.ascontiguousarray(wide.view(np.uint64).T)

    def add(self, places: Sequence[int], vectors: Floats) -> None:
        signs = self.of(vectors)
        with self._lock:
            end = self.count + len(places)
            if end > len(self._places):
                room = max(end, 2 * len(self._places))
                bits, known = np.zeros((self._words, room), dtype=np.uint64), np.zeros(room, dtype=np.int64)
                bits[:, : self.count] = self._bits[:, : self.count]
                known[: self.count] = self._places[: self.count]
                self._bits, self._places = bits, known
            self._bits[:, self.count : end] = signs
            self._places[self.count : end] = places
            self.count = end

    def nearest(self, vector: Floats, count: int) -> list[int]:
        """Places of the vectors that differ from this one in the fewest signs, in no order."""
        with self._lock:
            bits, places, known = self._bits, self._places, self.count
        if known == 0 or count <= 0:
            return []
        asked = self.of(vector[np.newaxis, :])[:, 0]
        differ = np.zeros(known, dtype=np.uint16)
        for word in range(self._words):
            differ += np.bitwise_count(bits[word, :known] ^ asked[word])
        few = known <= count
        chosen = np.arange(known) if few else np.argpartition(differ, count - 1)[:count]
        return [int(place) for place in places[:known][chosen]]
