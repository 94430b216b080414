"""Which articles hold a shingle: an inverted index in sorted arrays, 12 bytes a posting.

A dict of lists took some 200 bytes a posting. Arrays are merged so that each is at least twice as long as the next:
adding costs a logarithm of merges, a question a few binary searches. Knows numbers only; must not know texts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int32]


class Postings:
    """Shingle -> numbers of articles. ``add`` takes an article's shingles, sorted, and its number, once."""

    def __init__(self) -> None:
        self._parts: list[tuple[Keys, Numbers]] = []  # sorted by key, the longest first

    def add(self, keys: Keys, number: int) -> None:
        self._parts.append((keys, np.full(len(keys), number, dtype=np.int32)))
        while len(self._parts) > 1 and len(self._parts[-2][0]) < 2 * len(self._parts[-1][0]):
            last, before = self._parts.pop(), self._parts.pop()
            self._parts.append(_merged(before, last))

    def articles(self, keys: Keys, most: int) -> tuple[list[int], list[int]]:
        """Articles that hold one of the (distinct) keys, and how many each; keys in more than ``most`` do not count."""
        places: list[Numbers] = []
        found: list[Numbers] = []
        for held, numbers in self._parts:
            left = np.searchsorted(held, keys, "left")
            counts = np.searchsorted(held, keys, "right") - left
            total = int(counts.sum())
            if total:
                begin = np.repeat(left - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
                found.append(numbers[begin + np.arange(total)])
                places.append(np.repeat(np.arange(len(keys), dtype=np.int32), counts))
        if not found:
            return [], []
        place, article = np.concatenate(places), np.concatenate(found)
        kept = (np.bincount(place, minlength=len(keys)) <= most)[place]
        articles, counted = np.unique(article[kept], return_counts=True)
        return articles.tolist(), counted.tolist()


def _merged(one: tuple[Keys, Numbers], other: tuple[Keys, Numbers]) -> tuple[Keys, Numbers]:
    keys, numbers = np.concatenate((one[0], other[0])), np.concatenate((one[1], other[1]))
    order = np.argsort(keys, kind="stable")  # two sorted runs: one pass
    return keys[order], numbers[order]
