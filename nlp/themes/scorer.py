"""How much a text is about each theme, by meaning (vectors of its passages) and by words.

Knows themes, an encoder and a background sample; must not know stories, corrections or where a score is stored.

Meaning: the cosine of a text to the mean vector of a theme's seeds, after the mean of a background sample was taken
from both (centring). An article that speaks of several themes is like none of them as a whole, so its passages are
asked too. Words add to it, and carry texts in Malay alone, since the built-in encoder reads English only. The score is
a logistic of both, moved by theme so that the background sample stays under 0.5.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models import data
from nlp.copies.text import lines
from nlp.embedding import Encoder, embedding_text
from nlp.stories.words import language_of
from nlp.themes.evidence import Evidence, Terms, any_of
from records import Theme, ThemeScore

THRESHOLD = 0.5  # for themes without one of their own
PASSAGES = 10  # at most; each costs one run of the encoder
PASSAGE_WORDS = 45  # at least; 128 word pieces hold about 85
BEST_PASSAGES = 2
# Weights of the logistic, fitted on 100 articles of the bundled sample with marked themes (by cross-validation over
# events: average precision .71 with all three, .63 words alone, .56 meaning alone); the offset is where F1 was best.
WHOLE, PASSAGE, WORDS, OFFSET = 3.9, 3.9, 6.0, 3.6
WORDS_ALONE, OFFSET_ALONE = 7.5, 2.6  # where the encoder cannot read the language
QUIET = 0.99  # share of the background sample that must stay under the threshold of every theme
MARGIN = 0.3  # and by how much, on the logit
WORDS_IN = frozenset({"en", "ms", "id", "und"})  # languages of seeds and keywords
READS_MALAY = ("multilingual", "e5", "use", "bge-m3", "labse")  # parts of names of encoders that read more than English

Matrix = npt.NDArray[np.float64]


class ThemeScorer:
    """Scores texts against themes. The encoder is asked once for all seeds and the background sample."""

    def __init__(self, themes: Sequence[Theme], encoder: Encoder, background: Path | None = None) -> None:
        self.themes = tuple(themes)
        self._encoder = encoder
        self._background_file = background or data.path("themes-background.txt")
        self._terms = [Terms(theme) for theme in self.themes]
        self._multilingual = any(part in encoder.name.casefold() for part in READS_MALAY)

    def score(
        self,
        *,
        title: str = "",
        body: str,
        vector: npt.NDArray[np.float32] | None = None,
        language: str | None = None,
    ) -> tuple[ThemeScore, ...]:
        """All themes, best first; several may be assigned, or none.

        ``vector`` is the article's own (of ``embedding_text(title, body)``), made here where it is not given.
        """
        if not self._multilingual and language and language not in WORDS_IN:
            why = f"texts in '{language}' are not read"
            return tuple(ThemeScore(theme=theme.id, score=0.0, assigned=False, why=why) for theme in self.themes)
        body = "\n".join(lines(body))  # "also read" lines speak of other articles
        words = [terms.find(title, body) for terms in self._terms]
        text = f"{title}\n{body}"
        meaning: Matrix | None = None
        nearest: list[int | None] = [None] * len(self.themes)
        if self._multilingual or (language or language_of(text))[:2] == "en":
            meaning, nearest = self._meaning(title, body, vector)
        found = []
        for row, theme in enumerate(self.themes):
            strength = words[row].strength
            if meaning is None:
                value = _logistic(WORDS_ALONE * strength - OFFSET_ALONE)
            else:
                value = _logistic(float(meaning[row]) + WORDS * strength - float(self._offsets[row]))
            against = any_of(theme.negatives, text) if theme.negatives else None
            if against and len(words[row].terms) <= 1:
                value *= 0.5
            threshold = THRESHOLD if theme.threshold is None else theme.threshold
            score = round(value, 4)
            found.append(
                ThemeScore(
                    theme=theme.id,
                    score=score,
                    assigned=score >= threshold,
                    why=_why(theme, nearest[row], words[row], against),
                )
            )
        return tuple(sorted(found, key=lambda scored: -scored.score))  # stable: equals stay in the file's order

    def _meaning(
        self, title: str, body: str, vector: npt.NDArray[np.float32] | None
    ) -> tuple[Matrix, list[int | None]]:
        """Weighted cosines by theme, of the whole and of its best passages; and the seed nearest to the best of all."""
        whole = self._encoder.encode([embedding_text(title, body)])[0] if vector is None else vector
        pieces = passages(body)
        rows = np.vstack([whole, self._encoder.encode_together(pieces)]) if len(pieces) > 1 else np.atleast_2d(whole)
        centred = self._centre(rows.astype(np.float64))
        cosines = centred @ self._directions.T
        best = np.sort(cosines[1:], axis=0)[::-1][:BEST_PASSAGES].mean(axis=0) if len(pieces) > 1 else cosines[0]
        strongest = centred[np.argmax(cosines, axis=0)]
        nearest: list[int | None] = [int(np.argmax(seeds @ strongest[row])) for row, seeds in enumerate(self._seeds)]
        return WHOLE * cosines[0] + PASSAGE * best, nearest

    @cached_property
    def _background(self) -> Matrix:
        sample = self._background_file.read_text(encoding="utf-8").split("\n")
        english = [line for line in sample if line.strip() and (self._multilingual or language_of(line) == "en")]
        return self._encoder.encode_together(english).astype(np.float64)

    @cached_property
    def _seeds(self) -> list[Matrix]:
        return [
            self._centre(self._encoder.encode_together([theme.name, *theme.seeds]).astype(np.float64))
            for theme in self.themes
        ]

    @cached_property
    def _directions(self) -> Matrix:
        return np.stack([_unit(seeds.mean(axis=0)) for seeds in self._seeds])

    @cached_property
    def _offsets(self) -> Matrix:
        """By theme: OFFSET, or more where the background sample would reach it."""
        reached = np.quantile((WHOLE + PASSAGE) * (self._background_rows @ self._directions.T), QUIET, axis=0)
        return np.maximum(OFFSET, reached + MARGIN)

    @cached_property
    def _background_rows(self) -> Matrix:
        return self._centre(self._background)

    def _centre(self, rows: Matrix) -> Matrix:
        return _unit(rows - self._mean)

    @cached_property
    def _mean(self) -> Matrix:
        return np.asarray(self._background.mean(axis=0))


def passages(body: str) -> list[str]:
    """The body cut into at most PASSAGES runs of whole sentences, of about PASSAGE_WORDS words or more."""
    sentences = [part.strip() for part in re.split(r"(?<=[.!?\"”])\s+|\n+", body) if part.strip()]
    size = max(PASSAGE_WORDS, math.ceil(len(body.split()) / PASSAGES))
    found: list[list[str]] = [[]]
    for sentence in sentences:
        if sum(len(part.split()) for part in found[-1]) >= size and len(found) < PASSAGES:
            found.append([])
        found[-1].append(sentence)
    return [" ".join(parts) for parts in found if parts]


def _why(theme: Theme, nearest: int | None, words: Evidence, against: str | None) -> str:
    parts = []
    if nearest is not None:
        parts.append(f"nearest seed '{(theme.name, *theme.seeds)[nearest]}'")
    if words.terms:
        parts.append("words: " + ", ".join(words.terms[:5]))
    if against:
        parts.append(f"against it: '{against}'")
    return "; ".join(parts) or "nothing speaks for it"


def _unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9))


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, value))))
