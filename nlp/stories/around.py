"""Texts that stand beside every window, as rows of its shelf: what news is usually like.

Whether two reports are near for being of one event shows against what else is near to them (nlp.stories.likeness). In a
window of three reports nothing else is: two press releases of one ministry are the nearest there are. Knows a file of
signs and vectors; must not know windows, features or weights.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from nlp.stories.item import FIELDS, Signs
from nlp.stories.shelf import Row
from records import BadWeights

ARRAYS = ("terms", "counts", "ends", "vectors")  # of a language


def write_around(file: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """Rows by language. Of the vectors, which all rows of a language have or none, the half of each number is kept."""
    arrays: dict[str, np.ndarray] = {}
    for language, mine in rows.items():
        arrays |= {
            f"{language}_terms": np.concatenate([row.signs.terms for row in mine]),
            f"{language}_counts": np.concatenate([row.signs.counts for row in mine]),
            f"{language}_ends": np.array([row.signs.ends for row in mine], dtype=np.int32),
            f"{language}_vectors": np.array([row.vector for row in mine if row.vector is not None], dtype=np.float16),
        }
    np.savez_compressed(file, allow_pickle=False, **arrays)


def read_around(file: Path) -> dict[str, tuple[Row, ...]]:
    """Rows by language. Raises BadWeights, naming the file, where it is not what ``write_around`` writes."""
    try:
        with np.load(file, allow_pickle=False) as found:
            languages = sorted({name.partition("_")[0] for name in found.files})
            return {
                language: _rows(language, *(found[f"{language}_{name}"] for name in ARRAYS)) for language in languages
            }
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as problem:
        raise BadWeights(f"{file}: cannot be read as texts around: {problem}") from problem


def _rows(
    language: str, terms: np.ndarray, counts: np.ndarray, ends: np.ndarray, vectors: np.ndarray
) -> tuple[Row, ...]:
    if ends.ndim != 2 or ends.shape[1] != len(FIELDS) or int(ends[:, -1].sum()) != len(terms) != len(counts):
        raise ValueError(f"rows of '{language}' do not add up")
    if len(vectors) not in (0, len(ends)):
        raise ValueError(f"{len(vectors)} vectors for {len(ends)} rows of '{language}'")
    rows = []
    start = 0
    for number, cut in enumerate(ends.tolist()):
        vector = None
        if len(vectors):
            vector = vectors[number].astype(np.float32)
            vector /= np.linalg.norm(vector)
        signs = Signs(
            language=language,
            terms=terms[start : start + cut[-1]],
            counts=counts[start : start + cut[-1]],
            ends=tuple(cut),
            figures=(),
            collection=None,
            template=(),
        )
        rows.append(Row(f"around {number}", signs, None, vector))
        start += cut[-1]
    return tuple(rows)
