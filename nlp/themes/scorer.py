"""How much a text is about each theme, by meaning (vectors of its passages) and by words.

Knows themes, where they point (``directions``) and what weighs how much; must not know stories, corrections or where a
score is stored.

Meaning: the cosine of a text to the mean vector of a theme's seeds, after the mean of a background sample was taken
from both (centring). An article that speaks of several themes is like none of them as a whole, so its passages are
asked too. Words add to it, and carry texts in Malay alone, since the built-in encoder reads English only. The score is
a logistic of both, moved by theme so that the background sample stays under 0.5. A theme of seeds alone is scored on
what a text is about together with its neighbours (``neighbours``). A theme's scores depend on that theme alone: another
one beside it changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp.embedding import Encoder, embedding_text
from nlp.themes.directions import Directions, Matrix
from nlp.themes.evidence import Evidence, Searched, Terms, searched
from nlp.themes.head import Head
from nlp.themes.meaning import UNIT, WORDS_IN, Bytes, Text, meant, passage_vectors, prose, reads_all
from nlp.themes.neighbours import BEGINNING, Earlier, Half, Neighbours, gist
from nlp.themes.phrases import Phrases
from nlp.themes.reasons import Meaning, Meant, reason
from records import Theme, ThemeScore

THRESHOLD = 0.5  # for themes without one of their own
# Weights of the logistic, fitted on 100 articles of the bundled sample with marked themes (by cross-validation over
# events: average precision .71 with all three, .63 words alone, .56 meaning alone); the offset is where F1 was best.
WHOLE, PASSAGE, WORDS, OFFSET = 3.9, 3.9, 6.0, 3.6
WORDS_ALONE, OFFSET_ALONE = 7.5, 2.6  # where the encoder cannot read the language
# Of a theme with seeds alone, meaning has to carry nearly all: its phrases are also said in other forms (``phrases``),
# and a text is taken together with those like it that were read before. Measured on one half of a five-theme news set,
# five sets of six seeds each (docs/quality.md, "Themes of one's own"). Themes with keywords gain nothing by either on
# the bundled sample, so theirs stay as they are.
AROUND, WORDS_SEEDS, OFFSET_SEEDS = 20.0, 4.0, 4.84
# Their words count in full where the meaning is that of the theme, and not at all where it is not: a phrase such as
# "government policy" stands in texts about anything.
NOT, FULLY = 0.84, 4.84
# A theme may be what a part of the background sample is about (sport), so their border is not what the sample reaches
# but half way to three robust standard deviations above its median.
DEVIATIONS, HALF = 3.0 * 1.4826, 0.5
QUIET = 0.99  # share of the background sample that must stay under the threshold of every theme
MARGIN = 0.3  # and by how much, on the logit


class ThemeScorer:
    """Scores texts against themes. The encoder is asked once for all seeds and the background sample."""

    def __init__(
        self,
        themes: Sequence[Theme],
        encoder: Encoder,
        background: Path | None = None,
        heads: Mapping[str, Head] | None = None,
        phrases: Phrases | None = None,
    ) -> None:
        """``heads``: of themes, by id, that learned from stories which people accepted and rejected. ``phrases``: takes
        the encoder's place for seeds and background sample, where their vectors are kept."""
        self.themes = tuple(themes)
        self.encoder = encoder
        self._terms = [Terms(theme) for theme in self.themes]
        self._directions = Directions(self.themes, encoder, background, phrases)
        self._heads = [(heads or {}).get(theme.id) for theme in self.themes]

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
        return self.score_texts([self.text(title=title, body=body, vector=vector, language=language)])[0]

    def text(
        self,
        *,
        title: str = "",
        body: str,
        vector: npt.NDArray[np.float32] | None = None,
        language: str | None = None,
        kept: Bytes | None = None,
        around: Half | None = None,
    ) -> Text:
        """What is scored of a text: its words and, where its language is read by meaning, its vectors.

        ``kept``: the passages of an earlier reading; with ``vector`` nothing is encoded. ``around``: as they were then
        with its neighbours (``neighbours``); without it the text stands alone.
        """
        if kept is not None and vector is not None and language and not self._touch(title, body):
            body = ""  # no theme has a word in it: most of the time of scoring an archive was to leave out its lines
        body = prose(body)
        if not meant(self.encoder, title, body, language):
            none = np.zeros((0, self.encoder.dimension), dtype=np.int8)
            return Text(title=title, body=body, language=language, vector=None, passages=none)
        whole = self.encoder.encode([embedding_text(title, body)])[0] if vector is None else vector
        rows = passage_vectors(self.encoder, body) if kept is None else kept
        return Text(title=title, body=body, language=language, vector=whole, passages=rows, around=around)

    def _touch(self, title: str, body: str) -> bool:
        folded = f"{title}\n{body}".lower()
        return any(terms.touch(folded) for terms in self._terms)

    def score_texts(self, texts: Sequence[Text]) -> list[tuple[ThemeScore, ...]]:
        """The scores of each text, best first: the same whatever stands beside it."""
        read = [text for text in texts if text.vector is not None]
        meant = dict(zip(map(id, read), range(len(read)), strict=True))
        meaning = self._meaning(read) if read else None
        found = []
        for text in texts:
            row = meant.get(id(text))
            if row is None and text.language and text.language not in WORDS_IN and not reads_all(self.encoder):
                why = f"texts in '{text.language}' are not read"
                found.append(tuple(ThemeScore(theme=t.id, score=0.0, assigned=False, why=why) for t in self.themes))
                continue
            title, body, whole = searched(text.title), searched(text.body), searched(f"{text.title}\n{text.body}")
            scores = [
                self._score(
                    number,
                    text,
                    self._terms[number].find(title, body),
                    whole,
                    None if row is None or meaning is None else meaning.of(row, number),
                )
                for number in range(len(self.themes))
            ]
            found.append(tuple(sorted(scores, key=lambda scored: -scored.score)))  # stable: equals in the file's order
        return found

    def _score(self, number: int, text: Text, words: Evidence, whole: Searched, meaning: Meant | None) -> ThemeScore:
        """``words``: the theme's in the text; ``whole``: its title and its body."""
        theme, terms, head = self.themes[number], self._terms[number], self._heads[number]
        value, learned = self._logit(number, words, None if meaning is None else meaning.weight), 0.0
        if head is not None and text.vector is not None:
            learned = float(head.change(self.centred(text.vector[None]))[0])
            value += learned
        score = _logistic(value)
        against = terms.against(whole)
        if against and len(words.terms) <= 1:
            score *= 0.5
        refused = f"'{forbidden}' must not stand in it" if (forbidden := terms.forbids(whole)) else None
        if refused is None and terms.lacks(whole):
            refused = "none of the words that must stand in it does"
        if refused:
            score = min(score, 0.1)
        score = round(score, 4)
        threshold = THRESHOLD if theme.threshold is None else theme.threshold
        return ThemeScore(
            theme=theme.id,
            score=score,
            assigned=not refused and score >= threshold,
            why=reason(theme, meaning, words, against, refused, head, learned),
        )

    def logits(self, texts: Sequence[Text]) -> Matrix:
        """(texts, themes): the score before the logistic and without a head; what heads are learned from."""
        read = [text for text in texts if text.vector is not None]
        rows = iter(self._meaning(read).weights) if read else iter(())
        return np.array(
            [
                [
                    self._logit(number, terms.find(*words), None if row is None else float(row[number]))
                    for number, terms in enumerate(self._terms)
                ]
                for text in texts
                for words in ((searched(text.title), searched(text.body)),)
                for row in (None if text.vector is None else next(rows),)
            ]
        )

    def _logit(self, number: int, words: Evidence, meaning: float | None) -> float:
        if meaning is None:
            return WORDS_ALONE * words.strength - OFFSET_ALONE
        weight = WORDS
        if self._alone[number]:
            weight = WORDS_SEEDS * min(1.0, max(0.0, (meaning - NOT) / (FULLY - NOT)))
        return meaning + weight * words.strength - float(self._offsets[number])

    def neighbours(self, earlier: Iterable[Earlier] = ()) -> Neighbours:
        """By which texts are read together with those before them."""
        return Neighbours(self._directions.mean, earlier)

    def centred(self, rows: npt.NDArray[np.float32]) -> Matrix:
        """Vectors of texts as they are compared: without what all news has in common."""
        return self._directions.centred(rows.astype(np.float64))

    def _meaning(self, texts: Sequence[Text]) -> Meaning:
        """Weighted cosines (texts, themes) of the whole and of its best passages, and the seed nearest to the best."""
        counts = np.array([1 + len(text.passages) for text in texts])
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        rows = np.empty((int(counts.sum()), self.encoder.dimension))
        for text, start in zip(texts, starts, strict=True):
            rows[start] = text.vector
            rows[start + 1 : start + 1 + len(text.passages)] = text.passages
            rows[start + 1 : start + 1 + len(text.passages)] /= UNIT
        directions = self._directions
        centred = directions.centred(rows)
        cosines = centred @ directions.centroids.T
        lift = np.zeros((len(texts), len(self.themes)))
        first, inside = cosines[starts], np.full((len(texts), int(counts.max()), len(self.themes)), -np.inf)
        place = np.arange(len(rows)) - np.repeat(starts, counts)
        inside[np.repeat(np.arange(len(texts)), counts), place] = cosines
        strongest = starts[:, None] + inside.argmax(axis=1)
        # Of a text with passages those count, else itself.
        inside[counts > 1, 0] = -np.inf
        best = inside.max(axis=1)
        if inside.shape[1] > 2:  # the mean of the best two: one passage alone may be an aside
            second = np.partition(inside, -2, axis=1)[:, -2]
            best = np.where((counts > 2)[:, None], (best + second) / 2, best)
        total = WHOLE * first + PASSAGE * best
        if self._alone.any():
            own = np.stack([_gist(text) for text in texts]) @ directions.said[self._alone].T
            around = np.stack([_gist(text) if text.around is None else text.around for text in texts])
            with_them = AROUND * (around.astype(np.float64) @ directions.said[self._alone].T)
            total[:, self._alone] = with_them - self._common
            lift[:, self._alone] = with_them - AROUND * own
        nearest = np.stack(
            [(centred[strongest[:, number]] @ seeds.T).argmax(axis=1) for number, seeds in enumerate(directions.seeds)],
            axis=1,
        )
        return Meaning(weights=total, nearest=nearest, lift=lift)

    @cached_property
    def _alone(self) -> npt.NDArray[np.bool_]:
        """Which themes have seeds alone."""
        return np.array([not theme.keywords for theme in self.themes])

    @cached_property
    def _offsets(self) -> Matrix:
        """By theme the border of its score: a common one, or more where the background sample would reach it."""
        nothing = np.zeros((0, self.encoder.dimension), dtype=np.int8)
        directions = self._directions
        gists = np.stack([gist(row, nothing) for row in directions.background.astype(np.float32)])
        sample = AROUND * (gists @ directions.said.T) - self._common
        middle = np.median(sample, axis=0)
        spread = np.median(np.abs(sample - middle), axis=0)
        cosines = directions.background_centred @ directions.centroids.T
        reached = np.quantile((WHOLE + PASSAGE) * cosines, QUIET, axis=0)
        return np.where(
            self._alone,
            OFFSET_SEEDS + HALF * np.maximum(0.0, middle + DEVIATIONS * spread - OFFSET_SEEDS),
            np.maximum(OFFSET, reached + MARGIN),
        )

    @cached_property
    def _common(self) -> float:
        """What any two texts have in common for this encoder: some give .05, others .8. The same for all themes."""
        mean = self._directions.mean
        return AROUND * (1 + BEGINNING) * float(mean @ mean)


def _gist(text: Text) -> Matrix:
    if text.vector is None:
        raise ValueError("the text is not read by meaning")
    return gist(text.vector, text.passages)


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, value))))
