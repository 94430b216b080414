"""The reports of one language as columns of numbers, kept from one settling to the next: new ones are appended, old
ones dropped, and how many reports hold a term is counted along.

Knows rows and terms; must not know what is looked for among them. What it gives for a row follows from the set of
rows that are there, not from the order in which they came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.stories.item import FIELDS, Signs

PART = 2048  # rows that lie together: what is made of the window for a while is made of so many at a time

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Vector = npt.NDArray[np.float32]
_Number = TypeVar("_Number", bound=np.generic)

_COUNTED = np.concatenate([[0.0], 1 + np.log(np.arange(1, 256, dtype=np.float64))])  # by how often a term is in a text


class Row(NamedTuple):
    """A report as it comes onto the shelf."""

    id: str
    signs: Signs
    when: datetime | None
    vector: Vector | None


@dataclass(slots=True, kw_only=True)
class _Cells:
    """One field of the rows of a part: ranks of terms in the vocabulary, row after row, ascending in each."""

    starts: npt.NDArray[np.int32]  # (rows + 1,)
    ranks: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint8]

    def of(self, rows: Rows) -> _Cells:
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        at = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1], dtype=np.int32)
        return _Cells(starts=starts, ranks=self.ranks[at], counts=self.counts[at])


@dataclass(slots=True, kw_only=True)
class Part:
    """Some rows that lie together."""

    ids: list[str]
    seconds: Floats  # of the time of each; nan where it has none
    has: npt.NDArray[np.bool_]  # a vector
    vectors: Vector  # (rows, dimension)
    cells: dict[str, _Cells] = field(repr=False)

    def kept(self, rows: Rows) -> Part:
        return Part(
            ids=[self.ids[row] for row in rows.tolist()],
            seconds=self.seconds[rows],
            has=self.has[rows],
            vectors=self.vectors[rows],
            cells={name: cells.of(rows) for name, cells in self.cells.items()},
        )


class _Vocabulary:
    """The terms of a field, and how many reports hold each.

    ``known``: checksums, ascending; ``code``: how many reports hold it, or, of a term of the background, a number from
    the end of the table of weights (-1, -2, ...), since what the background says counts too.
    """

    def __init__(self, shares: Mapping[int, float], weight: int) -> None:
        self.known = np.array(sorted(shares), dtype=np.uint32)
        self.code = -1 - np.arange(len(shares), dtype=np.int32)
        self._pretended = weight * np.array([shares[term] for term in sorted(shares)], dtype=np.float64)
        self._background = np.zeros(len(shares), dtype=np.int64)  # how many reports hold each of these
        self._weight = weight

    def weights(self, reports: int) -> Floats:
        """By code, the inverse frequency over the background and ``reports``."""
        highest = max(1, int(self.code.max(initial=0)))
        plain = np.arange(highest + 1, dtype=np.float64)
        plain[0] = 1.0  # no term is held by none
        seen = np.concatenate([plain, (self._background + self._pretended)[::-1]])
        found: Floats = np.log(1 + (reports + self._weight) / np.where(seen > 0, seen, 1.0))
        return found

    def holders(self) -> npt.NDArray[np.int64]:
        """By code, how many reports hold a term."""
        plain = np.arange(max(1, int(self.code.max(initial=0))) + 1, dtype=np.int64)
        return np.concatenate([plain, self._background[::-1]])

    def count(self, ranks: npt.NDArray[np.int32], by: int) -> None:
        """Counts the rows that hold these terms, each once a row, in (1) or out (-1)."""
        ranks, times = _distinct(ranks)
        codes = self.code[ranks]
        plain = codes >= 0
        self.code[ranks[plain]] += (by * times[plain]).astype(np.int32)
        self._background[-1 - codes[~plain]] += by * times[~plain]

    def renew(self, fresh: npt.NDArray[np.uint32]) -> npt.NDArray[np.int32] | None:
        """Lets terms that none holds go, takes these in; gives the new rank by old one (of a term that goes: any), None
        where all stay as they were. New terms are counted afterwards."""
        fresh, _ = _distinct(fresh)
        at = np.searchsorted(self.known, fresh)
        there = np.zeros(len(fresh), dtype=bool)
        inside = at < len(self.known)
        there[inside] = self.known[at[inside]] == fresh[inside]
        stays = self.code != 0
        stays[at[there]] = True
        fresh = fresh[~there]
        if not len(fresh) and stays.all():
            return None
        # A large vocabulary: as little as possible is there twice.
        moved = np.zeros(len(self.known) + 1, dtype=np.int32)
        np.add.at(moved, np.searchsorted(self.known, fresh), 1)
        moved[:-1] += stays
        np.cumsum(moved, out=moved)
        moved -= 1
        moved = moved[:-1]
        size = int(np.count_nonzero(stays)) + len(fresh)
        held = np.ones(size, dtype=bool)
        for at_once in _slices(len(moved)):
            held[moved[at_once][stays[at_once]]] = False
        known = np.empty(size, dtype=np.uint32)
        for at_once in _slices(len(moved)):
            known[moved[at_once][stays[at_once]]] = self.known[at_once][stays[at_once]]
        known[held] = fresh
        self.known = known
        code = np.zeros(size, dtype=np.int32)
        for at_once in _slices(len(moved)):
            code[moved[at_once][stays[at_once]]] = self.code[at_once][stays[at_once]]
        self.code = code
        return moved


class Shelf:
    """The rows of one language. ``shares``: by field, shares of background documents by a term's checksum, of
    ``weight`` pretended documents. ``around``: rows of texts that stay, behind all others, and are only surroundings.
    """

    def __init__(self, shares: Mapping[str, Mapping[int, float]], weight: int, around: Sequence[Row] = ()) -> None:
        self.parts: list[Part] = []
        self.around: list[Part] = []
        self._vocabularies = {name: _Vocabulary(shares.get(name, {}), weight) for name in FIELDS}
        self._weights: dict[str, Floats] = {}
        self.change((), around)
        self.parts, self.around = self.around, self.parts

    def __len__(self) -> int:
        """Rows of all, of which the inverse frequencies are counted."""
        return sum(len(part.ids) for part in (*self.parts, *self.around))

    @property
    def ids(self) -> list[str]:
        return [name for part in self.parts for name in part.ids]

    def change(self, gone: Collection[str], new: Sequence[Row]) -> None:
        """Drops the rows of these ids, then appends. A row that is there under an id of ``new`` must be gone."""
        if gone:
            self._drop(set(gone))
        for start in range(0, len(new), PART):
            self._append(new[start : start + PART])
        if gone or new:
            self._weights.clear()

    def _drop(self, gone: set[str]) -> None:
        kept: list[Part] = []
        for part in self.parts:
            stays = np.array([name not in gone for name in part.ids], dtype=bool)
            if stays.all():
                kept.append(part)
                continue
            going = np.flatnonzero(~stays)
            for name, cells in part.cells.items():
                self._vocabularies[name].count(cells.of(going).ranks, -1)
            if stays.any():
                kept.append(part.kept(np.flatnonzero(stays)))
        self.parts = kept

    def _append(self, new: Sequence[Row]) -> None:
        lengths = [len(row.vector) for row in new if row.vector is not None]
        lengths += [part.vectors.shape[1] for part in (*self.parts[:1], *self.around[:1])]
        length = lengths[0] if lengths else 0
        for part in self.parts:  # none of these had a vector
            if part.vectors.shape[1] != length and not part.has.any():
                part.vectors = np.zeros((len(part.ids), length), dtype=np.float32)
        for part in self.around:  # by another encoder than the reports: they say nothing
            if part.vectors.shape[1] != length:
                part.vectors = np.zeros((len(part.ids), length), dtype=np.float32)
                part.has[:] = False
        vectors = np.zeros((len(new), length), dtype=np.float32)
        for number, row in enumerate(new):
            if row.vector is not None:
                vectors[number] = row.vector
        cells = {}
        for number, name in enumerate(FIELDS):
            cuts = [slice(row.signs.ends[number - 1] if number else 0, row.signs.ends[number]) for row in new]
            terms = np.concatenate([row.signs.terms[cut] for row, cut in zip(new, cuts, strict=True)])
            vocabulary = self._vocabularies[name]
            moved = vocabulary.renew(terms)
            if moved is not None:
                for part in (*self.parts, *self.around):
                    np.take(moved, part.cells[name].ranks, out=part.cells[name].ranks)
            ranks = np.searchsorted(vocabulary.known, terms).astype(np.int32)
            vocabulary.count(ranks, 1)
            cells[name] = _Cells(
                starts=np.concatenate([[0], np.cumsum([cut.stop - cut.start for cut in cuts])]).astype(np.int32),
                ranks=ranks,
                counts=np.concatenate([row.signs.counts[cut] for row, cut in zip(new, cuts, strict=True)]),
            )
        self.parts.append(
            Part(
                ids=[row.id for row in new],
                seconds=np.array([row.when.timestamp() if row.when else np.nan for row in new], dtype=np.float64),
                has=np.array([row.vector is not None for row in new], dtype=bool),
                vectors=vectors,
                cells=cells,
            )
        )
        self._merge()

    def _merge(self) -> None:
        """Neighbouring parts that fit into one become one."""
        kept: list[Part] = []
        for part in self.parts:
            if kept and len(kept[-1].ids) + len(part.ids) <= PART:
                kept[-1] = _joined(kept[-1], part)
            else:
                kept.append(part)
        self.parts = kept

    def split(self, rows: Rows) -> Iterator[tuple[Part, Rows]]:
        """Ascending rows by the part that they are in, numbered within it."""
        start = 0
        for part in (*self.parts, *self.around):
            one, other = np.searchsorted(rows, [start, start + len(part.ids)])
            if other > one:
                yield part, rows[one:other] - start
            start += len(part.ids)

    def unit_rows(self, name: str, rows: Rows, most: float | None = None) -> sparse.csr_array:
        """Of ascending rows, (1 + ln count) x idf of their terms over the norm; rows by terms, idf over the background
        and the shelf. ``most``: terms that more reports hold are left out, though not of the norm."""
        found = [
            part.cells[name] if len(inside) == len(part.ids) else part.cells[name].of(inside)
            for part, inside in self.split(rows)
        ]
        vocabulary = self._vocabularies[name]
        table = self._weights.setdefault(name, vocabulary.weights(len(self)))
        ranks = np.concatenate([cells.ranks for cells in found] or [np.zeros(0, dtype=np.int32)])
        counts = np.concatenate([cells.counts for cells in found] or [np.zeros(0, dtype=np.uint8)])
        lengths = np.concatenate([np.diff(cells.starts) for cells in found] or [np.zeros(0, dtype=np.int32)])
        codes = vocabulary.code[ranks]
        values = (_COUNTED[counts] * table[codes]).astype(np.float32)
        of = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        norms = np.sqrt(np.bincount(of, weights=values.astype(np.float64) ** 2, minlength=len(rows)))
        values *= (1.0 / np.where(norms > 0, norms, 1.0)).astype(np.float32)[of]
        if most is not None:
            telling = vocabulary.holders()[codes] <= most
            values, ranks, of = values[telling], ranks[telling], of[telling]
            lengths = np.bincount(of, minlength=len(rows))
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        return sparse.csr_array((values, ranks, starts), shape=(len(rows), max(1, len(vocabulary.known))))


def _joined(one: Part, other: Part) -> Part:
    return Part(
        ids=[*one.ids, *other.ids],
        seconds=np.concatenate([one.seconds, other.seconds]),
        has=np.concatenate([one.has, other.has]),
        vectors=np.concatenate([one.vectors, other.vectors]),
        cells={
            name: _Cells(
                starts=np.concatenate([mine.starts, other.cells[name].starts[1:] + mine.starts[-1]]),
                ranks=np.concatenate([mine.ranks, other.cells[name].ranks]),
                counts=np.concatenate([mine.counts, other.cells[name].counts]),
            )
            for name, mine in one.cells.items()
        },
    )


def _slices(length: int, at_once: int = 1 << 20) -> list[slice]:
    return [slice(start, start + at_once) for start in range(0, length, at_once)]


def _distinct(values: npt.NDArray[_Number]) -> tuple[npt.NDArray[_Number], npt.NDArray[np.int64]]:
    """The values that there are, ascending, and how often each. (np.unique hashes, which takes ten times as long.)"""
    ordered = np.sort(values)
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else np.zeros(0, int)
    return ordered[first], np.diff(np.concatenate([first, [len(ordered)]]))
