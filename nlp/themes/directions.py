"""Where themes point: their phrases and a background sample as vectors, and what all news has in common.

Knows themes, an encoder and the sample; must not know the texts that are scored, what weighs how much, or a threshold.
Vectors are compared after the mean of the background sample was taken from them (centring), each of unit length.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models import data
from nlp.embedding import Encoder
from nlp.themes.phrases import BACKGROUND, Phrases, background_texts, spoken
from nlp.themes.reasons import speaking
from records import Theme

Matrix = npt.NDArray[np.float64]


class Directions:
    """The vectors of themes, made when they are first asked for. The encoder is asked once for each list of texts."""

    def __init__(
        self, themes: Sequence[Theme], encoder: Encoder, background: Path | None = None, phrases: Phrases | None = None
    ) -> None:
        """``phrases``: takes the encoder's place, where vectors are kept."""
        self._themes = tuple(themes)
        self._encoder = encoder
        self._background_file = background or data.path("themes-background.txt")
        self._phrases = phrases or (lambda _, texts: encoder.encode_together(texts))

    @cached_property
    def background(self) -> Matrix:
        """(lines, dimension): the background sample as it is encoded."""
        return self._phrases(BACKGROUND, background_texts(self._background_file, self._encoder)).astype(np.float64)

    @cached_property
    def mean(self) -> Matrix:
        """(dimension,): what all news has in common."""
        return np.asarray(self.background.mean(axis=0))

    def centred(self, rows: Matrix) -> Matrix:
        """Vectors without what all news has in common, of unit length."""
        return _unit(rows - self.mean)

    @cached_property
    def background_centred(self) -> Matrix:
        return self.centred(self.background)

    @cached_property
    def _spoken(self) -> list[Matrix]:
        """By theme the vectors of its phrases, in each of its forms; first those of the phrases as they are."""
        return [self._phrases(theme.id, spoken(theme)).astype(np.float64) for theme in self._themes]

    @cached_property
    def said(self) -> Matrix:
        """(themes, dimension): the mean of each theme's phrases in all their forms, not centred, of unit length."""
        return np.stack([_unit(rows.mean(axis=0)) for rows in self._spoken])

    @cached_property
    def seeds(self) -> list[Matrix]:
        """By theme (phrases, dimension): its phrases as they are, centred, in the order of ``speaking``."""
        return [
            self.centred(rows[: len(speaking(theme))]) for theme, rows in zip(self._themes, self._spoken, strict=True)
        ]

    @cached_property
    def centroids(self) -> Matrix:
        """(themes, dimension): the mean of each theme's centred phrases, of unit length."""
        return np.stack([_unit(self.centred(rows).mean(axis=0)) for rows in self._spoken])


def _unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9))
