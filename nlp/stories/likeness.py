"""How alike two reports of a window are, in numbers: cosines by field, and each against how dense its surroundings are.

Pure numbers over the reports of one language on their shelf; must not know stories, thresholds or rules. Everything
follows from the set of reports, given in one order, and from nothing else.

A cosine alone says little: twenty reports on one war are all alike and tell of ten events. So each cosine also stands
relative to the mean of the nearest few of both reports (cross-domain similarity local scaling, Conneau et al. 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.stories.item import FIELDS
from nlp.stories.shelf import Floats, Part, Rows, Shelf

NEAREST = 3  # reports that make a density; of 1, 2, 3, 4, 5 and 10, three was best on folds full and thinned together
SIGMA_DAYS = 4.0  # of the Gaussian over the time between two reports
COMMON, COMMON_AT_LEAST = 0.02, 100  # share and number of reports that hold a word; in a smaller window all words count
EVEN = 1e-6  # a cosine under it is none
NOISE = 2e-6  # cosines that differ by less may be equal when they are rounded
ROWS = 512  # at a time, against a part of the shelf at a time, so that a large window fits into memory
PAIRS = 4096  # at a time

RELATIVE = ("text", "names", "embedding")
LEARNED = (*FIELDS, "embedding", *(f"{name}_relative" for name in RELATIVE))
TIMED = ("near_in_time", "dated")
WINDOWED = ("quiet",)
QUIET = 8  # reports of a language at which a window counts as half quiet; set by hand

Cosines = npt.NDArray[np.float32]
Known = Literal["exact", "least", "most"]  # what a density is taken to be: itself, the least or the most there can be

_DAY = 86400.0


class Likeness:
    """Reports of one language, and the features of pairs of them by their positions.

    ``order``: the ids of all reports on the shelf; positions count along it. ``floors``: by name (RELATIVE) the density
    that a window has at least: where it holds few reports, those that are nearest are no measure of what likeness is
    common.
    """

    def __init__(self, shelf: Shelf, order: Sequence[str], floors: Mapping[str, float]) -> None:
        self._shelf, self._floors = shelf, floors
        row_of = {name: row for row, name in enumerate(shelf.ids)}
        self._row = np.array([row_of[name] for name in order], dtype=np.intp)  # by position
        self._position = np.empty(len(order), dtype=np.intp)  # by row
        self._position[self._row] = np.arange(len(order))
        parts = shelf.parts
        self._seconds = np.concatenate([part.seconds for part in parts] or [np.zeros(0)])
        self._has = np.concatenate([part.has for part in parts] or [np.zeros(0, dtype=bool)])
        self._dense = {name: np.full(len(order), np.nan) for name in RELATIVE}  # by row

    def __len__(self) -> int:
        return len(self._row)

    def _vectors(self, rows: Rows) -> npt.NDArray[np.float32]:
        return np.concatenate([part.vectors[inside] for part, inside in self._shelf.split(rows)])

    def _blocks(
        self, name: str, rows: Rows, parts: Sequence[Part], start: int = 0, *, telling: bool = False
    ) -> Iterator[tuple[slice, int, Cosines]]:
        """Cosines of ascending ``rows`` with those of ``parts``, which begin at row ``start``: a block of rows (its
        numbers among ``rows``) against a part (its first row) at a time. Of a report with itself, and without a vector,
        -1. ``telling``: by words that few reports hold, since common ones tell little and cost most."""
        most = max(COMMON_AT_LEAST, COMMON * len(self)) if telling and name == "text" else None
        for part in parts:
            inside = np.arange(start, start + len(part.ids))
            turned = None
            if name != "embedding":
                turned = sparse.csr_array(self._shelf.unit_rows(name, inside, most).T)
            for first in range(0, len(rows), ROWS):
                block = rows[first : first + ROWS]
                if turned is None:
                    found = self._vectors(block) @ part.vectors.T
                    found[:, ~part.has] = -1.0
                    found[~self._has[block]] = -1.0
                else:
                    found = (self._shelf.unit_rows(name, block, most) @ turned).toarray()
                own = np.flatnonzero((block >= start) & (block < start + len(part.ids)))
                found[own, block[own] - start] = -1.0
                yield slice(first, first + len(block)), start, found
            start += len(part.ids)

    def nearest(self, positions: Rows, most: int) -> tuple[Rows, Rows]:
        """Pairs (smaller position first, in order) of each of these with its ``most`` nearest by words and by
        meaning."""
        found = [np.zeros(0, dtype=np.intp)]
        if len(self) > 1:
            rows = np.sort(self._row[positions])
            for name in ("text", "embedding"):
                one, other = (self._position[of] for of in self._near(name, rows, most))
                found.append(np.minimum(one, other) * len(self) + np.maximum(one, other))
        pairs = np.sort(np.concatenate(found))
        pairs = pairs[np.concatenate([[True], pairs[1:] != pairs[:-1]])] if len(pairs) else pairs
        return pairs // max(1, len(self)), pairs % max(1, len(self))

    def _near(self, name: str, rows: Rows, most: int) -> tuple[Rows, Rows]:
        """Rows, and those near to each by telling words or by meaning."""
        few = min(most, len(self) - 1)
        best = np.full((len(rows), few), -np.inf, dtype=np.float32)
        ones, others, values = [], [], []
        for block, start, cosines in self._blocks(name, rows, self._shelf.parts, telling=True):
            best[block] = _best(best[block], cosines)
            one, other = np.nonzero(cosines >= np.maximum(best[block].min(axis=1) - NOISE, 0.0)[:, None])
            ones.append(one + block.start)
            others.append(other + start)
            values.append(cosines[one, other])
        if name == "embedding" and few >= NEAREST:
            self._keep_density(name, rows, best)
        one, other = np.concatenate(ones), np.concatenate(others)
        least = np.maximum(np.round(best.min(axis=1).astype(np.float64), 6), EVEN)
        near = np.round(np.concatenate(values).astype(np.float64), 6) >= least[one]
        # All that are as near as the last one: which of equals come first has no say.
        one, other = one[near], other[near]
        ordered = np.lexsort((self._position[other], one))
        one, other = one[ordered], other[ordered]
        rank = np.arange(len(one)) - np.searchsorted(one, one)
        return rows[one[rank < 2 * most]], other[rank < 2 * most]

    def _density(self, name: str, rows: Rows) -> Floats:
        """Mean cosine of the NEAREST nearest of each of ``rows``, at least the floor."""
        known = self._dense[name]
        wanted = np.zeros(len(self), dtype=bool)
        wanted[rows] = True
        lacking = np.flatnonzero(wanted & np.isnan(known))
        if len(lacking):
            best = np.full((len(lacking), NEAREST), -1.0, dtype=np.float32)
            for block, _, cosines in self._blocks(name, lacking, self._shelf.parts):
                best[block] = _best(best[block], cosines)
            self._keep_density(name, lacking, best)
        return known[rows]

    def _keep_density(self, name: str, rows: Rows, best: Cosines) -> None:
        best = np.partition(best, best.shape[1] - NEAREST, axis=1)[:, -NEAREST:]
        for block, _, cosines in self._blocks(name, rows, self._shelf.around, len(self)):
            best[block] = _best(best[block], cosines)
        top = np.sort(best.astype(np.float64), axis=1)[:, ::-1]
        self._dense[name][rows] = np.maximum(np.maximum(top, 0.0).sum(axis=1) / NEAREST, self._floors.get(name, 0.0))

    def density(self, name: str, positions: Rows | None = None) -> Floats:
        """Of these reports (all), how near their nearest are by ``name`` (RELATIVE)."""
        return self._density(name, self._row if positions is None else self._row[positions])

    def shared(self, one: Rows, other: Rows) -> dict[str, Floats]:
        """What of the features (FIELDS, "embedding", TIMED) two reports say by themselves, a value for each pair of
        positions. Where a report has no vector, "embedding" is nan."""
        one, other = self._row[one], self._row[other]
        parts = [self._shared(one[at : at + PAIRS], other[at : at + PAIRS]) for at in range(0, len(one), PAIRS)]
        found = {
            name: np.concatenate([part[name] for part in parts] or [np.zeros(0)]) for name in (*FIELDS, "embedding")
        }
        gaps = (self._seconds[one] - self._seconds[other]) / _DAY
        found["near_in_time"] = np.where(np.isnan(gaps), 1.0, np.exp(-(gaps**2) / (2 * SIGMA_DAYS**2)))
        found["dated"] = (~np.isnan(gaps)).astype(np.float64)
        # Of few reports each has fewer neighbours by chance, so that the same distance to them says less.
        found["quiet"] = np.full(len(one), QUIET / (QUIET + len(self)))
        return found

    def _shared(self, one: Rows, other: Rows) -> dict[str, Floats]:
        rows = np.sort(np.concatenate([one, other]))
        rows = rows[np.concatenate([[True], rows[1:] != rows[:-1]])]
        first, second = np.searchsorted(rows, one), np.searchsorted(rows, other)
        found: dict[str, Floats] = {}
        for field in FIELDS:
            units = self._shelf.unit_rows(field, rows)
            common = sparse.csr_array(units[first].multiply(units[second]))
            of = np.repeat(np.arange(len(one)), np.diff(common.indptr))
            found[field] = np.bincount(of, weights=common.data, minlength=len(one)).astype(np.float64)
        vectors = self._vectors(rows)
        cosines = np.einsum("ij,ij->i", vectors[first], vectors[second]).astype(np.float64)
        found["embedding"] = np.where(self._has[one] & self._has[other], cosines, np.nan)
        return found

    def features(
        self,
        one: Rows,
        other: Rows,
        shared: Mapping[str, Floats] | None = None,
        known: Mapping[str, Known] | None = None,
    ) -> dict[str, Floats]:
        """By name (LEARNED, TIMED, WINDOWED), a value for each pair of positions; nan for those by meaning where a
        report has no vector. ``shared``: what ``shared`` gave for them.

        Densities are dear: those that are ``known`` (by RELATIVE) to be "least" or "most" are not looked up where they
        have not been before.
        """
        found = dict(self.shared(one, other) if shared is None else shared)
        one, other = self._row[one], self._row[other]
        for name in RELATIVE:
            said = "exact" if known is None else known[name]
            if said == "exact":
                density = (self._density(name, one) + self._density(name, other)) / 2
            else:
                least = self._floors.get(name, 0.0)
                likely = np.where(np.isnan(self._dense[name]), least if said == "least" else 1.0, self._dense[name])
                density = (likely[one] + likely[other]) / 2
            found[f"{name}_relative"] = found[name] - density
        return {name: np.round(values, 6) for name, values in found.items()}


def _best(best: Cosines, cosines: Cosines) -> Cosines:
    """The highest of each row, as many as ``best`` has of those before."""
    few = best.shape[1]
    if cosines.shape[1] > few:
        cosines = np.partition(cosines, cosines.shape[1] - few, axis=1)[:, -few:]
    both = np.concatenate([best, cosines], axis=1)
    return np.partition(both, both.shape[1] - few, axis=1)[:, -few:]
