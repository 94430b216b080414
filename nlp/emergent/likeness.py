"""How alike stories are in meaning and words, each with each. Pure; must not know what a group is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

MEANING = 0.5  # the rest is words; part "a" of the gold: .5 and .4 alike, .3 and .7 below
UNSEEN = 10  # stories that stand for all others: the mean of a handful is their own subject, not what is common
DECIMALS = 6  # of a likeness: sums may differ in their last bits from machine to machine

Matrix = npt.NDArray[np.float64]


def likeness(
    vectors: Sequence[npt.NDArray[np.float64] | None],
    languages: Sequence[str],
    terms: Sequence[Mapping[str, int]],
    rows: Sequence[int],
) -> Matrix:
    """Symmetric, of shape (len(rows), len(rows)), ones on the diagonal. All stories say what is common; only ``rows``
    are compared. Stories without a vector, and those of two languages, are compared by words alone."""
    words = _words(terms, rows)
    meaning, has = _meaning(vectors, rows)
    language = np.array([languages[row] for row in rows])
    both = np.outer(has, has) & (language[:, None] == language[None, :])
    alike: Matrix = np.where(both, MEANING * meaning + (1 - MEANING) * words, words)
    alike = np.round((alike + alike.T) / 2, DECIMALS)
    np.fill_diagonal(alike, 1.0)
    return alike


def _meaning(
    vectors: Sequence[npt.NDArray[np.float64] | None], rows: Sequence[int]
) -> tuple[Matrix, npt.NDArray[np.bool_]]:
    has = np.array([vectors[row] is not None for row in rows])
    known = [vector for vector in vectors if vector is not None]
    if not known:
        return np.zeros((len(rows), len(rows))), has
    mean = np.add.reduce(np.stack(known), axis=0) / (len(known) + UNSEEN)
    centred = np.stack([np.zeros_like(mean) if (v := vectors[row]) is None else v - mean for row in rows])
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    unit = centred / np.where(lengths > 0, lengths, 1.0)
    return unit @ unit.T, has


def _words(terms: Sequence[Mapping[str, int]], rows: Sequence[int]) -> Matrix:
    documents = Counter(term for counted in terms for term in counted)
    places = {term: place for place, term in enumerate(sorted(documents))}
    at, columns, values = [0], [], []
    for row in rows:
        weighted = {
            term: (1 + math.log(count)) * math.log((len(terms) + 1) / (documents[term] + 0.5))
            for term, count in sorted(terms[row].items())
        }
        length = math.sqrt(math.fsum(value * value for value in weighted.values())) or 1.0
        columns += [places[term] for term in weighted]
        values += [value / length for value in weighted.values()]
        at.append(len(columns))
    matrix = csr_matrix((np.array(values, dtype=np.float64), columns, at), shape=(len(rows), len(places)))
    product: Matrix = (matrix @ matrix.T).toarray()
    return product
