"""How alike two reports of a window are, in numbers: cosines by field, and each against how dense its surroundings are.

Pure numbers over the signs of reports in one language; must not know stories, thresholds or rules. Everything follows
from the set of reports, given in one order, and from nothing else.

A cosine alone says little: twenty reports on one war are all alike and tell of ten events. So each cosine also stands
relative to the mean of the nearest few of both reports (cross-domain similarity local scaling, Conneau et al. 2018).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.stories.item import FIELDS, Signs

NEAREST = 3  # reports that make a density; of 1, 2, 3, 4, 5 and 10, three was best on folds full and thinned together
SIGMA_DAYS = 4.0  # of the Gaussian over the time between two reports
COMMON, COMMON_AT_LEAST = 0.02, 100  # share and number of reports that hold a word; in a smaller window all words count
EVEN = 1e-6  # a cosine under it is none
ROWS = 256  # at a time, so that a large window fits into memory

RELATIVE = ("text", "names", "embedding")
LEARNED = (*FIELDS, "embedding", *(f"{name}_relative" for name in RELATIVE))
TIMED = ("near_in_time", "dated")

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

_DAY = 86400.0


class Likeness:
    """Reports of one language, and the features of pairs of them by their positions.

    ``vectors``: a unit vector or None each. ``shares``: by field, shares of background documents by a term's
    checksum, of ``weight`` pretended documents. ``unknown``: what the features by meaning are where a
    report has no vector.
    ``floors``: by name (RELATIVE) the density that a window has at least: where it holds few reports, those that are
    nearest are no measure of what likeness is common.
    """

    def __init__(
        self,
        signs: Sequence[Signs],
        whens: Sequence[datetime | None],
        vectors: Sequence[npt.NDArray[np.float32] | None],
        shares: Mapping[str, Mapping[int, float]],
        weight: int,
        unknown: Mapping[str, float],
        floors: Mapping[str, float],
    ) -> None:
        self._signs, self._shares, self._weight, self._unknown = signs, shares, weight, unknown
        self._floors = floors
        self._seconds = np.array([when.timestamp() if when else np.nan for when in whens])
        self._has = np.array([vector is not None for vector in vectors], dtype=bool)
        length = next((len(vector) for vector in vectors if vector is not None), 1)
        none = np.zeros(length, dtype=np.float32)
        self._vectors = np.stack([none if vector is None else vector for vector in vectors]).astype(np.float32)
        self._dense: dict[str, Floats] = {}

    def __len__(self) -> int:
        return len(self._signs)

    @cached_property
    def _matrices(self) -> dict[str, sparse.csr_array]:
        return {field: self._matrix(field) for field in FIELDS}

    def _matrix(self, field: str) -> sparse.csr_array:
        """Unit rows of (1 + ln count) x idf, idf over the background and the window."""
        number = FIELDS.index(field)
        cuts = [slice(signs.ends[number - 1] if number else 0, signs.ends[number]) for signs in self._signs]
        terms = np.concatenate([signs.terms[cut] for signs, cut in zip(self._signs, cuts, strict=True)])
        counts = np.concatenate([signs.counts[cut] for signs, cut in zip(self._signs, cuts, strict=True)])
        known, columns = np.unique(terms, return_inverse=True)
        shares = self._shares.get(field, {})
        common = np.array([shares.get(term, 0.0) for term in known.tolist()], dtype=np.float64)
        seen = np.bincount(columns, minlength=len(known)) + self._weight * common
        idf = np.log(1 + (len(self._signs) + self._weight) / seen)
        values = ((1 + np.log(counts.astype(np.float64))) * idf[columns]).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum([cut.stop - cut.start for cut in cuts])]).astype(np.int64)
        matrix = sparse.csr_array((values, columns.astype(np.int64), starts), shape=(len(cuts), max(1, len(known))))
        norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), dtype=np.float64)).reshape(-1)
        scale = sparse.diags_array((1.0 / np.where(norms > 0, norms, 1.0)).astype(np.float32))
        return sparse.csr_array(scale @ matrix)

    @cached_property
    def _turned(self) -> dict[str, sparse.csr_array]:
        """The matrices of RELATIVE fields as products need them: terms by reports."""
        return {field: sparse.csr_array(self._matrices[field].T) for field in RELATIVE if field in self._matrices}

    @cached_property
    def _telling(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Words as candidates are looked for by them, reports by terms and turned: common ones tell little and cost
        most, so those of more than COMMON of a large window are left out."""
        matrix = sparse.csc_array(self._matrices["text"])
        kept = np.diff(matrix.indptr) <= max(COMMON_AT_LEAST, COMMON * len(self))
        found = sparse.csr_array(matrix[:, np.flatnonzero(kept)])
        return found, sparse.csr_array(found.T)

    def _candidates(self, name: str, rows: Rows) -> Floats:
        """As ``_against_all``, of telling words only."""
        if name != "text":
            return self._against_all(name, rows)
        matrix, turned = self._telling
        found: Floats = (matrix[rows] @ turned).toarray().astype(np.float64)
        found[np.arange(len(rows)), rows] = -1.0
        return found

    def _against_all(self, name: str, rows: Rows) -> Floats:
        """Cosines of ``rows`` with every report; of a report with itself, and without a vector, -1."""
        if name == "embedding":
            found = (self._vectors[rows] @ self._vectors.T).astype(np.float64)
            found[:, ~self._has] = -1.0
            found[~self._has[rows]] = -1.0
        else:
            matrix = self._matrices[name]
            found = (matrix[rows] @ self._turned[name]).toarray().astype(np.float64)
        found[np.arange(len(rows)), rows] = -1.0
        return found

    def nearest(self, rows: Rows, most: int) -> set[tuple[int, int]]:
        """Pairs (smaller position first) of each of ``rows`` with its ``most`` nearest by words and by meaning."""
        found: set[tuple[int, int]] = set()
        if len(self) < 2:
            return found
        for start in range(0, len(rows), ROWS):
            part = rows[start : start + ROWS]
            for name in ("text", "embedding"):
                cosines = np.round(self._candidates(name, part), 6)
                few = min(most, len(self) - 1)
                least = -np.partition(-cosines, few - 1, axis=1)[:, few - 1]
                for number, row in enumerate(part.tolist()):
                    # All that are as near as the last one: which of equals come first has no say.
                    others = np.flatnonzero(cosines[number] >= max(least[number], EVEN))
                    found.update((min(row, other), max(row, other)) for other in others.tolist()[: 2 * most])
        return found

    def _density(self, name: str, rows: Rows) -> Floats:
        """Mean cosine of the NEAREST nearest of each of ``rows``, at least the floor."""
        known = self._dense.setdefault(name, np.full(len(self), np.nan))
        lacking = np.unique(rows[np.isnan(known[rows])])
        for start in range(0, len(lacking), ROWS):
            part = lacking[start : start + ROWS]
            cosines = self._against_all(name, part)
            few = min(NEAREST, cosines.shape[1])
            top = -np.partition(-cosines, few - 1, axis=1)[:, :few]
            known[part] = np.maximum(np.maximum(top, 0.0).sum(axis=1) / NEAREST, self._floors.get(name, 0.0))
        return known[rows]

    def density(self, name: str) -> Floats:
        """Of every report, how near its nearest are by ``name`` (RELATIVE)."""
        return self._density(name, np.arange(len(self)))

    def features(self, one: Rows, other: Rows, *, around: Collection[str] = RELATIVE) -> dict[str, Floats]:
        """By name (LEARNED and TIMED), a value for each pair of positions.

        Densities are dear: those that are not in ``around`` (of RELATIVE) are taken to be the least there is.
        """
        found: dict[str, Floats] = {}
        for field in FIELDS:
            matrix = self._matrices[field]
            found[field] = np.concatenate(
                [
                    np.asarray(matrix[one[at : at + 4096]].multiply(matrix[other[at : at + 4096]]).sum(axis=1))
                    for at in range(0, len(one), 4096)
                ]
                or [np.zeros(0)]
            ).reshape(-1)
        both = self._has[one] & self._has[other]
        cosines = np.einsum("ij,ij->i", self._vectors[one], self._vectors[other]).astype(np.float64)
        found["embedding"] = np.where(both, cosines, self._unknown["embedding"])
        for name in RELATIVE:
            density: Floats | float = self._floors.get(name, 0.0)
            if name in around:
                density = (self._density(name, one) + self._density(name, other)) / 2
            relative = found[name] - density
            found[f"{name}_relative"] = (
                np.where(both, relative, self._unknown["embedding_relative"]) if name == "embedding" else relative
            )
        gaps = (self._seconds[one] - self._seconds[other]) / _DAY
        found["near_in_time"] = np.where(np.isnan(gaps), 1.0, np.exp(-(gaps**2) / (2 * SIGMA_DAYS**2)))
        found["dated"] = (~np.isnan(gaps)).astype(np.float64)
        return {name: np.round(values, 6) for name, values in found.items()}
